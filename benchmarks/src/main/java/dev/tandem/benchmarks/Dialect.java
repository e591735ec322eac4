package dev.tandem.benchmarks;

/** In what the SQL of the two databases differs, as far as it is measured. */
enum Dialect {
    POSTGRES {
        @Override
        String createTable(String name) {
            return "CREATE TABLE " + name + " (\n    id bigint PRIMARY KEY,\n    name text NOT NULL\n)";
        }

        @Override
        String createSeeded(String name) {
            return "CREATE TABLE " + name + " (id bigint PRIMARY KEY, name text NOT NULL, quantity integer NOT NULL)";
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
        String createSeeded(String name) {
            return "CREATE TABLE " + name + " (id UInt64, name String, quantity Int32) ENGINE = MergeTree ORDER BY id";
        }

        @Override
        String rows() {
            return "measured_items";
        }
    };

    abstract String createTable(String name);

    /** The table of {@link SeedFiles}. */
    abstract String createSeeded(String name);

    /** The table into which every migration inserts its number. */
    abstract String rows();
}
