package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Generated migrations of two statements each, the same for everybody in the form that each tool reads: one creates a table, the
 * other inserts its number into a table that is there before anything is measured.
 */
final class Corpus {
    private final Path root;
    private final int size;

    Corpus(Path root, int size) {
        this.root = root.resolve(Integer.toString(size));
        this.size = size;
    }

    int size() {
        return size;
    }

    /** {@code 000001_create_item.up.sql} with its {@code .down.sql}. */
    Path pairs(Dialect dialect) throws IOException {
        Path folder = folder(dialect, "pairs");
        write(folder, "%06d_create_item.up.sql", number -> up(dialect, number));
        return write(folder, "%06d_create_item.down.sql", Corpus::down);
    }

    /** The same as the pairs for PostgreSQL, but each up keeps the server waiting for 50 ms besides. */
    Path longPairs() throws IOException {
        Path folder = root.resolve("long-pairs");
        write(folder, "%06d_create_item.up.sql", number -> up(Dialect.POSTGRES, number) + "SELECT pg_sleep(0.05);\n");
        return write(folder, "%06d_create_item.down.sql", Corpus::down);
    }

    /** {@code V000001__create_item.sql}; an undo is not in Flyway's free edition. */
    Path flyway(Dialect dialect) throws IOException {
        return write(folder(dialect, "flyway"), "V%06d__create_item.sql", number -> up(dialect, number));
    }

    /** Files of formatted SQL with a change set each, and a changelog that includes them all. */
    Path liquibase() throws IOException {
        Path folder = root.resolve("liquibase");
        write(
                folder.resolve("changes"),
                "%06d_create_item.sql",
                number -> "--liquibase formatted sql\n\n--changeset measured:" + number + "\n"
                        + up(Dialect.POSTGRES, number) + "--rollback DROP TABLE item_" + number + ";\n");
        Files.writeString(folder.resolve("changelog.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <includeAll path="changes" relativeToChangelogFile="true"/>
                </databaseChangeLog>
                """);
        return folder;
    }

    /** {@code 000001_create_item.sql} with an up and a down section. */
    Path dbmate() throws IOException {
        return write(
                root.resolve("dbmate"),
                "%06d_create_item.sql",
                number -> "-- migrate:up\n" + up(Dialect.POSTGRES, number) + "\n-- migrate:down\nDROP TABLE item_"
                        + number + ";\n");
    }

    /** {@code 1_create_item.sql}; of a down {@code clickhouse-migrations} knows nothing. */
    Path clickhouseMigrations() throws IOException {
        return write(
                root.resolve("clickhouse-migrations"), "%d_create_item.sql", number -> up(Dialect.CLICKHOUSE, number));
    }

    private Path folder(Dialect dialect, String form) {
        return root.resolve(dialect.name().toLowerCase(Locale.ROOT) + "-" + form);
    }

    private static String down(int number) {
        return "DROP TABLE item_" + number + ";\n";
    }

    private static String up(Dialect dialect, int number) {
        return dialect.createTable("item_" + number) + ";\nINSERT INTO " + dialect.rows() + " VALUES (" + number
                + ");\n";
    }

    private Path write(Path folder, String name, IntFunction<String> text) throws IOException {
        Files.createDirectories(folder);
        for (int number = 1; number <= size; number++) {
            Files.writeString(folder.resolve(String.format(Locale.ROOT, name, number)), text.apply(number));
        }
        return folder;
    }
}
