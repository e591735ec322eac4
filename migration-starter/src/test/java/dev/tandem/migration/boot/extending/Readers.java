package dev.tandem.migration.boot.extending;

import dev.tandem.migration.boot.MigrationConfiguration;
import dev.tandem.migration.boot.MigrationCustomizer;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

@MigrationConfiguration
class Readers {

    @Bean
    MigrationCustomizer readersCustomizer(@Value("${app.reader}") String reader) {
        return (name, database) -> {
            if (name.equals("postgres")) {
                database.placeholders(Map.of("reader", reader));
            }
        };
    }
}
