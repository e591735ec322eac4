package dev.tandem.benchmarks;

/** A server in which every measured process has an empty database. */
interface Server {
    Dialect dialect();

    /**
     * Creates a database with nothing in it but the table that counts.
     *
     * @return its complete JDBC URL
     */
    String create(String name) throws Exception;

    void drop(String name) throws Exception;

    /** The number that a query gives. */
    long count(String jdbcUrl, String sql) throws Exception;

    /** How many tables were migrated into a database: a query. */
    String countTables();

    /** Lets nobody pay for what the one before has left to be done. */
    void settle() throws Exception;
}
