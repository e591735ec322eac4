package dev.tandem.migration.fault;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.liquibase.ChangelogProcess;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that migrates two databases whenever it is told to, beside others that are told the same moment. It stays for many
 * rounds, so that they begin together and not when each Java has started.
 */
final class Racer implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(2);

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    private Racer(Process process) {
        this.process = process;
        this.orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Racer start() {
        try {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Racer.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Racer racer = new Racer(process);
            racer.await();
            return racer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads lines of two addresses and two folders, or of an address and a changelog, migrates, and answers with a line for each. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = System.out;
        // What is logged is no answer.
        System.setOut(System.err);
        answers.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] order = line.split("\t");
            answers.println(run(order));
        }
    }

    private static String run(String[] order) {
        try {
            MigrationManager manager = order.length == 2
                    ? ChangelogProcess.manager(order[0], order[1])
                    : manager(order[0], Path.of(order[1]), order[2], Path.of(order[3]));
            Report report = manager.run(Command.up());
            return report.outcome().name();
        } catch (MigrationException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage().replace('\n', ' ');
        }
    }

    static MigrationManager manager(String postgres, Path postgresFiles, String clickhouse, Path clickhouseFiles) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(postgres)
                        .paths(List.of(postgresFiles.toString()))
                        .build())
                .database(SqlDatabase.builder("clickhouse")
                        .url(clickhouse)
                        .paths(List.of(clickhouseFiles.toString()))
                        .lease(LEASE)
                        .build())
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    void order(String line) {
        try {
            orders.write(line);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its answer; {@code null} if it was killed. */
    String await() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
