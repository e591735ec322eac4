package dev.tandem.migration.sql;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The exceptions for a server that does not let us in or does not answer; of a run whose deadline ended, that. */
record ConnectionFailures(ConfiguredDatabase database, Deadline deadline) {

    MigrationException connecting(SQLException e) {
        DatabaseUnreachableException unreachable = unreachable(e);
        if (deadline.hasEnded()) {
            return deadline.exceeded(unreachable.failure(), "while " + database.name() + " was connected", e);
        }
        return unreachable;
    }

    MigrationException reading(SQLException e) {
        if (database.dialect().problem(e) == Dialect.Problem.LOST_LOCK) {
            return new LostLockException(
                    Failure.of(
                            database.name(),
                            database.dialect().answer(e).message(),
                            "Look at migrate status, then run again."),
                    e);
        }
        if (deadline.hasEnded()) {
            return deadline.exceeded(
                    Failure.of(database.name(), database.dialect().answer(e).message(), null), "while it was read", e);
        }
        return unreachable(e);
    }

    private DatabaseUnreachableException unreachable(SQLException e) {
        return new DatabaseUnreachableException(
                notReached(e), database.dialect().problem(e) == Dialect.Problem.UNREACHABLE, e);
    }

    private Failure notReached(SQLException e) {
        DatabaseSettings settings = database.settings();
        String message = database.dialect().answer(e).message();
        return switch (database.dialect().problem(e)) {
            case DENIED ->
                Failure.of(
                        settings.name(),
                        "The server does not let us in: " + message,
                        (remedy(e) == null ? "Check user, password and rights for " : remedy(e) + " This one is ")
                                + settings + ".");
            case UNTRUSTED ->
                Failure.of(
                        settings.name(),
                        "There is no secure connection to the server: " + message,
                        "Set sslrootcert among the parameters of the address to the certificate (PEM) of the authority that"
                                + " signed the server's, and use the host name for which that was signed. This one is "
                                + settings + ".");
            case NO_DATABASE ->
                Failure.of(
                        settings.name(),
                        "The server has no such database: " + message,
                        "Create it, or correct the address: " + settings + ".");
            case UNREACHABLE ->
                Failure.of(
                        settings.name(),
                        "The server cannot be reached: " + message,
                        "Check that it runs and that the address is right: " + settings + ".");
            default ->
                Failure.of(
                        settings.name(),
                        "The server refused to be asked: " + message,
                        "Check the address and its parameters: " + settings + ".");
        };
    }

    private @Nullable String remedy(SQLException e) {
        return database.dialect().remedy(database.dialect().answer(e));
    }
}
