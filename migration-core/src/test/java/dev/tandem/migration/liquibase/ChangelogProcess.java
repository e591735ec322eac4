package dev.tandem.migration.liquibase;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A process of its own that migrates a database with a changelog, to be killed, ended or raced by a test. */
public final class ChangelogProcess {
    private ChangelogProcess() {}

    /** Migrates: url, changelog. Ends with 0, or with 1 after a failure, whose kind and words it prints. */
    public static void main(String[] arguments) {
        try {
            manager(arguments[0], arguments[1]).run(Command.up());
        } catch (MigrationException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /** As the process has it. */
    public static MigrationManager manager(String url, String changelog, MigrationListener... listeners) {
        MigrationManager.Builder builder = MigrationManager.builder()
                .database(LiquibaseDatabase.builder("postgres")
                        .url(url)
                        .changelog(changelog)
                        .build())
                .timeout(Duration.ofMinutes(2))
                .lockWait(Duration.ofMinutes(1));
        Arrays.stream(listeners).forEach(builder::listener);
        return builder.build();
    }

    /** Starts one with the class path of this process. */
    public static Process start(String url, Path changelog) {
        try {
            return new ProcessBuilder(List.of(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ChangelogProcess.class.getName(),
                            url,
                            changelog.toString()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
