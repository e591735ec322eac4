package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.Test;

class PostgresToolTest extends ToolContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    String createTable(String table) {
        return "CREATE TABLE " + table + " (id bigint PRIMARY KEY, email text)";
    }

    @Test
    void everythingThatATransactionMakesOfAScriptIsFound() {
        project.write(
                "1_a.up.sql",
                "CREATE INDEX CONCURRENTLY ON t (a);\nCREATE INDEX CONCURRENTLY ON t (b);\nROLLBACK;\nBEGIN;\n");
        assertThat(findings())
                .filteredOn(line -> line.startsWith("ERROR"))
                .hasSize(4)
                .anyMatch(line -> line.contains("The index has no name") && line.contains("up.sql:1"))
                .anyMatch(line -> line.contains("The index has no name") && line.contains("up.sql:2"))
                .anyMatch(line -> line.contains("takes its own transaction back"))
                .anyMatch(line -> line.contains("begun but not ended"));
    }

    @Test
    void rightsThatAreMissingAreNamed() {
        String url = project.database().jdbcUrl();
        String role = "poor" + System.nanoTime();
        Jdbc.execute(url, "CREATE ROLE " + role + " LOGIN PASSWORD 'p'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        try {
            project.migration("1_a", createTable("a") + ";", "");
            project.up();
            Jdbc.execute(url, "GRANT SELECT ON schema_migrations TO " + role);
            project.with(builder ->
                    builder.url(url.replaceFirst("\\?.*", "")).username(role).password("p"));
            assertThat(project.manager().info().get(0).server().missingRights())
                    .containsExactly("CREATE on schema public", "INSERT on public.schema_migrations");
        } finally {
            Jdbc.execute(url, "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
