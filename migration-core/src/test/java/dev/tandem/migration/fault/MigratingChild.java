package dev.tandem.migration.fault;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that migrates, to be killed or stopped. */
final class MigratingChild {
    /** What a JVM is started with that lives for seconds. */
    private static final List<String> SHORT_LIVED =
            List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private MigratingChild() {}

    /** Migrates up, see {@link MigrationSettings}; ends with 0, or after a failure, whose kind and words it prints, with 1. */
    public static void main(String[] arguments) {
        try {
            MigrationSettings.parse(arguments).manager().run(Command.up());
        } catch (MigrationException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static Process start(MigrationSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(SHORT_LIVED);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MigratingChild.class.getName()));
        command.addAll(settings.toArguments());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
