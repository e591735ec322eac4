package dev.tandem.migration.boot;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.UnsupportedDataSourcePropertyException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** What Boot's JDBC support can tell of a DataSource; apart from everything else, because it may not be there. */
final class DataSourceAddress {
    private DataSourceAddress() {}

    /** Where it connects to; {@code null} when it is of a kind that does not say. */
    static @Nullable ConnectionAddress of(DataSource dataSource) {
        try {
            SimpleDriverDataSource derived = DataSourceBuilder.derivedFrom(dataSource)
                    .type(SimpleDriverDataSource.class)
                    .build();
            String url = derived.getUrl();
            return url == null ? null : new ConnectionAddress(url, derived.getUsername(), derived.getPassword());
        } catch (IllegalStateException | UnsupportedDataSourcePropertyException e) {
            // The same: its kind has no property of that name.
            return null;
        }
    }
}
