package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;

/**
 * One of many instances: this project's library in a process that has started before it is told what to do. Each line of standard
 * input is a folder of migrations and, behind a tab, the address of a database, in which it applies what is due. It says {@code
 * done} when it has.
 */
final class Instance {
    private Instance() {}

    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] told = line.split("\t", -1);
            SqlDatabase database = SqlDatabase.builder("measured")
                    .url(told[1])
                    .paths(List.of(told[0]))
                    .build();
            MigrationManager.builder().database(database).build().run(Command.up());
            System.out.println("done");
        }
    }
}
