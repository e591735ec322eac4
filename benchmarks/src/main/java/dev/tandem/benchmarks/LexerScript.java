package dev.tandem.benchmarks;

/** A script as people write it: tables with comments, rows, views, functions. */
final class LexerScript {
    /** So many of each kind. */
    private static final int REPETITIONS = 1_000;

    private static final int KINDS = 4;
    static final int STATEMENTS = REPETITIONS * KINDS;

    private LexerScript() {}

    static String of(Dialect dialect) {
        StringBuilder script = new StringBuilder();
        for (int number = 1; number <= REPETITIONS; number++) {
            script.append("-- Orders, part ").append(number).append("; each belongs to a customer.\n");
            script.append(dialect.createTable("orders_" + number)).append(";\n\n");
            script.append("INSERT INTO orders_").append(number).append(" (id, name) VALUES");
            for (int row = 1; row <= 5; row++) {
                script.append(row == 1 ? "\n    (" : ",\n    (").append(row);
                script.append(", 'It''s order number ").append(row).append("; délivré à Genève')");
            }
            script.append(";\n\n/* What is shown: names in order. */\nCREATE VIEW shown_")
                    .append(number);
            script.append(" AS\nSELECT id, upper(name) AS name, count(*) AS \"how many\"\nFROM orders_")
                    .append(number);
            script.append("\nWHERE id > 10 AND (name LIKE 'a%' OR length(name) >= 20)\nGROUP BY id, name;\n\n");
            script.append(function(dialect, number)).append(";\n\n");
        }
        return script.toString();
    }

    private static String function(Dialect dialect, int number) {
        return switch (dialect) {
            case POSTGRES ->
                "CREATE FUNCTION total_" + number + "() RETURNS bigint LANGUAGE plpgsql AS $body$\n"
                        + "BEGIN\n    -- all of them; there are few\n    RETURN (SELECT sum(id) FROM orders_" + number
                        + ");\nEND\n$body$";
            case CLICKHOUSE -> "CREATE FUNCTION total_" + number + " AS (a, b) -> if(a > b, a - b, (b - a) * 1.5)";
        };
    }
}
