package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is waited for. */
interface Readiness {

    /** What is known before the first look, and after it if that never came to its end. */
    static Map<String, String> unknown(List<String> databases) {
        Map<String, String> waiting = new LinkedHashMap<>();
        databases.forEach(database -> waiting.put(database, "It has not answered yet."));
        return waiting;
    }

    /** Looks again. */
    void look(MigrationManager manager);

    /** What was not ready at the last look, and why, by the name of the database. */
    Map<String, String> waiting();

    /** What to end with if nobody waits any longer. */
    int exitCode();
}
