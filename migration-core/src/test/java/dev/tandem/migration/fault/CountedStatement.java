package dev.tandem.migration.fault;

/**
 * A statement of a migration that leaves something to count. It holds its own name, {@code '<version>.<number>'}, as a
 * literal, so that a proxy sees it pass.
 *
 * @param version its migration
 * @param number its place there, from 1
 * @param sql the statement
 * @param count asks the database how often it was executed
 */
record CountedStatement(int version, int number, String sql, String count) {

    String name() {
        return version + "." + number;
    }
}
