package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.SqlPrompt;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads statements, sends each as soon as it is whole, and prints what comes back. Ctrl-C cancels in the server and ends. */
final class Shell {
    private static final int MOST_ROWS = 1_000;

    private final SqlPrompt database;
    private final Terminal terminal;
    private final PrintStream out;
    private final @Nullable Duration timeout;
    private final boolean verbose;
    private volatile @Nullable Statement running;

    Shell(SqlPrompt database, Terminal terminal, @Nullable Duration timeout, boolean verbose) {
        this.database = database;
        this.terminal = terminal;
        this.out = terminal.out();
        this.timeout = timeout;
        this.verbose = verbose;
    }

    /** Lines of a file or a pipe. */
    interface Lines {
        @Nullable
        String next() throws IOException;
    }

    /** Goes on after a failure: there is somebody who has seen it. */
    int ask(Supplier<@Nullable String> person) {
        return converse(
                prompt -> {
                    out.print(prompt);
                    out.flush();
                    return person.get();
                },
                true);
    }

    /** Ends at the first failure. */
    int read(Lines lines) {
        return converse(
                prompt -> {
                    try {
                        return lines.next();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                false);
    }

    private interface Input {
        @Nullable
        String next(String prompt);
    }

    private int converse(Input input, boolean goesOn) {
        Thread hook = new Thread(this::cancel, "tandem-shell");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Connection connection = database.open()) {
            StringBuilder text = new StringBuilder();
            for (String line = input.next("> "); line != null; line = input.next(text.isEmpty() ? "> " : ". ")) {
                if (text.isEmpty() && line.strip().equals("\\q")) {
                    return ExitCode.DONE;
                }
                text.append(line).append('\n');
                if (isWhole(text, line) && !send(connection, text) && !goesOn) {
                    return ExitCode.FAILED;
                }
            }
            return text.isEmpty() || send(connection, text) || goesOn ? ExitCode.DONE : ExitCode.FAILED;
        } catch (SQLException e) {
            terminal.err().println("The database cannot be reached: " + e.getMessage());
            return ExitCode.UNREACHABLE;
        } finally {
            remove(hook);
        }
    }

    private boolean isWhole(StringBuilder text, String line) {
        String end = line.strip();
        if (text.toString().isBlank() || text.toString().startsWith("\\")) {
            return true;
        }
        if (!end.endsWith(";")) {
            return false;
        }
        try {
            database.split(text.toString());
            return true;
        } catch (InvalidMigrationException unclosed) {
            return false;
        }
    }

    /** Whether it went well; the text is empty afterwards. */
    private boolean send(Connection connection, StringBuilder text) {
        String sql = text.toString();
        text.setLength(0);
        try {
            if (sql.startsWith("\\")) {
                describe(connection, sql.strip());
                return true;
            }
            for (String statement : database.split(sql)) {
                execute(connection, statement);
            }
            return true;
        } catch (SQLException e) {
            terminal.err().println(e.getMessage());
            if (verbose) {
                e.printStackTrace(terminal.err());
            }
        } catch (InvalidMigrationException e) {
            terminal.err().println(e.failure().message());
        }
        terminal.flush();
        return false;
    }

    private void execute(Connection connection, String sql) throws SQLException {
        long began = System.nanoTime();
        try (Statement statement = connection.createStatement();
                Deadline deadline = Deadline.of(timeout, null);
                Deadline.Registration registration = deadline.onEnd(this::cancel)) {
            statement.setEscapeProcessing(false);
            running = statement;
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    print(rows);
                }
            } else {
                int count = statement.getUpdateCount();
                out.println(count > 0 ? "done, " + Texts.count(count, "row") : "done");
            }
        } finally {
            running = null;
        }
        if (terminal.person() != null) {
            out.println("(" + Texts.duration(Duration.ofNanos(System.nanoTime() - began)) + ")");
        }
        out.flush();
    }

    private void describe(Connection connection, String command) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        List<String> words = List.of(command.split("\\s+"));
        if (words.get(0).equals("\\d") && words.size() == 1) {
            try (ResultSet tables = meta.getTables(null, connection.getSchema(), "%", null)) {
                print(tables, "TABLE_NAME", "TABLE_TYPE");
            }
        } else if (words.get(0).equals("\\d")) {
            try (ResultSet columns = meta.getColumns(null, connection.getSchema(), words.get(1), "%")) {
                print(columns, "COLUMN_NAME", "TYPE_NAME", "IS_NULLABLE");
            }
        } else {
            out.println("\\d lists tables, \\d NAME the columns of one, \\q ends; everything else is SQL.");
        }
        out.flush();
    }

    private void print(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        String[] names = new String[meta.getColumnCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = meta.getColumnLabel(i + 1);
        }
        print(rows, names);
    }

    private void print(ResultSet rows, String... columns) throws SQLException {
        Table table = new Table();
        table.add(columns);
        long count = 0;
        for (; rows.next(); count++) {
            if (count < MOST_ROWS) {
                table.add(cells(rows, columns));
            }
        }
        table.lines("").forEach(out::println);
        out.println(Texts.count(count, "row") + (count > MOST_ROWS ? ", the first " + MOST_ROWS + " are shown" : ""));
    }

    private static String[] cells(ResultSet rows, String... columns) throws SQLException {
        boolean all = columns.length == rows.getMetaData().getColumnCount();
        String[] cells = new String[columns.length];
        for (int i = 0; i < cells.length; i++) {
            // By number where all are shown: two may have one name.
            String value = all ? rows.getString(i + 1) : rows.getString(columns[i]);
            cells[i] = value == null ? "NULL" : value.replace("\n", "\\n");
        }
        return cells;
    }

    private void cancel() {
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                terminal.err().println("The statement could not be cancelled: " + e.getMessage());
            }
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // It has run, or does so now.
            return;
        }
    }
}
