package dev.tandem.migration.boot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The migration that docs/clickhouse.md shows is applied. */
class ClickHousePageTest {

    @Test
    void theMigrationThatIsShownIsApplied(@TempDir Path migrations) throws IOException {
        String script = Document.read(Document.ROOT.resolve("docs/clickhouse.md")).blocks().stream()
                .filter(block -> block.language().equals("sql"))
                .findFirst()
                .orElseThrow()
                .text();
        Files.writeString(migrations.resolve("1_events.up.sql"), script);

        try (TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            TestTool.Result result = new TestTool(getClass().getClassLoader())
                    .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl())
                    .with("tandem.databases.clickhouse.paths", migrations.toString())
                    .run("migrate", "up");

            assertThat(result.code()).as(result.err()).isZero();
            JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(clickhouse.jdbcUrl()));
            assertThat(jdbc.sql("SELECT concat(name, ' ', toString(events)) FROM events_by_day")
                            .query(String.class)
                            .list())
                    .containsExactly("login; first 1");
        }
    }
}
