package dev.tandem.migration;

import dev.tandem.migration.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is wrong with the migrations of databases.
 *
 * @param id as of a run
 * @param ask whether to ask the databases, too
 * @param deadline when to end asking
 */
record Validation(String id, boolean ask, Deadline deadline) {

    List<Finding> of(List<MigrationDatabase> databases) {
        List<Finding> all = new ArrayList<>();
        for (MigrationDatabase database : databases) {
            List<Finding> findings = new ArrayList<>();
            if (database instanceof ValidatesMigrations files) {
                files.validate(findings::add);
            }
            if (ask) {
                ask(database, findings);
            }
            all.addAll(findings);
        }
        return all;
    }

    private void ask(MigrationDatabase database, List<Finding> findings) {
        boolean usable = findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
        try (Sessions sessions = Sessions.connect(List.of(database), id, deadline, Connecting.once())) {
            MigrationSession session = sessions.get(database.name());
            if (!usable) {
                note(database, "Its history was not compared, because not all of the files can be used.", findings);
                return;
            }
            if (session instanceof ValidatesStatements server) {
                server.validate(findings::add);
            }
            Planner.mismatches(sessions.state(database, session))
                    .forEach(mismatch -> findings.add(new Finding(Severity.ERROR, mismatch)));
        } catch (DatabaseUnreachableException e) {
            note(database, "Its history was not compared: " + e.failure().message(), findings);
        } catch (HistoryMismatchException | InvalidMigrationException e) {
            findings.add(new Finding(Severity.ERROR, e.failure()));
        }
    }

    private static void note(MigrationDatabase database, String message, List<Finding> findings) {
        findings.add(new Finding(Severity.NOTE, Failure.of(database.name(), message, null)));
    }
}
