package dev.tandem.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.migration.Script;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import dev.tandem.migration.script.Lexer;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.script.SqlFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A script in memory becomes statements: UTF-8 is decoded, tokens and ends of statements are found, everything is hashed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LexerBenchmark {
    /** A {@link Dialect}; what JMH generates stands in another package, and sees only what is public. */
    @Param({"POSTGRES", "CLICKHOUSE"})
    public String dialect = "";

    private byte[] script = {};
    private Supplier<Lexer> lexers = PostgresLexer::new;

    /** Generates the script. */
    @Setup
    public void write() {
        Dialect measured = Dialect.valueOf(dialect);
        script = LexerScript.of(measured).getBytes(UTF_8);
        lexers = measured == Dialect.POSTGRES ? PostgresLexer::new : ClickHouseLexer::new;
    }

    /** What every start does with every file: nothing is kept. */
    @Benchmark
    public String find() {
        return script().fingerprint();
    }

    /** What an execution does: each statement becomes a string. */
    @Benchmark
    public long read() {
        long characters = 0;
        try (Script.Statements statements = script().open()) {
            while (statements.hasNext()) {
                characters += statements.next().sql().length();
            }
        }
        return characters;
    }

    private Script script() {
        return new SqlFile(new InMemory(), lexers, true, Placeholders.NONE).up();
    }

    private final class InMemory implements ScriptSource {
        @Override
        public String location() {
            return "memory";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(script);
        }
    }
}
