package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Script;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class StreamingTest {
    private static final int SMALLEST_WINDOW = 8_192;

    static final List<Supplier<Lexer>> LEXERS = List.of(PostgresLexer::new, ClickHouseLexer::new);

    @ParameterizedTest
    @FieldSource("LEXERS")
    void holdsNoMoreThanOneStatementOfALargeScript(Supplier<Lexer> lexers) {
        String small = "INSERT INTO t VALUES (1, 'größer; als', \"x\");\n-- a comment\n".repeat(50);
        String large = "INSERT INTO t VALUES (1, '" + "x;".repeat(10_000) + "');\n";
        String chunk = small + large;
        int chunks = 50_000_000 / chunk.length();
        Text text = new Text("large", repeat(chunk, chunks));
        Splitter splitter = new Splitter(text, lexers, Placeholders.NONE);

        int largestWindow = 0;
        while (splitter.next()) {
            largestWindow = Math.max(largestWindow, text.windowSize());
        }

        assertThat(splitter.number()).isEqualTo(chunks * 51);
        assertThat(text.position()).isEqualTo((long) chunk.length() * chunks);
        assertThat(largestWindow).isGreaterThanOrEqualTo(large.length()).isLessThan(4 * large.length());
    }

    @ParameterizedTest
    @FieldSource("LEXERS")
    void holdsNothingOfWhatIsBetweenStatements(Supplier<Lexer> lexers) {
        Text text = new Text("large", repeat(" \n;\n-- a comment; it's long\n/* another */".repeat(100), 1_000));

        assertThat(new Splitter(text, lexers, Placeholders.NONE).next()).isFalse();
        assertThat(text.windowSize()).isEqualTo(SMALLEST_WINDOW);
    }

    @Test
    void growsForAStatementAndNoFurther() {
        String large = "SELECT '" + "x".repeat(1_000_000) + "'";
        Text text = new Text("large", stream(large + ";" + "SELECT 1;".repeat(1_000_000)));
        Splitter splitter = new Splitter(text, PostgresLexer::new, Placeholders.NONE);

        assertThat(splitter.next()).isTrue();
        assertThat(splitter.statement().sql()).isEqualTo(large);
        int window = text.windowSize();
        while (splitter.next()) {
            // the small ones behind it
        }
        assertThat(text.windowSize()).isEqualTo(window);
        assertThat(splitter.number()).isEqualTo(1_000_001);
    }

    @ParameterizedTest
    @FieldSource("LEXERS")
    void readsTheSameWhereverTheWindowEnds(Supplier<Lexer> lexers) {
        String script =
                "SELECT 'it''s;', \"ä\", $t$;$t$ /* a /* b */ c */ -- d\r\n; -- e\r\nSELECT x'00', E'\\';', '😀' <= 1;\r\n\r\nSELECT";
        List<String> expected =
                List.of("SELECT 'it''s;', \"ä\", $t$;$t$", "SELECT x'00', E'\\';', '😀' <= 1", "SELECT");

        for (int before = SMALLEST_WINDOW - script.length() - 4; before <= SMALLEST_WINDOW; before++) {
            String padded = "-".repeat(before) + "\n" + script;
            Script read = Scripts.of(padded, lexers);
            assertThat(Scripts.sql(read)).isEqualTo(expected);
            assertThat(Scripts.read(read).get(1).line()).isEqualTo(4);
            assertThat(Scripts.read(read).get(2).line()).isEqualTo(6);
            assertThat(read.fingerprint()).isEqualTo(Scripts.of(script, lexers).fingerprint());
        }
    }

    @ParameterizedTest
    @FieldSource("LEXERS")
    void readsTheSameHoweverFewBytesComeAtATime(Supplier<Lexer> lexers) {
        String script = "\uFEFF-- é\r\nSELECT 'größe;😀', $é$;$é$;\r\nSELECT /* ; */ 2";
        Script trickling = new SqlFile(
                        new ScriptSource() {
                            @Override
                            public String location() {
                                return Scripts.LOCATION;
                            }

                            @Override
                            public InputStream open() {
                                return new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)) {
                                    @Override
                                    public synchronized int read(byte[] target, int from, int length) {
                                        return super.read(target, from, Math.min(length, 1));
                                    }
                                };
                            }
                        },
                        lexers,
                        true,
                        Placeholders.NONE)
                .up();

        assertThat(Scripts.read(trickling)).isEqualTo(Scripts.read(Scripts.of(script, lexers)));
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream repeat(String content, int times) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Enumeration<InputStream> parts = Collections.enumeration(IntStream.range(0, times)
                .<InputStream>mapToObj(i -> new ByteArrayInputStream(bytes))
                .toList());
        return new SequenceInputStream(parts);
    }
}
