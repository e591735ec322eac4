package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rights that docs/security.md lists, as text only: the embedded server has no users. Its parser reads them, and they
 * cover every system table and every SYSTEM, KILL and cluster statement that is sent.
 */
class ClickHouseRightsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "security.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "tandem", "migration", "clickhouse");
    private static final Pattern STATEMENT = Pattern.compile("(?m)^(?:GRANT|CREATE USER) [^;]*;");
    private static final Pattern SYSTEM_TABLE =
            Pattern.compile("(?<!\\w)system\\.([a-z_]+)|servers\\.table\\(\"([a-z_]+)\"\\)");

    @Test
    void theServerReadsEveryStatement() throws IOException {
        List<String> statements = statements();
        assertThat(statements).hasSizeGreaterThan(10);
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            for (String statement : statements) {
                String literal = new ClickHouseDialect().literal(statement.replace(";", ""));
                assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT formatQueryOrNull(" + literal + ")"))
                        .as(statement)
                        .doesNotContainNull();
            }
        }
    }

    @Test
    void everySystemTableThatIsReadIsGranted() throws IOException {
        Set<String> read = new TreeSet<>();
        Matcher table = SYSTEM_TABLE.matcher(sources());
        while (table.find()) {
            read.add(table.group(1) == null ? table.group(2) : table.group(1));
        }
        assertThat(read).contains("tables", "processes", "mutations", "query_log");
        assertThat(read)
                .allSatisfy(name -> assertThat(statements())
                        .anyMatch(statement -> statement.startsWith("GRANT SELECT ON system." + name + " TO")));
    }

    @Test
    void everyOtherRightThatIsUsedIsGranted() throws IOException {
        String sources = sources();
        String granted = String.join("\n", statements());
        assertThat(sources).contains("SYSTEM FLUSH LOGS", "KILL QUERY", " ON CLUSTER ", "clusterAllReplicas");
        assertThat(granted).contains("SYSTEM FLUSH LOGS", "KILL QUERY", "GRANT CLUSTER", "GRANT REMOTE");
        // Those of the two locks.
        assertThat(sources).contains("ADD COLUMN r", "DROP COLUMN r", " UPDATE owner = ");
        assertThat(granted).contains("ALTER ADD COLUMN", "ALTER DROP COLUMN", "ALTER UPDATE");
        Matcher system = Pattern.compile("\"SYSTEM ([A-Z ]+)").matcher(sources);
        while (system.find()) {
            assertThat(granted).contains("SYSTEM " + system.group(1).strip());
        }
        for (String right : ClickHouseFacts.RIGHTS) {
            assertThat(granted).contains(right);
        }
    }

    private static List<String> statements() throws IOException {
        String clickHouse = Files.readString(DOCUMENT).replaceFirst("(?s).*\n## ClickHouse", "");
        return STATEMENT
                .matcher(clickHouse)
                .results()
                .map(found -> found.group())
                .toList();
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
