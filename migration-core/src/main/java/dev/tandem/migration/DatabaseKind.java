package dev.tandem.migration;

/**
 * What kind of server a database is.
 *
 * @param id its name in JSON and messages, such as {@code postgresql}
 * @param relational whether it goes before analytical stores in a run
 */
public record DatabaseKind(String id, boolean relational) {}
