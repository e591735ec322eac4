package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.postgres.PostgresLexer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {

    @Test
    void numbersItsStatementsAndChainsTheirFingerprints() {
        Script script = script("SELECT 1;\n-- two\nSELECT 2;");

        assertThat(Scripts.read(script))
                .containsExactly(
                        new SqlStatement(1, 1, "SELECT 1", script("SELECT 1").fingerprint()),
                        new SqlStatement(2, 3, "SELECT 2", script.fingerprint()));
        assertThat(script.statements()).isEqualTo(2);
        assertThat(script.location()).isEqualTo(Scripts.LOCATION);
        assertThat(script.transactional()).isTrue();
    }

    @Test
    void countsAndFingerprintsInOneReadingAndRemembersBoth() {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Script script = new SqlFile(
                        source(() -> {
                            opened.incrementAndGet();
                            return new ByteArrayInputStream("SELECT 1; SELECT 2".getBytes(StandardCharsets.UTF_8)) {
                                @Override
                                public void close() {
                                    closed.incrementAndGet();
                                }
                            };
                        }),
                        PostgresLexer::new,
                        false,
                        Placeholders.NONE)
                .up();

        assertThat(opened).hasValue(0);
        assertThat(script.statements()).isEqualTo(2);
        assertThat(script.fingerprint()).isEqualTo(script.fingerprint());
        assertThat(opened).hasValue(1);
        assertThat(closed).hasValue(1);
        assertThat(script.transactional()).isFalse();
    }

    @Test
    void anEmptyScriptHasNoStatementAndTheSeedAsItsFingerprint() {
        Script script = script("-- nothing\n;");

        assertThat(script.statements()).isZero();
        assertThat(script.fingerprint()).isEqualTo("v1:" + "0".repeat(32));
        try (Script.Statements statements = script.open()) {
            assertThat(statements.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(statements::next);
        }
    }

    @Test
    void givesTheStatementsBeforeAMalformedOne() {
        try (Script.Statements statements = script("SELECT 1; SELECT '").open()) {
            assertThat(statements.next().sql()).isEqualTo("SELECT 1");
            assertThatExceptionOfType(InvalidMigrationException.class).isThrownBy(statements::hasNext);
        }
    }

    @Test
    void aClosedReadingIsAtItsEnd() {
        Script.Statements statements = script("SELECT 1; SELECT 2").open();
        statements.next();
        statements.close();

        assertThat(statements.hasNext()).isFalse();
    }

    @Test
    void refusesAFileThatChangedSinceItWasFingerprinted() {
        Script script = changing();
        script.fingerprint();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.read(script))
                .withMessageContaining("changed");
    }

    @Test
    void itsDigestIsThatOfItsOctetsWhetherItWasReadAsSqlOrNot() {
        Script readAsSql = script("SELECT 1; -- one");
        readAsSql.fingerprint();

        assertThat(script("SELECT 1; -- one").digest())
                .startsWith("b1:")
                .hasSize(35)
                .isEqualTo(readAsSql.digest())
                .isNotEqualTo(script("SELECT 1; -- two").digest());
    }

    @Test
    void itsDigestIsOfTheVeryTextThatHasItsStatements() {
        Script script = changing();
        script.digest();
        script.fingerprint();

        assertThat(script.digest()).isEqualTo(script("SELECT 1").digest());
    }

    @Test
    void namesTheLineOfBytesThatAreNoUtf8() {
        byte[] latin1 = "SELECT 1;\r\n-- ok\nSELECT 'größe';\n".getBytes(StandardCharsets.ISO_8859_1);

        Failure failure = failureOf(Scripts.of(latin1, PostgresLexer::new));

        assertThat(failure.location()).isEqualTo(Scripts.LOCATION);
        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure.message()).contains("UTF-8");
    }

    @Test
    void namesTheLineOfALetterThatIsCutOffByTheEndOfTheFile() {
        byte[] cut = {'-', '-', '\n', '-', '-', (byte) 0xC3};

        assertThat(failureOf(Scripts.of(cut, PostgresLexer::new)).line()).isEqualTo(2);
    }

    @Test
    void namesTheLineOfMalformedBytesFarInTheFile() {
        String lines = "SELECT 'a';\n".repeat(5_000);
        byte[] bytes = (lines + "-- ~").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 1] = (byte) 0xFF;

        assertThat(failureOf(Scripts.of(bytes, PostgresLexer::new)).line()).isEqualTo(5_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\nSELECT \0 1", "\n\nSELECT '\0'", "\n\n-- \0", "\n\n\0"})
    void namesTheLineOfANulCharacter(String content) {
        Failure failure = failureOf(script(content));

        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure.message()).contains("NUL");
    }

    @Test
    void saysWhatKeepsAFileFromBeingOpened() {
        NoSuchFileException cause = new NoSuchFileException("/gone");
        Script script = new SqlFile(
                        source(() -> {
                            throw cause;
                        }),
                        PostgresLexer::new,
                        true,
                        Placeholders.NONE)
                .up();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(script::open)
                .withCause(cause)
                .satisfies(e -> assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION));
    }

    @Test
    void saysWhatKeepsAFileFromBeingRead() {
        Script script = new SqlFile(
                        source(() -> {
                            InputStream closed = InputStream.nullInputStream();
                            closed.close();
                            return closed;
                        }),
                        PostgresLexer::new,
                        true,
                        Placeholders.NONE)
                .up();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(script::statements)
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("Stream closed");
    }

    private static Failure failureOf(Script script) {
        try {
            script.statements();
        } catch (InvalidMigrationException e) {
            return e.failure();
        }
        throw new AssertionError("not refused");
    }

    private static Script script(String content) {
        return Scripts.of(content, PostgresLexer::new);
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    /** Its file is another one each time that it is read. */
    private static Script changing() {
        AtomicInteger readings = new AtomicInteger();
        return new SqlFile(
                        source(() -> new ByteArrayInputStream(
                                ("SELECT " + readings.getAndIncrement()).getBytes(StandardCharsets.UTF_8))),
                        PostgresLexer::new,
                        true,
                        Placeholders.NONE)
                .up();
    }

    private static ScriptSource source(Opening opening) {
        return new ScriptSource() {
            @Override
            public String location() {
                return Scripts.LOCATION;
            }

            @Override
            public InputStream open() throws IOException {
                return opening.open();
            }
        };
    }
}
