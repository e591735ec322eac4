package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.boot.ConnectionAddress;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * What Boot knows of the servers that an application uses over JDBC, be it from properties, a container or Docker Compose. One
 * of them is the application's DataSource; the others are databases under the name that their address gives them, if they are
 * of a kind that is migrated.
 */
final class JdbcServices {
    private final ListableBeanFactory beans;

    JdbcServices(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** That of the application's DataSource, {@code null} if there is none, or none that stands out. */
    @Nullable
    ConnectionAddress application() {
        JdbcConnectionDetails details =
                beans.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
        return details == null ? null : address(details);
    }

    /** All others, by the names of the databases. */
    Map<String, ConnectionAddress> others() {
        ConnectionAddress application = application();
        Map<String, ConnectionAddress> others = new LinkedHashMap<>();
        beans.getBeansOfType(JdbcConnectionDetails.class).values().forEach(details -> {
            ConnectionAddress address = address(details);
            if (!address.equals(application) && SqlDatabase.knows(address.url())) {
                others.put(address.databaseName(), address);
            }
        });
        return others;
    }

    private static ConnectionAddress address(JdbcConnectionDetails details) {
        return new ConnectionAddress(details.getJdbcUrl(), details.getUsername(), details.getPassword());
    }
}
