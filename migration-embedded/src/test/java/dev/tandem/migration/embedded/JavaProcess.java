package dev.tandem.migration.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM with this one's class path, as another application on the machine. */
final class JavaProcess {

    /** How it ended and what it wrote. */
    record Outcome(int exitCode, String out, String err) {}

    private final Process process;
    private final BufferedReader out;

    private JavaProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(UTF_8);
    }

    static JavaProcess start(Map<String, String> environment, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        return start(environment, command);
    }

    static JavaProcess start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The next line of its standard output. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException(
                    "It ended: " + new String(process.getErrorStream().readAllBytes(), UTF_8));
        }
        return line;
    }

    Outcome end() throws IOException, InterruptedException {
        String err;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
            err = String.join("\n", reader.lines().toList());
        }
        String rest = String.join("\n", out.lines().toList());
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("It does not end");
        }
        return new Outcome(process.exitValue(), rest, err);
    }

    /** kill -9 */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM */
    void terminate() {
        process.destroy();
    }
}
