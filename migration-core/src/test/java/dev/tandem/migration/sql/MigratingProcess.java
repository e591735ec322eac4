package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A process of its own that migrates one database up, to be killed or raced by a test. */
public final class MigratingProcess {
    private MigratingProcess() {}

    /** Migrates: url, folder. Ends with 0, or with 1 after a failure. */
    public static void main(String[] arguments) {
        SqlDatabase database = SqlDatabase.builder("main")
                .url(arguments[0])
                .paths(List.of(arguments[1]))
                .build();
        try {
            MigrationManager.builder().database(database).build().run(Command.up());
        } catch (MigrationException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Starts one with the class path of this process. */
    public static Process start(Project project) {
        try {
            return new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MigratingProcess.class.getName(),
                            project.database().jdbcUrl(),
                            project.folder().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
