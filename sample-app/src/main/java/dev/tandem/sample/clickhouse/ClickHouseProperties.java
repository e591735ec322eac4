package dev.tandem.sample.clickhouse;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where ClickHouse is. The application reads what its migrations read, so that the two never look at different servers.
 *
 * @param url the JDBC URL
 * @param username the user, or empty for the server's default user
 * @param password the user's password
 */
@Validated
@ConfigurationProperties("tandem.databases.clickhouse")
record ClickHouseProperties(
        @NotBlank String url,
        @Nullable String username,
        @Nullable String password) {}
