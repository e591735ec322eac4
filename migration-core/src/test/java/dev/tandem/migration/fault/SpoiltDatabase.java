package dev.tandem.migration.fault;

import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A database that was migrated properly, again and again put back to that, so that its history can be spoilt in many ways. */
abstract class SpoiltDatabase implements AutoCloseable {
    static final String HISTORY = "schema_migrations";

    private final String kind;
    private final TestDatabase database;
    private final Path directory;
    private final Connection connection;

    SpoiltDatabase(String kind, TestDatabase database, Path directory) {
        this.kind = kind;
        this.database = database;
        this.directory = directory;
        try {
            this.connection = DriverManager.getConnection(database.jdbcUrl());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    TestDatabase database() {
        return database;
    }

    String kind() {
        return kind;
    }

    /** Three migrations that were applied, the third in two statements by themselves, and with {@code due} a fourth one. */
    Project project(boolean due) {
        Project project = new Project(kind, database, directory.resolve(due ? "due" : "done"));
        project.timeout(Duration.ofSeconds(20)).lockWait(Duration.ofSeconds(5));
        for (String table : due ? List.of("one", "two", "three", "four") : List.of("one", "two", "three")) {
            int version = List.of("one", "two", "three", "four").indexOf(table) + 1;
            String up = create(table) + ";\nINSERT INTO " + table + " VALUES (1);\n";
            project.migration(
                    version + "_" + table,
                    (version == 3 ? "-- migrate:up transaction:false\n" : "") + up,
                    "DROP TABLE " + table + ";\n");
        }
        return project;
    }

    /** Migrates it, with a table beside that nobody may touch, and keeps what is there. */
    SpoiltDatabase migrated() {
        project(false).up();
        execute(create("canary"), "INSERT INTO canary VALUES (1), (2), (3)");
        keep();
        return this;
    }

    /** Keeps a copy of everything. */
    abstract void keep();

    /** Puts everything back to what was kept. */
    abstract void restore();

    /** Creates a table with a number {@code i}. */
    abstract String create(String table);

    abstract String createdAs(String table, String select);

    abstract List<String> tables();

    /** Statements that set a column of some of the history's rows. */
    abstract List<String> change(String column, String value, String where);

    /** Statements that delete some of the history's rows. */
    abstract List<String> delete(String where);

    /** Statements that make a column NULL. */
    abstract List<String> toNull(String column, String where);

    /** Statements that write the history's rows a second time, with another value of a column. */
    abstract List<String> again(String column, String value, String where);

    abstract String comment(String text);

    /** The expression of a row as text. */
    abstract String rowOf(String table);

    /** Every row of every table. */
    SortedMap<String, List<String>> everything() {
        SortedMap<String, List<String>> all = new TreeMap<>();
        for (String table : tables()) {
            try {
                List<String> rows = new ArrayList<>(ask("SELECT " + rowOf(table) + " FROM " + quoted(table)));
                Collections.sort(rows);
                all.put(table, rows);
            } catch (IllegalStateException e) {
                all.put(table, List.of("not readable"));
            }
        }
        return all;
    }

    static String quoted(String table) {
        return '"' + table + '"';
    }

    void execute(List<String> statements) {
        execute(statements.toArray(String[]::new));
    }

    void execute(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    List<String> ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.close();
    }
}
