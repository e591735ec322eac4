package dev.tandem.benchmarks.contenders;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import dev.tandem.migration.sql.TransactionScope;
import java.util.List;
import java.util.Locale;

/** This project's library. A third argument is what one transaction holds. */
final class Tandem {
    private Tandem() {}

    public static void main(String[] args) {
        SqlDatabase.Builder database =
                SqlDatabase.builder("measured").url(args[0]).paths(List.of(args[1]));
        if (args.length > 2) {
            database.transaction(TransactionScope.valueOf(args[2].toUpperCase(Locale.ROOT)));
        }
        MigrationManager.builder().database(database.build()).build().run(Command.up());
    }
}
