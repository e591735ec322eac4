package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that migrates one database up, to be killed or raced by a test, or kept short of memory. */
public final class MigratingProcess {
    private MigratingProcess() {}

    /** Migrates: url, folder. With a third argument only a dry run is written. Ends with 0, or with 1 after a failure. */
    public static void main(String[] arguments) {
        SqlDatabase database = SqlDatabase.builder("main")
                .url(arguments[0])
                .paths(List.of(arguments[1]))
                .lease(Project.LEASE)
                .build();
        try {
            MigrationManager manager =
                    MigrationManager.builder().database(database).build();
            if (arguments.length == 2) {
                manager.run(Command.up());
            } else {
                manager.dryRun(Command.up(), System.out);
            }
        } catch (MigrationException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Starts one with the class path of this process. */
    public static Process start(Project project) {
        return start(project, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), List.of());
    }

    /** Starts one with these options of Java and these further arguments. */
    static Process start(Project project, List<String> options, List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MigratingProcess.class.getName(),
                project.database().jdbcUrl(),
                project.folder().toString()));
        command.addAll(more);
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
