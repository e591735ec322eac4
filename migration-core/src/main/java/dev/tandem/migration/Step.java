package dev.tandem.migration;

/**
 * One migration in one direction on one database.
 *
 * @param database name of the database
 * @param direction which of its scripts is to run
 * @param version version of the migration
 * @param name name of the migration
 * @param completed how many statements of the script are done already; 0 unless it resumes
 */
public record Step(String database, Direction direction, long version, String name, int completed) {}
