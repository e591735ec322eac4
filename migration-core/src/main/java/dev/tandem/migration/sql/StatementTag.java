package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationId.Repeatable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Marks a statement in the server, so that whoever comes later finds out what became of it.
 *
 * @param runId the run
 * @param fence its holding of the lock
 * @param script a word for its script, unique in the run: a hook's, or of a migration its version or {@code R_} and its name
 * @param statement number of the statement in its script
 */
public record StatementTag(String runId, long fence, String script, int statement) {

    /** Of a statement of a migration. */
    public StatementTag(String runId, long fence, MigrationId migration, int statement) {
        this(runId, fence, word(migration), statement);
    }

    /** The id travels in headers of HTTP, and what is encoded is still another one for another name. */
    private static String word(MigrationId migration) {
        return migration instanceof Repeatable repeatable
                ? "R_" + URLEncoder.encode(repeatable.name(), StandardCharsets.UTF_8)
                : migration.toString();
    }

    /** The statement's id in the server; it can be derived from the history. */
    public String queryId() {
        return runId + "-" + fence + "-" + script + "-" + statement;
    }
}
