package dev.tandem.migration.boot.extending;

import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.boot.MigrationConfiguration;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

@MigrationConfiguration
class Ledger {

    @Bean
    MigrationDatabase ledgerDatabase(@Value("${ledger.url}") String url) {
        return SqlDatabase.builder("ledger")
                .url(url)
                .paths(List.of("classpath:ledger"))
                .order(-1)
                .build();
    }
}
