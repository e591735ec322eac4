package dev.tandem.benchmarks;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Generated migrations that consist of one large file each, with a small down beside it. */
final class Scripts {
    static final int STATEMENTS = 10_000;
    static final int MEGABYTES = 100;

    private static final int ROWS_OF_A_STATEMENT = 5;
    private static final String BODY = "Nothing of interest, as long as a line of text is; it''s quoted. ".repeat(3);

    private Scripts() {}

    /**
     * A script.
     *
     * @param folder with nothing else in it
     * @param course what it does
     */
    record Script(Path folder, Course course) {
        Path file() {
            return folder.resolve("000001_script.up.sql");
        }
    }

    /** Small ones of one row each. */
    static Script statements(Path folder) throws IOException {
        String rows = Dialect.POSTGRES.rows();
        Script script = new Script(
                Files.createDirectories(folder),
                new Course(
                        "statements",
                        List.of(),
                        contender -> Map.of("SELECT count(DISTINCT number) FROM " + rows, (long) STATEMENTS)));
        try (Writer out = Files.newBufferedWriter(script.file())) {
            for (int number = 1; number <= STATEMENTS; number++) {
                out.write("INSERT INTO " + rows + " VALUES (" + number + ");\n");
            }
        }
        return script;
    }

    /** 100 MB of statements that insert a few rows each into a table that the first one creates. */
    static Script large(Path folder) throws IOException {
        Files.createDirectories(folder);
        long left = MEGABYTES * 1_000_000L;
        long rows = 0;
        Path file = folder.resolve("000001_script.up.sql");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("CREATE TABLE script_rows (\n    id bigint PRIMARY KEY,\n    body text NOT NULL\n);\n");
            while (left > 0) {
                StringBuilder statement = new StringBuilder("INSERT INTO script_rows (id, body) VALUES");
                for (int i = 0; i < ROWS_OF_A_STATEMENT; i++) {
                    statement.append(i == 0 ? "\n    (" : ",\n    (").append(++rows);
                    statement.append(", '").append(BODY).append("')");
                }
                out.write(statement.append(";\n").toString());
                left -= statement.length();
            }
        }
        Map<String, Long> result =
                Map.of("SELECT count(*) FROM script_rows", rows, "SELECT max(id) FROM script_rows", rows);
        return new Script(folder, new Course("script", List.of(), contender -> result));
    }
}
