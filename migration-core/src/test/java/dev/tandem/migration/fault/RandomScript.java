package dev.tandem.migration.fault;

import dev.tandem.migration.script.RandomScriptsTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes files that somebody may take for scripts: parts of SQL in any order, real migrations spoilt, bytes. */
final class RandomScript {
    private static final List<String> DIRECTIVES = List.of(
            "\n-- migrate:up\n",
            "\n-- migrate:up transaction:false\n",
            "\n-- migrate:down\n",
            "\n-- migrate:upp\n",
            "\n-- +goose Up\r\n",
            "\n-- +goose Down\n",
            "\n-- +goose NO TRANSACTION\n",
            "\n-- +goose StatementBegin\n",
            "\n-- +goose StatementEnd\n",
            "\n-- +goose ENVSUB ON\n",
            "\n-- +migrate Up notransaction\n",
            "\n-- +migrate Down\n",
            "\n-- tandem:timeout 30m\n",
            "\n-- tandem:timeout soon\n");
    private static final List<String> PLACEHOLDERS =
            List.of("${name}", "$${name}", "$$${name}$$", "'${name}'", "${unknown}", "${", "$a${name}$a$", "{x:UInt8}");
    private static final List<String> INPUTS = List.of(
            "COPY t FROM STDIN;\n1\n\\.\n",
            "COPY t (a) FROM STDIN WITH (FORMAT csv);\n\"a\nb\"\n\\.\n",
            "INSERT INTO t FORMAT CSV\n1,'a;\n\n",
            "INSERT INTO t VALUES (1, 'a;'), (2, 'b');");
    private static final List<String> NESTED = List.of(
            "(", "/*", "$$", "$a$", "'", "\"", "BEGIN ", "CASE ", "[", "{", "/* ( $$ ", "a", "1", "\\", "é", "\r");
    private static final byte[][] SPOILERS = {
        {0},
        {(byte) 0xFF},
        {(byte) 0xC3},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
        {(byte) 0xF0, (byte) 0x9F, (byte) 0x98},
        {'\r'},
        {'\n'},
        {'\''},
        {'"'},
        {'$', '$'},
        {'/', '*'},
        {'*', '/'},
        {'-', '-'},
        {';'},
        {'\\'},
        {'('}
    };

    private final RandomScriptsTest.Dialect dialect;
    private final Random random;
    private final List<byte[]> real;

    RandomScript(RandomScriptsTest.Dialect dialect, Path migrations, Random random) {
        this.dialect = dialect;
        this.random = random;
        try (Stream<Path> files = Files.list(migrations)) {
            this.real = files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .map(RandomScript::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next one. */
    byte[] next() {
        int kind = random.nextInt(1_000);
        if (kind < 5) {
            return utf8(huge());
        }
        return switch (kind % 8) {
            case 0, 1 -> utf8(parts());
            case 2, 3 -> utf8(statements());
            case 4 -> bytes();
            case 5 -> spoilt(utf8(statements()));
            default -> spoilt(real.get(random.nextInt(real.size())));
        };
    }

    private String parts() {
        StringBuilder script = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            script.append(part());
        }
        return script.toString();
    }

    private String part() {
        return switch (random.nextInt(20)) {
            case 0 -> RandomScriptsTest.pick(DIRECTIVES, random);
            case 1 -> RandomScriptsTest.pick(PLACEHOLDERS, random);
            case 2 -> RandomScriptsTest.pick(INPUTS, random);
            case 3, 4, 5 -> RandomScriptsTest.pick(dialect.tokens(), random);
            case 6 -> RandomScriptsTest.pick(NESTED, random).repeat(1 + random.nextInt(50));
            default -> RandomScriptsTest.pick(RandomScriptsTest.RUBBISH, random);
        };
    }

    /** What is right, and mostly with sections and blocks that are. */
    private String statements() {
        StringBuilder script = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
        boolean sections = random.nextBoolean();
        if (sections) {
            script.append(random.nextBoolean() ? "-- migrate:up\n" : "-- +goose Up\n");
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            String statement = RandomScriptsTest.statement(dialect, random);
            switch (random.nextInt(8)) {
                case 0 ->
                    script.append("-- +goose StatementBegin\n")
                            .append(statement)
                            .append(";\n-- +goose StatementEnd\n");
                case 1 -> script.append(RandomScriptsTest.pick(INPUTS, random)).append('\n');
                case 2 -> script.append("SELECT ${name}, '$${name}';\n");
                default ->
                    script.append(RandomScriptsTest.pick(RandomScriptsTest.EDGES, random))
                            .append(statement)
                            .append(";\n");
            }
        }
        if (sections && random.nextBoolean()) {
            script.append("-- migrate:down\n").append(RandomScriptsTest.statement(dialect, random));
        }
        return script.toString();
    }

    /** A token without end, or nested without end, among others. */
    private String huge() {
        int times = 1_000 + random.nextInt(100_000);
        String part = RandomScriptsTest.pick(
                random.nextBoolean() ? NESTED : random.nextBoolean() ? RandomScriptsTest.RUBBISH : dialect.tokens(),
                random);
        return parts() + part.repeat(times) + parts();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (bytes[i] & 0x7F);
            }
        }
        return bytes;
    }

    /** Some bytes of it changed, cut out, put in, doubled, or taken from another real one. */
    private byte[] spoilt(byte[] original) {
        byte[] script = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(script.length + 1);
            int to = Math.min(script.length, at + 1 + random.nextInt(60));
            byte[] other = real.get(random.nextInt(real.size()));
            script = switch (random.nextInt(6)) {
                case 0 -> joined(script, at, SPOILERS[random.nextInt(SPOILERS.length)], at);
                case 1 -> joined(script, at, new byte[0], to);
                case 2 -> joined(script, at, Arrays.copyOfRange(script, at, to), at);
                case 3 -> joined(script, at, Arrays.copyOfRange(other, other.length / 2, other.length), script.length);
                case 4 -> joined(script, at, utf8(RandomScriptsTest.pick(DIRECTIVES, random)), at);
                default -> {
                    byte[] one = {(byte) random.nextInt(256)};
                    yield joined(script, at, one, Math.min(script.length, at + 1));
                }
            };
        }
        return script;
    }

    private static byte[] joined(byte[] script, int upTo, byte[] between, int from) {
        byte[] joined = Arrays.copyOf(script, upTo + between.length + script.length - from);
        System.arraycopy(between, 0, joined, upTo, between.length);
        System.arraycopy(script, from, joined, upTo + between.length, script.length - from);
        return joined;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
