package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.clickhouse.ClickHouseDialect;
import dev.tandem.migration.postgres.PostgresDialect;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.RandomScriptsTest;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.script.Scripts;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.RecordedDowns;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Row 5: random scripts through everything that makes statements of a file, until they would be sent. Each is split, or
 * refused with a place; and what was split has the properties that the history relies on.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LexerFuzzTest {
    private static final long SEED = 20260105;
    private static final Placeholders CONFIGURED = Placeholders.of(Map.of("name", "it''s; /* $$"));
    private static final long MOST_WORK = 5;

    @ParameterizedTest
    @CsvSource({"0, postgres", "1, clickhouse"})
    void scriptsAreSplitOrRefusedInLinearTime(int number, String name) {
        System.out.println("Random scripts, " + name + ", seed " + SEED);
        Random random = new Random(SEED + number);
        RandomScriptsTest.Dialect dialect = RandomScriptsTest.DIALECTS.get(number);
        RandomScript scripts = new RandomScript(dialect, Path.of("..", "migrations", name), random);
        Fuzz fuzz = new Fuzz(dialect, number == 0 ? new PostgresDialect() : new ClickHouseDialect(), random);
        FaultTable table = FaultTable.row("5-" + name, "random scripts, " + dialect.name());
        int times = FaultTable.times(100_000, 4_000);
        for (int i = 0; i < times; i++) {
            byte[] script = scripts.next();
            try {
                fuzz.check(script);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("script " + i + " of seed " + SEED + ": " + e + "\n" + shown(script), e);
            }
        }

        // Otherwise nothing but refusals would have been tried.
        assertThat(fuzz.split).isGreaterThan(times / 5);
        assertThat(fuzz.refused).isGreaterThan(times / 10);
        assertThat(fuzz.characters).isGreaterThan(100L * times);
        table.count("scripts", times)
                .count("split", fuzz.split)
                .count("refused with a place", fuzz.refused)
                .count("statements", fuzz.statements)
                .count("bytes", fuzz.characters)
                .count("most work, % of the length", fuzz.mostWork)
                .count("other exceptions", 0)
                .passed();
    }

    private static String shown(byte[] script) {
        String text = new String(script, StandardCharsets.UTF_8);
        return text.length() > 5_000 ? text.substring(0, 2_500) + " … " + text.substring(text.length() - 2_500) : text;
    }

    /** What is checked of every script, and the counts. */
    private static final class Fuzz {
        private final RandomScriptsTest.Dialect lexers;
        private final Dialect dialect;
        private final Random random;
        private int split;
        private int refused;
        private long statements;
        private long characters;
        private long mostWork;

        Fuzz(RandomScriptsTest.Dialect lexers, Dialect dialect, Random random) {
            this.lexers = lexers;
            this.dialect = dialect;
            this.random = random;
        }

        void check(byte[] script) {
            characters += script.length;
            // A short text may be looked at often enough to find out that it is none.
            long work = Scripts.work(script, lexers.lexers());
            assertThat(work).as("work").isLessThan(MOST_WORK * script.length + 100);
            mostWork = Math.max(mostWork, script.length < 1_000 ? 0 : 100 * work / script.length);
            List<SqlStatement> up;
            ScriptFile file = dialect.file(Scripts.source(script), Placeholders.NONE);
            try {
                up = read(file.up());
            } catch (InvalidMigrationException e) {
                refused++;
                assertRefused(script, e);
                assertRefusedAgain(script, e);
                return;
            }
            split++;
            statements += up.size();
            assertThat(up).extracting(SqlStatement::sql).noneMatch(String::isEmpty);
            assertThat(up.stream().map(SqlStatement::number).toList())
                    .isEqualTo(IntStream.rangeClosed(1, up.size()).boxed().toList());
            assertReadInPiecesIsTheSame(script, file.up());
            assertPlaceholdersChangeNothing(script, file.up());
            String text = new String(script, StandardCharsets.UTF_8);
            if (text.lastIndexOf('\uFEFF') > 0) {
                // Within a file it is a character like others, at the beginning of one none.
                return;
            }
            assertOtherLineEndsAreTheSame(text, file.up());
            assertSplitAgainIsTheSame(text, up, file.up());
            assertNothingIsLost(text, up);
            assertRecordedIsTheSame(file.up());
            if (file.hasDown()) {
                statements += read(file.down()).size();
                assertRecordedIsTheSame(file.down());
            }
        }

        private static List<SqlStatement> read(Script script) {
            List<SqlStatement> read = Scripts.read(script);
            assertThat(script.statements()).isEqualTo(read.size());
            assertThat(script.fingerprint()).startsWith("v1:");
            if (!read.isEmpty()) {
                assertThat(read.get(read.size() - 1).fingerprint()).isEqualTo(script.fingerprint());
            }
            // Reads it, where the dialect finds out about transactions; and both are asked of every script that is run.
            boolean transactional = script.transactional();
            assertThat(script.transactional()).isEqualTo(transactional);
            assertThat(script.timeout()).isEqualTo(script.timeout());
            return read;
        }

        private static void assertRefused(byte[] script, InvalidMigrationException e) {
            assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
            assertThat(e.failure().message()).isNotBlank();
            assertThat(e.failure().action()).isNotBlank();
            Integer line = e.failure().line();
            if (line != null) {
                long lines = new String(script, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count();
                assertThat(line).isBetween(1, (int) lines + 1);
            }
        }

        private void assertRefusedAgain(byte[] script, InvalidMigrationException before) {
            try {
                read(dialect.file(new Pieces(script, random.nextInt()), Placeholders.NONE)
                        .up());
            } catch (InvalidMigrationException e) {
                // Of several things that are wrong with it, that which is read first is told.
                assertRefused(script, e);
                return;
            }
            throw new AssertionError("It was refused, and is not when it is read in pieces: " + before.getMessage());
        }

        /** Where a reading of the file happens to end must not matter. */
        private void assertReadInPiecesIsTheSame(byte[] script, Script before) {
            Script inPieces = dialect.file(new Pieces(script, random.nextInt()), Placeholders.NONE)
                    .up();
            assertThat(Scripts.sql(inPieces)).isEqualTo(Scripts.sql(before));
            assertThat(inPieces.fingerprint()).isEqualTo(before.fingerprint());
            assertThat(inPieces.transactional()).isEqualTo(before.transactional());
        }

        private void assertPlaceholdersChangeNothing(byte[] script, Script before) {
            Script filled = dialect.file(Scripts.source(script), CONFIGURED).up();
            try {
                assertThat(filled.fingerprint()).isEqualTo(before.fingerprint());
                assertThat(Scripts.sql(filled)).isEqualTo(Scripts.sql(before));
            } catch (InvalidMigrationException e) {
                assertThat(e.getMessage()).containsIgnoringCase("placeholder");
                assertRefused(script, e);
            }
        }

        private void assertOtherLineEndsAreTheSame(String text, Script before) {
            if (text.indexOf('\r') < 0) {
                Script other = dialect.file(
                                Scripts.source(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
                                Placeholders.NONE)
                        .up();
                assertThat(other.fingerprint()).as("with CRLF").isEqualTo(before.fingerprint());
                assertThat(other.statements()).as("with CRLF").isEqualTo(before.statements());
            }
        }

        /** What was one statement by a directive's word only is not one without it. */
        private void assertSplitAgainIsTheSame(String text, List<SqlStatement> up, Script before) {
            if (text.toLowerCase(Locale.ROOT).contains("statementbegin")
                    || up.stream().anyMatch(statement -> statement.input() != null)) {
                return;
            }
            String joined =
                    RandomScriptsTest.join(up.stream().map(SqlStatement::sql).toList(), lexers);
            Script again = dialect.file(Scripts.source(joined.getBytes(StandardCharsets.UTF_8)), Placeholders.NONE)
                    .up();
            assertThat(Scripts.sql(again)).as("joined and split again").isEqualTo(Scripts.sql(before));
            assertThat(again.fingerprint()).isEqualTo(before.fingerprint());
        }

        /** Between the statements, in order, there is nothing that would be one. */
        private void assertNothingIsLost(String text, List<SqlStatement> up) {
            boolean directives = text.contains("--") && text.matches("(?is).*--\\s*([+]|migrate|tandem).*");
            if (directives || up.stream().anyMatch(statement -> statement.input() != null)) {
                return;
            }
            int at = 0;
            long length = 0;
            for (SqlStatement statement : up) {
                int found = Math.max(at, lineStart(text, statement.line()));
                do {
                    // The same words may stand in a comment before it.
                    found = text.indexOf(statement.sql(), found) + 1;
                    assertThat(found).as(statement.sql()).isPositive();
                } while (!isGap(text.substring(at, found - 1)));
                length += found - 1 - at + statement.sql().length();
                at = found - 1 + statement.sql().length();
            }
            assertThat(isGap(text.substring(at))).as("the end").isTrue();
            assertThat(length + text.length() - at).isEqualTo(text.length());
        }

        private static int lineStart(String text, int line) {
            int start = 0;
            for (int i = 1; i < line; i++) {
                while (text.charAt(start) != '\n' && text.charAt(start) != '\r') {
                    start++;
                }
                start += text.startsWith("\r\n", start) ? 2 : 1;
            }
            return start;
        }

        private boolean isGap(String text) {
            try {
                return Scripts.sql(Scripts.of(text, lexers.lexers())).isEmpty();
            } catch (InvalidMigrationException e) {
                return false;
            }
        }

        private void assertRecordedIsTheSame(Script down) {
            Script back = RecordedDowns.readBack(dialect, down);
            // One that ends within a bracket that is never closed has the end of its block in it; no server takes it.
            boolean unclosed =
                    Scripts.sql(down).stream().anyMatch(sql -> sql.strip().endsWith(";"));
            if (back != null && !unclosed) {
                assertThat(back.fingerprint()).as("read back from the history").isEqualTo(down.fingerprint());
                assertThat(back.statements()).isEqualTo(down.statements());
                assertThat(back.transactional()).isEqualTo(down.transactional());
            }
        }
    }

    /** The bytes as a slow disk or a network hands them over. */
    private static final class Pieces implements ScriptSource {
        private final byte[] content;
        private final int seed;

        Pieces(byte[] content, int seed) {
            this.content = content;
            this.seed = seed;
        }

        @Override
        public String location() {
            return Scripts.LOCATION;
        }

        @Override
        public InputStream open() {
            Random random = new Random(seed);
            return new ByteArrayInputStream(content) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(
                            target, offset, Math.min(length, 1 + random.nextInt(content.length < 1_000 ? 7 : 3_000)));
                }
            };
        }
    }
}
