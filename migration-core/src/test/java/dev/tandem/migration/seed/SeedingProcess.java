package dev.tandem.migration.seed;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.util.List;

/** A process of its own, with little memory, that seeds one database. */
public final class SeedingProcess {
    private SeedingProcess() {}

    /** Seeds: url, folder of migrations, seed file. Prints each table of the report. */
    public static void main(String[] arguments) {
        SqlDatabase database = SqlDatabase.builder("main")
                .url(arguments[0])
                .paths(List.of(arguments[1]))
                .build();
        MigrationManager manager = MigrationManager.builder().database(database).build();
        SeedFile file = SeedFile.at(arguments[2], SeedingProcess.class.getClassLoader());
        long start = System.nanoTime();
        Seeding.run(manager, List.of(file), SeedOptions.defaults()).tables().forEach(System.out::println);
        System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
    }

    static Process start(String heap, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                SeedingProcess.class.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectErrorStream(true).start();
    }
}
