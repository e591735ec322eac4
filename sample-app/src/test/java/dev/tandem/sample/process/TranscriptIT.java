package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.process.SampleProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The session that the documentation shows is run, and what is printed is what the documentation says, but for times and
 * names. {@code -Dtandem.test.transcript=write} writes the
 * session anew.
 */
class TranscriptIT {
    private static final Path PAGE = Path.of("../docs/command-line.md");
    private static final String BEGIN = "```console\n";
    private static final String END = "```\n";
    private static final String PROMPT = "$ migrate ";

    @RegisterExtension
    final Sample sample = new Sample();

    @Test
    void theDocumentedSessionIsWhatIsPrinted() throws IOException {
        writeMigrations();
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END, from);
        String documented = page.substring(from, to);

        String session = documented
                .lines()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line + "\n" + printed(line.substring(PROMPT.length())))
                .collect(Collectors.joining("\n"));

        if ("write".equals(System.getProperty("tandem.test.transcript"))) {
            Files.writeString(PAGE, page.substring(0, from) + session + page.substring(to));
        } else {
            assertThat(masked(session)).isEqualTo(masked(documented));
        }
    }

    private void writeMigrations() {
        sample.write("postgres/000001_create_users.up.sql", """
                CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
                """);
        sample.write("postgres/000001_create_users.down.sql", "DROP TABLE users;\n");
        sample.write("postgres/000002_index_users_by_email.up.sql", """
                -- Without a lock on the table.
                CREATE INDEX CONCURRENTLY users_by_email ON users (email);
                """);
        sample.write(
                "postgres/000002_index_users_by_email.down.sql", "DROP INDEX CONCURRENTLY IF EXISTS users_by_email;\n");
        sample.write("clickhouse/000001_create_events.up.sql", """
                CREATE TABLE events (at DateTime64(3), user_id UInt64) ENGINE = MergeTree ORDER BY at;
                """);
        sample.write("clickhouse/000001_create_events.down.sql", "DROP TABLE events;\n");
    }

    private String printed(String words) {
        Result result = sample.migrate(sample.ownFiles(words.split(" ", -1)));
        return (result.err() + result.out()).replace(sample.directory().resolve("own") + "/", "")
                + (result.code() == 0 ? "" : "(exit " + result.code() + ")\n");
    }

    /** Without what is another one each time, and without the widths that follow from it. */
    private static String masked(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d)?( [+-]\\d\\d:\\d\\d)?", "<time>")
                .replaceAll("\\d+ ms|\\d+\\.\\d s|(?<=applied )([\\w ]+ ago|just now)", "<duration>")
                .replaceAll("jdbc:\\w+://\\S+", "<address>")
                .replaceAll("[\\w.-]+@[\\w.-]+", "<user>")
                .replaceAll(" +\n", "\n")
                .replaceAll(" {2,}", "  ");
    }
}
