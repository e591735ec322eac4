package dev.tandem.migration.sql;

/**
 * Marks a statement in the server, so that whoever comes later finds out what became of it.
 *
 * @param runId the run
 * @param fence its holding of the lock
 * @param version the migration
 * @param statement number of the statement in its script
 */
public record StatementTag(String runId, long fence, long version, int statement) {

    /** The statement's id in the server; it can be derived from the history. */
    public String queryId() {
        return runId + "-" + fence + "-" + version + "-" + statement;
    }
}
