package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationManager;
import java.util.Map;

/** What is waited for. */
interface Readiness {

    /** Looks again. */
    void look(MigrationManager manager);

    /** What was not ready at the last look, and why, by the name of the database. */
    Map<String, String> waiting();

    /** What to end with if nobody waits any longer. */
    int exitCode();
}
