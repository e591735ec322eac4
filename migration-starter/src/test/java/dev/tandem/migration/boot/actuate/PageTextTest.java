package dev.tandem.migration.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Step;
import dev.tandem.migration.boot.MigrationMonitor.Running;
import dev.tandem.migration.boot.MigrationMonitor.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageTextTest {
    private static final Instant NOW = Instant.parse("2026-11-29T01:02:03Z");

    private final PageText page = new PageText(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void databasesStandSideBySideInTheirOrder() {
        String html = page.of(List.of(state("postgres", null, null), state("clickhouse", null, null)));

        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("<title>Migrations</title>")
                .containsSubsequence("<section aria-label=\"postgres\">", "<section aria-label=\"clickhouse\">");
    }

    @Test
    void migrationsAreListedTheNewestFirstWithTheirStateInWords() {
        assertThat(page.of(List.of(state("postgres", null, null))))
                .containsSubsequence(
                        "<th scope=\"row\">2</th><td>orders",
                        "<span class=\"state pending\">pending</span>",
                        "<th scope=\"row\">1</th><td>users",
                        "<span class=\"state applied\">applied</span>",
                        "<time datetime=\"2026-11-29T01:02:03Z\">2026-11-29 01:02:03</time>",
                        "1.5 s");
    }

    @Test
    void theLongestMigrationHasTheLongestBar() {
        assertThat(page.of(List.of(state("postgres", null, null)))).contains("style=\"width:100%\"");
    }

    @Test
    void aFailureIsShownWithItsStatementAndWhatToDo() {
        Failure failure = new Failure(
                "postgres", 2L, "/migrations/2_orders.sql", 3, 17, "CREATE TABLE a < b;", "It failed.", "Mend it.");

        assertThat(page.of(List.of(state("postgres", failure, null))))
                .contains("role=\"alert\"", "It failed.", "/migrations/2_orders.sql:17, statement 3", "Mend it.")
                .contains("<pre>CREATE TABLE a &lt; b;</pre>");
    }

    @Test
    void aRunInProgressIsFollowed() {
        Running running = new Running(
                new Step("postgres", Direction.UP, MigrationId.of(2), "orders", 0), 4, NOW.minusSeconds(90));

        assertThat(page.of(List.of(state("postgres", null, running))))
                .contains("<main data-busy>")
                .contains("Now: 2 orders, up, statement 4, for 90.0 s");
    }

    @Test
    void aPageOfDatabasesAtRestDoesNotAskAgain() {
        assertThat(page.of(List.of(state("postgres", null, null)))).contains("<main>\n");
    }

    @Test
    void whatComesFromFilesAndServersIsTextAndNothingElse() {
        Failure failure = Failure.of("postgres", "<script>alert('x')</script>", "\"><img src=x onerror=alert(1)>");

        String html = page.of(List.of(state("<b>\"name\"</b>", failure, null)));

        assertThat(html)
                .doesNotContain("<script>alert", "<img", "<b>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
                .contains("aria-label=\"&lt;b&gt;&quot;name&quot;&lt;/b&gt;\"");
    }

    @Test
    void nothingIsFetchedFromAnotherAddress() {
        assertThat(page.of(List.of(state("postgres", null, null))))
                .doesNotContain("http:", "https:", "//cdn", "@import");
    }

    @Test
    void withoutDatabasesItSaysSo() {
        assertThat(page.of(List.of())).contains("No database is migrated here.");
    }

    private static State state(String name, @Nullable Failure failure, @Nullable Running running) {
        List<MigrationStatus> migrations = List.of(
                new MigrationStatus(
                        1, "users", MigrationState.APPLIED, NOW, Duration.ofMillis(1500), "ada@host", true, null),
                new MigrationStatus(2, "orders", MigrationState.PENDING, null, null, null, false, null));
        DatabaseStatus status = new DatabaseStatus(
                name, "postgresql", true, 1L, migrations, new LockStatus("advisory", null, null), null);
        return new State(status, failure, running, List.of(), NOW, false);
    }
}
