package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Intent;
import dev.tandem.migration.sql.Intent.AddColumn;
import dev.tandem.migration.sql.Intent.CreateIndex;
import dev.tandem.migration.sql.Intent.CreateTable;
import dev.tandem.migration.sql.Intent.DropColumn;
import dev.tandem.migration.sql.Template;
import java.util.List;
import java.util.Set;

/** How migrations of PostgreSQL are usually written: safe to run again, times with their zone, an index for every foreign key. */
final class PostgresTemplates {
    /** Reserved words that are likely names of tables and columns. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "case",
            "check",
            "collation",
            "column",
            "constraint",
            "default",
            "desc",
            "end",
            "from",
            "grant",
            "group",
            "limit",
            "offset",
            "only",
            "order",
            "placing",
            "primary",
            "references",
            "table",
            "to",
            "union",
            "unique",
            "user",
            "when",
            "window");

    private PostgresTemplates() {}

    static Template of(Intent intent) {
        if (intent instanceof CreateTable create) {
            return createTable(create.table());
        }
        if (intent instanceof AddColumn add) {
            String table = name(add.table());
            String column = name(add.column());
            return new Template(
                    List.of("A default that is a constant is cheap; fill anything else in a migration of its own."),
                    "ALTER TABLE " + table + " ADD COLUMN IF NOT EXISTS " + column + " text;",
                    "ALTER TABLE " + table + " DROP COLUMN IF EXISTS " + column + ";");
        }
        if (intent instanceof DropColumn drop) {
            String table = name(drop.table());
            String column = name(drop.column());
            return new Template(
                    List.of("The instances of the application that still run must not read the column any more."),
                    "ALTER TABLE " + table + " DROP COLUMN IF EXISTS " + column + ";",
                    "ALTER TABLE " + table + " ADD COLUMN IF NOT EXISTS " + column + " text;");
        }
        if (intent instanceof CreateIndex index) {
            String indexName = name(index.table() + "_" + index.column() + "_idx");
            return new Template(
                    List.of("CONCURRENTLY lets the application go on writing; it runs outside of a transaction."),
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS " + indexName + " ON " + name(index.table()) + " ("
                            + name(index.column()) + ");",
                    "DROP INDEX CONCURRENTLY IF EXISTS " + indexName + ";");
        }
        return new Template(
                List.of("Statements that can run again (IF NOT EXISTS) are kinder to whoever has to."), "", "");
    }

    private static Template createTable(String table) {
        return new Template(
                List.of("A foreign key gets an index: owner_id bigint REFERENCES owners (id), and CREATE INDEX on it."),
                """
                CREATE TABLE IF NOT EXISTS %s (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    name text NOT NULL,
                    created_at timestamptz NOT NULL DEFAULT now(),
                    updated_at timestamptz NOT NULL DEFAULT now()
                );

                CREATE INDEX IF NOT EXISTS %s ON %s (created_at);
                """.formatted(name(table), name(table + "_created_at_idx"), name(table)),
                "DROP TABLE IF EXISTS " + name(table) + ";");
    }

    private static String name(String word) {
        boolean plain = Character.isLetter(word.charAt(0)) && !RESERVED.contains(word);
        return plain ? word : '"' + word + '"';
    }
}
