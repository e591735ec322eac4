package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.script.RandomScriptsTest.Dialect;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every script. Where it does not, the shortest script is shown for which it does not. */
class ScriptPropertiesTest {
    private static final String SEED = "20260101";

    /** What was joined, and the statements it was joined of. */
    record Joined(Dialect dialect, List<String> statements, String script) {}

    /** A text that somebody may take for a script. */
    record Rubbish(Dialect dialect, String script) {}

    @Property(tries = 2_000, seed = SEED)
    void joinedAndSplitAgainIsTheSame(@ForAll("joined") Joined joined) {
        assertThat(Scripts.sql(Scripts.of(joined.script, joined.dialect.lexers())))
                .isEqualTo(joined.statements);
    }

    @Property(tries = 5_000, seed = SEED)
    void whatCannotBeSplitIsRefusedWithPlaceAndAdvice(@ForAll("rubbish") Rubbish rubbish) {
        byte[] bytes = rubbish.script.getBytes(StandardCharsets.UTF_8);
        int lines = 1
                + (int) rubbish.script
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count();
        int last = 0;
        try {
            for (SqlStatement statement : Scripts.read(Scripts.of(bytes, rubbish.dialect.lexers()))) {
                assertThat(statement.line()).isBetween(Math.max(1, last), lines);
                assertThat(statement.sql()).isNotBlank();
                last = statement.line();
            }
        } catch (InvalidMigrationException e) {
            assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
            assertThat(e.failure().line()).isBetween(1, lines);
            assertThat(e.failure().message()).isNotBlank();
            assertThat(e.failure().action()).isNotBlank();
        }
    }

    @Property(tries = 1_000, seed = SEED)
    void bytesThatAreNoTextAreSplitOrRefused(@ForAll byte[] bytes) {
        for (Dialect dialect : RandomScriptsTest.DIALECTS) {
            try {
                assertThat(Scripts.read(Scripts.of(bytes, dialect.lexers()))).isNotNull();
            } catch (InvalidMigrationException e) {
                assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
                assertThat(e.failure().action()).isNotBlank();
            }
        }
    }

    @Property(tries = 300, seed = SEED)
    void repeatedHoweverOftenNoCharacterIsLookedAtOften(@ForAll("rubbish") Rubbish rubbish) {
        String script = rubbish.script.repeat(2_000 / Math.max(1, rubbish.script.length()) * 10 + 1);
        Text text = new Text(Scripts.LOCATION, new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
        Splitter splitter = new Splitter(text, rubbish.dialect.lexers(), Placeholders.NONE);
        try {
            while (splitter.next()) {
                // every statement of it
            }
        } catch (InvalidMigrationException e) {
            assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
        }
        assertThat(text.scanned()).isLessThan(5L * script.length() + 100);
    }

    @Provide
    Arbitrary<Joined> joined() {
        return dialects().flatMap(dialect -> {
            Arbitrary<String> token = Combinators.combine(
                            Arbitraries.of(RandomScriptsTest.GAPS), Arbitraries.of(dialect.tokens()))
                    .as(String::concat);
            Arbitrary<String> statement =
                    token.list().ofMinSize(1).ofMaxSize(8).map(tokens -> "SELECT" + String.join("", tokens));
            Arbitrary<String> edge = Arbitraries.of(RandomScriptsTest.EDGES);
            return Combinators.combine(
                            statement.list().ofMaxSize(6), edge.list().ofSize(20))
                    .as((statements, edges) -> new Joined(dialect, statements, join(statements, edges)));
        });
    }

    private static String join(List<String> statements, List<String> edges) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < statements.size(); i++) {
            script.append(edges.get(3 * i))
                    .append(statements.get(i))
                    .append(edges.get(3 * i + 1))
                    .append(';')
                    .append(edges.get(3 * i + 2));
        }
        return script.toString();
    }

    @Provide
    Arbitrary<Rubbish> rubbish() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<String> script = Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.of(RandomScriptsTest.RUBBISH)), Tuple.of(1, any))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
        return Combinators.combine(dialects(), script).as(Rubbish::new);
    }

    private static Arbitrary<Dialect> dialects() {
        return Arbitraries.of(RandomScriptsTest.DIALECTS);
    }
}
