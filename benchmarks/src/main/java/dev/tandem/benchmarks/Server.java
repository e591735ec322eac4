package dev.tandem.benchmarks;

/** A server in which every measured process has an empty database. */
interface Server {
    Dialect dialect();

    /**
     * Creates a database of a new name with nothing in it but the table that counts.
     *
     * @return its complete JDBC URL
     */
    String create(String name) throws Exception;

    /** Puts a database out of the way: nobody asks it any more. */
    void drop(String name) throws Exception;

    void execute(String jdbcUrl, String sql) throws Exception;

    /** The number that a query gives. */
    long count(String jdbcUrl, String sql) throws Exception;

    /** How many tables were migrated into a database: a query. */
    String countTables();

    /** Lets nobody pay for what the one before has left to be done. */
    void settle() throws Exception;
}
