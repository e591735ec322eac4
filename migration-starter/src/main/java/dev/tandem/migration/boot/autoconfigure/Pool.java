package dev.tandem.migration.boot.autoconfigure;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/** A pool of connections, where there is one on the class path. */
final class Pool {
    /** A request that waits as long as Hikari's 30 seconds is a request that nobody waits for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Pool() {}

    /** One that connects when it is first used, and keeps nothing that is idle. */
    static HikariDataSource of(String name, DataSource connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(connections);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return new HikariDataSource(config);
    }
}
