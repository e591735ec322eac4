package dev.tandem.migration.liquibase;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.database.Database;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.ErrorPrecondition;
import liquibase.precondition.FailedPrecondition;
import liquibase.precondition.core.PreconditionContainer;
import org.jspecify.annotations.Nullable;

/** What a changelog, and the files that it includes, ask for before any of their change sets is run. */
final class WholePreconditions {
    private final LiquibaseSettings settings;
    private final Changelog changelog;
    private final Database database;
    private boolean met;

    WholePreconditions(LiquibaseSettings settings, Changelog changelog, Database database) {
        this.settings = settings;
        this.changelog = changelog;
        this.database = database;
    }

    /**
     * Asks the database, until it has agreed once.
     *
     * @throws InvalidMigrationException when something is not as it is to be
     */
    void require(HeldConnection connection) throws SQLException {
        PreconditionContainer preconditions = changelog.log().getPreconditions();
        if (met || preconditions == null) {
            return;
        }
        try {
            preconditions.check(database, changelog.log(), null, null);
            met = true;
        } catch (PreconditionFailedException e) {
            Stream<@Nullable String> reasons =
                    e.getFailedPreconditions().stream().map(FailedPrecondition::getMessage);
            throw unmet(reasons, e);
        } catch (PreconditionErrorException e) {
            throw unmet(e.getErrorPreconditions().stream().map(WholePreconditions::reason), e);
        } finally {
            connection.rollback();
        }
    }

    private static String reason(ErrorPrecondition precondition) {
        return Problems.reason(precondition.getCause());
    }

    private InvalidMigrationException unmet(Stream<@Nullable String> reasons, Exception problem) {
        String message = reasons.map(reason -> reason == null ? Problems.reason(problem) : reason)
                .collect(Collectors.joining("; "));
        return new InvalidMigrationException(
                Failure.inFile(
                                changelog.log().getPhysicalFilePath(),
                                null,
                                "A precondition of the whole changelog is not met: "
                                        + (message.isEmpty() ? Problems.reason(problem) : message),
                                "Nothing of it is run until then. Mend that, then run again.")
                        .in(settings.name(), null),
                problem);
    }
}
