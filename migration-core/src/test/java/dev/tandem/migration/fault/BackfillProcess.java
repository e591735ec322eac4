package dev.tandem.migration.fault;

import dev.tandem.migration.Command;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaContext;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that changes every row of a large table, in batches. */
final class BackfillProcess {
    private BackfillProcess() {}

    /** Migrates: url, folder, rows of a batch. */
    public static void main(String[] arguments) {
        SqlDatabase database = SqlDatabase.builder("main")
                .url(arguments[0])
                .paths(List.of(arguments[1]))
                .javaMigrations(List.of(new Backfill(Integer.parseInt(arguments[2]))))
                .build();
        try {
            MigrationManager.builder().database(database).build().run(Command.up());
        } catch (MigrationException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Counts in every row how often it was changed.
     *
     * @param size rows of a batch
     */
    private record Backfill(int size) implements JavaMigration {
        @Override
        public String database() {
            return "main";
        }

        @Override
        public long version() {
            return 2;
        }

        @Override
        public String name() {
            return "backfill";
        }

        @Override
        public JavaCode up() {
            return JavaCode.inBatches(this::batch);
        }

        private @Nullable String batch(JavaContext context, @Nullable String cursor) {
            long from = cursor == null ? 0 : Long.parseLong(cursor);
            int changed = context.jdbc()
                    .sql("UPDATE large SET changed = changed + 1 WHERE id > ? AND id <= ?")
                    .params(from, from + size)
                    .update();
            return changed == 0 ? null : Long.toString(from + size);
        }
    }
}
