package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.postgres.PostgresLexer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementInputTest {
    private static final String COPY = "COPY t FROM stdin;\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1\t;\n'\n",
                "größe\t😀\n\uFFFD\n",
                "a\r\nb\r\n",
                "no line end",
                "\n",
                "\\.x\n.\n",
                "--a\n-- b\n"
            })
    void isWhatStandsBetweenTheStatementAndTheLineThatEndsIt(String rows) throws IOException {
        String ended = rows.isEmpty() || rows.endsWith("\n") ? rows + "\\.\n" : rows;
        Script script = script("\uFEFFSELECT 'ü😀';\n" + COPY + ended);

        assertThat(inputs(script)).containsExactly(rows);
    }

    @Test
    void eachIsReadByItselfAndAgain() throws IOException {
        Script script = script(COPY + "1é\n\\.\n" + COPY + "2😀\n\\.\nSELECT 3;\n" + COPY + "\\.\n" + COPY + "4\n");
        List<StatementInput> inputs = new ArrayList<>();
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (statement.input() != null) {
                    inputs.add(statement.input());
                }
            }
            assertThat(inputs).extracting(StatementInput::line).containsExactly(2, 5, 9, 11);
            assertThat(text(inputs.get(1))).isEqualTo("2😀\n");
            assertThat(text(inputs.get(3))).isEqualTo("4\n");
            assertThat(text(inputs.get(0))).isEqualTo("1é\n");
            assertThat(text(inputs.get(2))).isEmpty();
            assertThat(text(inputs.get(1))).isEqualTo("2😀\n");
        }
    }

    @Test
    void countsInTheFingerprintAsItStands() {
        String fingerprint = script(COPY + "1\t2\n3\n\\.\n").fingerprint();

        assertThat(script("copy").fingerprint()).isNotEqualTo(fingerprint);
        assertThat(script("-- a comment\nCOPY  t\nFROM stdin ; -- rows\n1\t2\n3")
                        .fingerprint())
                .isEqualTo(fingerprint);
        assertThat(script(COPY.replace("\n", "\r\n") + "1\t2\r\n3\r\n\\.\r\n").fingerprint())
                .isEqualTo(fingerprint);
        assertThat(List.of("1\t2\n4\n", "1\t2 \n3\n", "1\t2\n\n3\n", "1\t2\n3\n\n", "1\t2\n--3\n3\n"))
                .allSatisfy(rows ->
                        assertThat(script(COPY + rows + "\\.\n").fingerprint()).isNotEqualTo(fingerprint));
        assertThat(script("COPY t FROM stdin;\nWHERE a").fingerprint())
                .isNotEqualTo(script("COPY t FROM stdin\nWHERE a;\n").fingerprint());
    }

    @Test
    void placeholdersAreFilledInTheStatementOnly() throws IOException {
        Script script = new SqlFile(
                        Scripts.source("COPY ${t} FROM stdin;\n${t}\t${u}\n\\.\n".getBytes(StandardCharsets.UTF_8)),
                        PostgresLexer::new,
                        true,
                        Placeholders.of(Map.of("t", "people")))
                .up();

        assertThat(Scripts.read(script).get(0).executable()).isEqualTo("COPY people FROM stdin");
        assertThat(Scripts.read(script).get(0).sql()).isEqualTo("COPY ${t} FROM stdin");
        assertThat(inputs(script)).containsExactly("${t}\t${u}\n");
    }

    @Test
    void belongsToItsSectionAndMayHoldWhatLooksLikeOne() throws IOException {
        SqlFile file = new SqlFile(
                Scripts.source(
                        ("-- migrate:up\n" + COPY + "-- migrate:down\n\\.\n-- migrate:down\n" + COPY + "2\n\\.\n")
                                .getBytes(StandardCharsets.UTF_8)),
                PostgresLexer::new,
                true,
                Placeholders.NONE);

        assertThat(inputs(file.up())).containsExactly("-- migrate:down\n");
        assertThat(inputs(file.down())).containsExactly("2\n");
    }

    @Test
    void aFileThatChangesBetweenTheStatementAndItsRowsIsNoticed() {
        List<String> versions = new ArrayList<>(List.of(COPY + "1\n\\.\n", COPY + "2\n\\.\n"));
        Script script = new SqlFile(
                        new ScriptSource() {
                            @Override
                            public String location() {
                                return Scripts.LOCATION;
                            }

                            @Override
                            public InputStream open() {
                                return new ByteArrayInputStream(
                                        versions.remove(0).getBytes(StandardCharsets.UTF_8));
                            }
                        },
                        PostgresLexer::new,
                        true,
                        Placeholders.NONE)
                .up();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> inputs(script))
                .withMessageContaining("changed while it was being executed");
    }

    @Test
    void isNotHeldInMemory() {
        Text text = new Text("large", largeCopy(50_000_000));
        Splitter splitter = new Splitter(text, PostgresLexer::new, Placeholders.NONE);

        assertThat(splitter.next()).isTrue();
        assertThat(splitter.next()).isFalse();
        assertThat(text.position()).isGreaterThan(50_000_000);
        assertThat(text.windowSize()).isLessThan(100_000);
    }

    /** One COPY with rows of at least that many bytes. */
    private static InputStream largeCopy(int bytes) {
        byte[] rows = "1\tsome words; and 'quotes\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        return new SequenceInputStream(Collections.enumeration(Stream.concat(
                        Stream.of(COPY.getBytes(StandardCharsets.UTF_8)),
                        Collections.nCopies(bytes / rows.length + 1, rows).stream())
                .map(ByteArrayInputStream::new)
                .toList()));
    }

    private static Script script(String text) {
        return Scripts.of(text, PostgresLexer::new);
    }

    private static List<String> inputs(Script script) throws IOException {
        List<String> inputs = new ArrayList<>();
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                StatementInput input = statements.next().input();
                if (input != null) {
                    assertThat(text(input)).hasSize(Math.toIntExact(input.length()));
                    inputs.add(text(input));
                }
            }
        }
        return inputs;
    }

    private static String text(StatementInput input) throws IOException {
        try (InputStream in = Objects.requireNonNull(input).open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
