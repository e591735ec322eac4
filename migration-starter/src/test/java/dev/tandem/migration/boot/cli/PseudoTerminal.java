package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.migration.boot.cli.ChildProcessTest.TestApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application on a terminal of its own, which {@code script} of util-linux makes; where there is none, tests are skipped. */
final class PseudoTerminal implements AutoCloseable {
    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private final Thread reader;

    PseudoTerminal(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        assumeTrue(isThere(), "script of util-linux is not installed");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String command = Stream.concat(
                        Stream.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                classPath,
                                TestApplication.class.getName()),
                        Arrays.stream(arguments))
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-e", "-c", "exec " + command, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(Set.of("NO_COLOR", "TERM"));
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        process = builder.start();
        reader = new Thread(this::read, "terminal");
        reader.start();
    }

    private static boolean isThere() {
        try {
            Process version = new ProcessBuilder("script", "--version").start();
            String text = new String(version.getInputStream().readAllBytes(), UTF_8);
            return version.waitFor() == 0 && text.contains("util-linux");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        byte[] bytes = new byte[4096];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(bytes); count >= 0; count = output.read(bytes)) {
                show(new String(bytes, 0, count, UTF_8));
            }
        } catch (IOException e) {
            show(e.toString());
        }
    }

    private void show(String text) {
        synchronized (shown) {
            shown.append(text);
        }
    }

    /** What was shown by now, escapes included. */
    String shown() {
        synchronized (shown) {
            return shown.toString();
        }
    }

    PseudoTerminal awaitText(String text) {
        await().atMost(Duration.ofSeconds(60)).until(() -> shown().contains(text) || !process.isAlive());
        return this;
    }

    PseudoTerminal type(String keys) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write(keys.getBytes(UTF_8));
        keyboard.flush();
        return this;
    }

    /** What it ends with. */
    int end() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end: " + shown());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
