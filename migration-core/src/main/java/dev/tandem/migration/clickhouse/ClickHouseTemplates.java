package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.Intent;
import dev.tandem.migration.sql.Intent.AddColumn;
import dev.tandem.migration.sql.Intent.CreateIndex;
import dev.tandem.migration.sql.Intent.CreateTable;
import dev.tandem.migration.sql.Intent.DropColumn;
import dev.tandem.migration.sql.Template;
import java.util.List;

/** How migrations of ClickHouse are usually written: safe to run again, since nothing is in a transaction, and one action for each statement. */
final class ClickHouseTemplates {
    private ClickHouseTemplates() {}

    static Template of(Intent intent) {
        if (intent instanceof CreateTable create) {
            return createTable(create.table());
        }
        if (intent instanceof AddColumn add) {
            return new Template(
                    List.of("Parts that are there already get the default when they are read."),
                    alter(add.table()) + "ADD COLUMN IF NOT EXISTS " + name(add.column()) + " String DEFAULT '';",
                    alter(add.table()) + "DROP COLUMN IF EXISTS " + name(add.column()) + ";");
        }
        if (intent instanceof DropColumn drop) {
            return new Template(
                    List.of("Views and the instances of the application that still run must not read it any more."),
                    alter(drop.table()) + "DROP COLUMN IF EXISTS " + name(drop.column()) + ";",
                    alter(drop.table()) + "ADD COLUMN IF NOT EXISTS " + name(drop.column()) + " String DEFAULT '';");
        }
        if (intent instanceof CreateIndex index) {
            String indexName = name(index.table() + "_" + index.column() + "_idx");
            return new Template(
                    List.of("A skipping index; MATERIALIZE builds it for the parts that are there already."),
                    alter(index.table()) + "ADD INDEX IF NOT EXISTS " + indexName + " " + name(index.column())
                            + " TYPE bloom_filter GRANULARITY 4;\n\n" + alter(index.table())
                            + "MATERIALIZE INDEX IF EXISTS " + indexName + ";",
                    alter(index.table()) + "DROP INDEX IF EXISTS " + indexName + ";");
        }
        return new Template(
                List.of("Nothing here is in a transaction: statements that can run again (IF NOT EXISTS) resume best."),
                "",
                "");
    }

    private static Template createTable(String table) {
        return new Template(
                List.of("ORDER BY what is asked for most, the coarsest first; the TTL forgets what is too old."),
                """
                CREATE TABLE IF NOT EXISTS %s (
                    id String,
                    name LowCardinality(String),
                    value Float64,
                    timestamp DateTime64(3),
                    created_at DateTime64(3) DEFAULT now64(3)
                )
                ENGINE = MergeTree
                PARTITION BY toYYYYMM(timestamp)
                ORDER BY (name, timestamp)
                TTL toDateTime(timestamp) + INTERVAL 365 DAY;
                """.formatted(name(table)),
                "DROP TABLE IF EXISTS " + name(table) + ";");
    }

    private static String alter(String table) {
        return "ALTER TABLE " + name(table) + " ";
    }

    private static String name(String word) {
        return Character.isLetter(word.charAt(0)) ? word : '`' + word + '`';
    }
}
