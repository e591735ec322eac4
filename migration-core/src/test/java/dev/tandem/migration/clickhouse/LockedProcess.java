package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that migrates under one of the locks, to be killed or stopped. */
final class LockedProcess {
    static final Duration LEASE = Duration.ofSeconds(2);

    private LockedProcess() {}

    static SqlDatabase.Builder builder(String url, String folder, String lock, String lender) {
        SqlDatabase.Builder builder = SqlDatabase.builder("clickhouse")
                .url(url)
                .paths(List.of(folder))
                .lock(lock)
                .lease(LEASE);
        return lender.isEmpty()
                ? builder
                : builder.lender(SqlDatabase.builder("main").url(lender).build());
    }

    /** Migrates: url, folder, lock, address of the lender. Ends with 0, or with 1 after a failure that it prints. */
    public static void main(String[] arguments) {
        SqlDatabase database =
                builder(arguments[0], arguments[1], arguments[2], arguments[3]).build();
        try {
            MigrationManager.builder().database(database).build().run(Command.up());
        } catch (MigrationException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static Process start(String url, String folder, String lock, String lender, Path output) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockedProcess.class.getName(),
                        url,
                        folder,
                        lock,
                        lender)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
