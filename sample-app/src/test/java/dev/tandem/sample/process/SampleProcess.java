package dev.tandem.sample.process;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process that a test started, with what it has written so far. */
final class SampleProcess implements AutoCloseable {
    private static final Duration LONGEST = ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final String MARK = "SAMPLE_PROCESS";

    /** Variables that the application or its libraries read: what a developer has set must not reach a test. */
    private static final Pattern CONFIGURATION =
            Pattern.compile("(TANDEM|SPRING|SERVER|MANAGEMENT|LOGGING|POSTGRES|CLICKHOUSE|DB|KUBERNETES)_.*");

    private final Process process;
    private final Path out;
    private final Path err;
    private final String mark = UUID.randomUUID().toString();

    /** How it ended and what it wrote. */
    record Result(int code, String out, String err) {

        Result endedWith(int expected) {
            assertThat(code).as("%s", this).isEqualTo(expected);
            return this;
        }

        @Override
        public String toString() {
            return "exit code " + code + "\n--- standard output\n" + out + "\n--- standard error\n" + err;
        }
    }

    /** Starts it in a directory, in which a new one is made for its output. */
    SampleProcess(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempDirectory(directory, "output");
            out = output.resolve("out");
            err = output.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> CONFIGURATION.matcher(name).matches());
            builder.environment().putAll(environment);
            builder.environment().put(MARK, mark);
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port on which it serves; waits until it does. */
    int port() {
        await("the application to serve")
                .atMost(LONGEST)
                .until(() -> PORT.matcher(running()).find());
        Matcher port = PORT.matcher(out());
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** Waits until a line with this text is in its log. */
    SampleProcess logged(String text) {
        await(text).atMost(LONGEST).until(() -> running().contains(text));
        return this;
    }

    /** When the first line with this text was logged. */
    Instant loggedAt(String text) {
        String line = out().lines()
                .filter(candidate -> candidate.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not logged: " + text + "\n" + out()));
        return OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant();
    }

    /** What it logged of Tandem, without the time. */
    List<String> tandemLog() {
        return out().lines()
                .filter(line -> line.contains(" d.t.m.") || line.contains(" dev.tandem.migration."))
                .map(line -> line.substring(line.indexOf(" : ") + 3))
                .toList();
    }

    /** Waits for it to end by itself. */
    Result result() {
        return result(LONGEST);
    }

    Result result(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("It has not ended after " + longest + "\n" + out() + err());
            }
            return new Result(process.exitValue(), out(), err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGTERM. */
    Result terminate() {
        process.destroy();
        return result();
    }

    /** SIGKILL. */
    Result kill() {
        process.destroyForcibly();
        return result();
    }

    /**
     * It and everything that it started, also what has left its process tree: that is known by a variable which is
     * handed down. Processes that have ended and that nobody has asked for their exit code do not count.
     */
    List<ProcessHandle> family() {
        return Stream.concat(
                        Stream.concat(Stream.of(process.toHandle()), process.descendants()),
                        ProcessHandle.allProcesses()
                                .filter(this::isMarked)
                                .flatMap(found -> Stream.concat(Stream.of(found), found.descendants())))
                .distinct()
                .filter(SampleProcess::isAlive)
                .toList();
    }

    static boolean isAlive(ProcessHandle handle) {
        return handle.isAlive() && handle.info().command().isPresent();
    }

    private boolean isMarked(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc/" + handle.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains(MARK + "=" + mark);
        } catch (IOException otherUserOrOtherSystem) {
            return false;
        }
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    /** Ends it and all that it started, which may first clean up behind it. */
    @Override
    public void close() {
        List<ProcessHandle> family = family();
        kill();
        try {
            await().atMost(ofSeconds(10)).until(() -> family.stream().noneMatch(SampleProcess::isAlive));
        } finally {
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private String running() {
        String text = out();
        if (!process.isAlive()) {
            throw new AssertionError("It has ended: " + result());
        }
        return text;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
