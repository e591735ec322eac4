package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees and types on a real terminal. */
class PseudoTerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String ESCAPE = "\u001b";
    private static final String GREEN = ESCAPE + "[32m";

    @TempDir
    private Path directory;

    private TestDatabase postgres;
    private TestTool tool;

    @BeforeEach
    void database() throws IOException {
        postgres = DatabasesForTests.postgres();
        write("1_users.up.sql", "CREATE TABLE users (id bigint);");
        write("1_users.down.sql", "DROP TABLE users;");
        tool = new TestTool()
                .with("tandem.path", "file:" + directory)
                .with("tandem.databases.postgres.url", postgres.jdbcUrl());
    }

    @AfterEach
    void drop() {
        postgres.close();
    }

    @Test
    void theTypedWordTakesBack() throws Exception {
        tool.run("migrate", "up");
        try (PseudoTerminal terminal = start(Map.of(), "down")) {
            terminal.awaitText("Type yes to confirm: ").type("yes\n");
            assertThat(terminal.end()).isZero();
            assertThat(terminal.shown()).contains("000001 users  down  applied", "Done: 1 migration taken back.");
        }
    }

    @Test
    void anotherWordDoesNot() throws Exception {
        tool.run("migrate", "up");
        try (PseudoTerminal terminal = start(Map.of(), "down")) {
            terminal.awaitText("Type yes to confirm: ").type("no\n");
            assertThat(terminal.end()).isEqualTo(7);
            assertThat(terminal.shown()).contains("Not confirmed.");
        }
        assertThat(tool.run("migrate", "status", "--check").code()).isZero();
    }

    @Test
    void controlCAtTheQuestionEndsIt() throws Exception {
        tool.run("migrate", "up");
        try (PseudoTerminal terminal = start(Map.of(), "down")) {
            terminal.awaitText("Type yes to confirm: ").type(CTRL_C);
            assertThat(terminal.end()).isEqualTo(130);
        }
        assertThat(tool.run("migrate", "status", "--check").code()).isZero();
    }

    @Test
    void controlCCancelsWhatRunsAndSaysSo() throws Exception {
        write("2_slow.up.sql", "SELECT pg_sleep(600);");
        try (PseudoTerminal terminal = start(Map.of(), "up")) {
            terminal.awaitText("000002 slow, ").type(CTRL_C);
            assertThat(terminal.end()).isEqualTo(130);
            assertThat(terminal.shown()).contains("Cancelled (the process is shutting down)", "pg_sleep");
        }
    }

    @Test
    void aBarShowsMigrationStatementAndTime() throws Exception {
        write("2_slow.up.sql", "SELECT 1; SELECT pg_sleep(1); SELECT pg_sleep(0.5);");
        try (PseudoTerminal terminal = start(Map.of(), "up")) {
            assertThat(terminal.end()).isZero();
            assertThat(terminal.shown())
                    .containsPattern("\\r\u001b\\[2K\u001b\\[\\?7lpostgres  \\[============.*]  1 of 2  000002 slow, "
                            + "statement 3 of 3, \\d+ ms\u001b\\[\\?7h")
                    .containsPattern("\u001b\\[2Kpostgres  000001 users  up  \\d+ ms")
                    .containsPattern("postgres  \\[========================]  2 of 2  [\\d.]+ s")
                    .contains("Done: 2 migrations applied.");
        }
    }

    @Test
    void aTerminalThatCannotDrawGetsLines() throws Exception {
        try (PseudoTerminal terminal = start(Map.of("TERM", "dumb"), "up")) {
            assertThat(terminal.end()).isZero();
            assertThat(terminal.shown()).contains("000001 users  up  ").doesNotContain(ESCAPE);
        }
    }

    @Test
    void colourIsForTerminalsOfThoseWhoWantIt() throws Exception {
        tool.run("migrate", "up");
        try (PseudoTerminal colour = start(Map.of(), "status");
                PseudoTerminal without = start(Map.of("NO_COLOR", "1"), "status")) {
            assertThat(colour.end()).isZero();
            assertThat(colour.shown()).contains(GREEN);
            assertThat(without.end()).isZero();
            assertThat(without.shown()).contains("users").doesNotContain(ESCAPE);
        }
        try (PseudoTerminal json = start(Map.of(), "status", "--output=json")) {
            assertThat(json.end()).isZero();
            assertThat(json.shown()).startsWith("{").doesNotContain(ESCAPE);
        }
    }

    @Test
    void aPromptTakesStatementsOfSeveralLinesAndGoesOnAfterAFailure() throws Exception {
        try (PseudoTerminal terminal = start(Map.of(), "shell")) {
            terminal.awaitText("> ").type("SELECT 'a;\nb' AS text,\n40 + 2 AS number;\n");
            terminal.awaitText("42").type("SELECT nonsense;\n");
            terminal.awaitText("does not exist").type("\\q\n");
            assertThat(terminal.end()).isZero();
            assertThat(terminal.shown()).containsPattern("text +number").containsPattern("a;\\\\nb +42");
        }
    }

    private PseudoTerminal start(Map<String, String> environment, String command, String... options)
            throws IOException {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "migrate";
        arguments[1] = command;
        arguments[2] = "--tandem.path=file:" + directory;
        arguments[3] = "--tandem.databases.postgres.url=" + postgres.jdbcUrl();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return new PseudoTerminal(directory, environment, arguments);
    }

    private void write(String file, String sql) throws IOException {
        Files.createDirectories(directory.resolve("postgres"));
        Files.writeString(directory.resolve("postgres").resolve(file), sql);
    }
}
