package dev.tandem.benchmarks;

/** In what the SQL of the two databases differs, as far as it is measured. */
enum Dialect {
    POSTGRES {
        @Override
        String createTable(String name) {
            return "CREATE TABLE " + name + " (\n    id bigint PRIMARY KEY,\n    name text NOT NULL\n)";
        }

        @Override
        String rows() {
            // Apart from what is migrated: Flyway refuses a schema that has something in it.
            return "measured.items";
        }
    },
    CLICKHOUSE {
        @Override
        String createTable(String name) {
            return "CREATE TABLE " + name + " (\n    id UInt64,\n    name String\n)\nENGINE = MergeTree ORDER BY id";
        }

        @Override
        String rows() {
            return "measured_items";
        }
    };

    abstract String createTable(String name);

    /** The table into which every migration inserts its number. */
    abstract String rows();
}
