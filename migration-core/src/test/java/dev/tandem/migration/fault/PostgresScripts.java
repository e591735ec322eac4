package dev.tandem.migration.fault;

import dev.tandem.migration.sql.Project;
import java.util.List;
import java.util.regex.Pattern;

/**
 * PostgreSQL migrations whose rows in {@code counted} say how often they were executed: ordinary ones, one with statements that
 * the server refuses in a transaction, one that is declared to run statement by statement, and one with a body that
 * commits, which is the only statement that may be dirty after a kill.
 */
final class PostgresScripts {
    /** Commits a row at a time. */
    static final CountedStatement COMMITTING = new CountedStatement(
            6,
            2,
            "DO $$ BEGIN FOR n IN 1..3 LOOP INSERT INTO counted VALUES ('6.2'); COMMIT; END LOOP; END $$",
            "SELECT count(*) FROM counted WHERE tag = '6.2'");

    /** How many rows it commits. */
    static final int COMMITTED = 3;

    private static final Pattern ROW = Pattern.compile("VALUES \\('(\\d+\\.\\d+)'\\)");

    private static final List<String> MIGRATIONS =
            List.of("""
            CREATE TABLE counted (tag text NOT NULL);
            INSERT INTO counted VALUES ('1.2');
            CREATE TABLE a (i int PRIMARY KEY, t text);
            INSERT INTO counted VALUES ('1.4');
            """, """
            INSERT INTO counted VALUES ('2.1');
            ALTER TABLE a ADD COLUMN j int DEFAULT 7;
            CREATE INDEX a_j ON a (j);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
            INSERT INTO a SELECT n, n FROM generate_series(1, 100) n;
            INSERT INTO counted VALUES ('2.7');
            """, """
            BEGIN;
            INSERT INTO counted VALUES ('3.2');
            CREATE VIEW v AS SELECT i FROM a;
            COMMIT;
            """, """
            INSERT INTO counted VALUES ('4.1');
            CREATE INDEX CONCURRENTLY a_t ON a (t);
            INSERT INTO counted VALUES ('4.3');
            CREATE TABLE p (i int) PARTITION BY RANGE (i);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);
            ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;
            VACUUM a;
            REINDEX INDEX CONCURRENTLY a_t;
            INSERT INTO counted VALUES ('4.9');
            DROP INDEX CONCURRENTLY a_j;
            """, """
            -- migrate:up transaction:false
            INSERT INTO counted VALUES ('5.1');
            ALTER TABLE a ADD COLUMN k int;
            CREATE TABLE b (i int);
            BEGIN;
            INSERT INTO counted VALUES ('5.5');
            INSERT INTO counted VALUES ('5.6');
            COMMIT;
            INSERT INTO counted VALUES ('5.8');
            """, """
            INSERT INTO counted VALUES ('6.1');
            %s;
            INSERT INTO counted VALUES ('6.3');
            """.formatted(COMMITTING.sql()), """
            INSERT INTO counted VALUES ('7.1');
            CREATE TYPE mood AS ENUM ('x', 'y');
            ALTER TABLE b ADD COLUMN m mood;
            INSERT INTO counted VALUES ('7.4');
            """);

    private PostgresScripts() {}

    static void write(Project project) {
        for (int i = 0; i < MIGRATIONS.size(); i++) {
            project.migration((i + 1) + "_counted", MIGRATIONS.get(i), "");
        }
    }

    /** The names of the rows of ordinary statements, each of which is to be there once. */
    static List<String> rows() {
        return MIGRATIONS.stream()
                .flatMap(script -> ROW.matcher(script).results().map(row -> row.group(1)))
                .filter(name -> !name.equals(COMMITTING.name()))
                .toList();
    }
}
