package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("matrix")
class PostgresDropTest {

    /** Everything that stands in a schema. */
    private static final String EVERYTHING = """
            CREATE TYPE mood AS ENUM ('a');
            CREATE DOMAIN word AS text CHECK (VALUE <> '');
            CREATE TYPE span AS RANGE (SUBTYPE = float8);
            CREATE TYPE pair AS (a int, b int);
            CREATE TYPE promised;
            CREATE SEQUENCE s;
            CREATE TABLE parted (i int, m mood) PARTITION BY RANGE (i);
            CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (9) PARTITION BY LIST (m);
            CREATE TABLE parted_1_a PARTITION OF parted_1 FOR VALUES IN ('a');
            CREATE TABLE serials (i serial PRIMARY KEY, j int GENERATED ALWAYS AS IDENTITY, w word);
            CREATE TABLE children () INHERITS (serials);
            CREATE TABLE "Quoted "" name" (a_pair pair, many pair[], spans span);
            CREATE STATISTICS together ON i, j FROM serials;
            CREATE VIEW v AS SELECT * FROM serials;
            CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            CREATE FUNCTION f(one pair, VARIADIC others int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION later() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM serials; END;
            CREATE PROCEDURE p(i int, OUT o int) LANGUAGE sql AS 'SELECT 1';
            CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
            CREATE AGGREGATE rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
            CREATE AGGREGATE middle(float8 ORDER BY float8)
              (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
            CREATE TRIGGER t BEFORE INSERT ON serials FOR EACH ROW EXECUTE FUNCTION f();
            CREATE RULE r AS ON DELETE TO serials DO INSTEAD NOTHING;
            CREATE FUNCTION same(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
            CREATE OPERATOR === (LEFTARG = pair, RIGHTARG = pair, FUNCTION = same);
            CREATE OPERATOR FAMILY familiar USING btree;
            CREATE OPERATOR CLASS classy FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int);
            CREATE FUNCTION casted(pair) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
            CREATE CAST (pair AS int) WITH FUNCTION casted(pair);
            CREATE COLLATION plain FROM "C";
            CREATE CONVERSION converting FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
            CREATE TEXT SEARCH CONFIGURATION searching (COPY = simple);
            CREATE TEXT SEARCH TEMPLATE templated (LEXIZE = dsimple_lexize);
            CREATE TEXT SEARCH PARSER parsing
              (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
            CREATE FOREIGN TABLE far (i int) SERVER elsewhere;
            COMMENT ON TABLE serials IS 'it has a comment';
            """;

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void nothingIsLeftInTheSchemaWhateverAMigrationMadeThere() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE FOREIGN DATA WRAPPER nobody NO HANDLER",
                "CREATE SERVER elsewhere FOREIGN DATA WRAPPER nobody");
        project.migration("1_everything", EVERYTHING, "");
        project.up();

        assertThat(project.manager().run(new Command.Drop()).outcome()).isEqualTo(Report.Outcome.DONE);

        assertThat(inSchema("public")).isEmpty();
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void whatIsNotInTheSchemaStays() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE SCHEMA other",
                "CREATE TABLE other.kept (i int) PARTITION BY LIST (i)",
                "CREATE FUNCTION other.kept() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE OPERATOR FAMILY other.kept USING btree",
                "CREATE EXTENSION citext",
                "CREATE PUBLICATION everything FOR ALL TABLES",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor");
        List<String> extension = Jdbc.strings(database.jdbcUrl(), "SELECT 'b'::citext::text");
        project.migration(
                "1_partition",
                "CREATE TABLE ours PARTITION OF other.kept FOR VALUES IN (1);"
                        + "CREATE OPERATOR CLASS ours FOR TYPE int USING btree FAMILY other.kept AS OPERATOR 1 <,"
                        + " FUNCTION 1 btint4cmp(int, int);"
                        + "CREATE TABLE texts (t citext); CREATE FUNCTION f(citext) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "");
        project.up();
        List<String> before = inSchema("other");

        project.manager().run(new Command.Drop());

        assertThat(inSchema("other")).isEqualTo(before).anyMatch(object -> object.contains("other.kept"));
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT 'b'::citext::text")).isEqualTo(extension);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT pubname FROM pg_publication"))
                .containsExactly("everything");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_default_acl"))
                .isEqualTo(1);
        assertThat(inSchema("public")).isEmpty();
    }

    @Test
    void theDeadlineEndsItAndThenEverythingIsStillThere() throws SQLException {
        project.migration("1_two", "CREATE TABLE a (i int); CREATE TABLE z (i int);", "");
        project.up();
        project.timeout(Duration.ofSeconds(1));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM z");

            DeadlineExceededException ended = catchThrowableOfType(
                    DeadlineExceededException.class, () -> project.manager().run(new Command.Drop()));

            assertThat(ended).hasMessageContaining("while postgres was emptied");
        }
        assertThat(Jdbc.strings(
                        database.jdbcUrl(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
                .containsExactly("a", "schema_migrations", "z");
    }

    /** What the server itself counts as being in a schema: whatever would keep it from being dropped. */
    private List<String> inSchema(String schema) {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend d"
                        + " WHERE refclassid = 'pg_namespace'::regclass AND refobjid = '" + schema + "'::regnamespace"
                        + " AND deptype = 'n' AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid"
                        + " AND e.objid = d.objid AND e.deptype = 'e') AND classid <> 'pg_extension'::regclass ORDER BY 1");
    }
}
