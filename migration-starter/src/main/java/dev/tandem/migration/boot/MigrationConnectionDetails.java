package dev.tandem.migration.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * How a database that is migrated is reached, where that is not said by properties: by a container, by Docker Compose, or by a
 * bean of the application. A URL in {@code tandem.databases.<name>} goes before it.
 */
public interface MigrationConnectionDetails extends ConnectionDetails {

    /** JDBC URL. */
    String getJdbcUrl();

    /** User that migrates, {@code null} if it is in the URL. */
    @Nullable
    String getUsername();

    /** Password of that user, {@code null} if it is in the URL. */
    @Nullable
    String getPassword();

    /** The configured name of the database: {@code postgres} or {@code clickhouse}, as the URL says, unless overridden. */
    default String getDatabase() {
        return new ConnectionAddress(getJdbcUrl(), null, null).databaseName();
    }
}
