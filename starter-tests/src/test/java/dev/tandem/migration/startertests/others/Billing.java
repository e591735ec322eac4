package dev.tandem.migration.startertests.others;

import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.boot.MigrationConfiguration;
import dev.tandem.migration.sql.SqlDatabase;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/** The company's billing library brings a folder of Flyway migrations. */
@MigrationConfiguration
class Billing {

    @Bean
    MigrationDatabase billing(
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username}") String username,
            @Value("${spring.datasource.password}") String password) {
        SqlDatabase server = SqlDatabase.builder("billing")
                .url(url)
                .username(username)
                .password(password)
                .order(-1)
                .build();
        return new FlywayModule(server, "billing/db/migration");
    }
}
