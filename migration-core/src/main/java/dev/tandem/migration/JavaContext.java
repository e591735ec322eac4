package dev.tandem.migration;

import java.sql.Connection;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the code of a {@link JavaMigration} works with, until it returns. For the one thread that it is called on.
 *
 * <p>At the end of the run's deadline, on SIGTERM and when the run is cancelled, the statement that it executes is ended in the
 * server and throws. Code that computes for long looks at {@link #deadline()} now and then; four seconds after the end its
 * connection is cut and its thread interrupted.
 */
public interface JavaContext {

    /**
     * The run's connection, with the rights of whoever migrates. Closing it does nothing. In the migration's transaction, and in
     * batches, it refuses to commit or to take back; what has a role or a setting of the session for the migration sets
     * it LOCAL, or it is taken back behind it.
     */
    Connection connection();

    /** The same connection, in Spring's words. */
    JdbcClient jdbc();

    /** When the run, or the time of this migration, is over. */
    Deadline deadline();

    /**
     * Says how far it has come; whoever watches the run is told every ten seconds.
     *
     * @param details for people, such as {@code 1200000 of 10000000 rows}
     */
    void progress(String details);
}
