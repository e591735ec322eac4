package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.boot.MigrationMonitor.FinishedRun;
import dev.tandem.migration.boot.MigrationMonitor.Running;
import dev.tandem.migration.boot.MigrationMonitor.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a monitor remembers, as a page that needs nothing from anywhere else. */
final class PageText {
    static final String PAGE = "migrations.html";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final String frame = frame();

    PageText(Clock clock) {
        this.clock = clock;
    }

    private static String frame() {
        try (InputStream page = PageText.class.getResourceAsStream(PAGE)) {
            return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String of(List<State> databases) {
        Html body = new Html();
        boolean busy = databases.stream().anyMatch(state -> state.running() != null || state.starting());
        body.tags("<main" + (busy ? " data-busy" : "") + ">\n");
        if (databases.isEmpty()) {
            body.element("p", "No database is migrated here.");
        }
        databases.forEach(state -> database(body, state));
        body.tags("</main>\n<footer>Times are UTC. As it was known at ").text(TIME.format(clock.instant()));
        body.tags(busy ? "; a run is in progress, this page follows it.</footer>" : ".</footer>");
        return frame.replace("<main></main>", body.toString());
    }

    private void database(Html body, State state) {
        DatabaseStatus status = state.status();
        body.tags("<section aria-label=\"")
                .text(status.name())
                .tags("\">\n<h2>")
                .text(status.name());
        body.tags(" <small>").text(status.kind()).tags("</small></h2>\n");
        body.tags("<p class=\"standing\">").text(standing(status)).tags("</p>\n");
        running(body, state);
        failure(body, state);
        migrations(body, status);
        runs(body, state.runs());
        body.tags("</section>\n");
    }

    private static String standing(DatabaseStatus status) {
        if (status.error() != null) {
            return status.error();
        }
        String version = status.current() == null ? "Nothing is applied" : "At version " + status.current();
        return version + ", " + (status.pending() == 0 ? "nothing" : status.pending()) + " pending"
                + (status.dirty() ? ", dirty" : "") + ". Lock: " + status.lock().kind()
                + holder(status.lock()) + ".";
    }

    private static String holder(LockStatus lock) {
        if (lock.unseen() != null) {
            return ", which cannot be seen: " + lock.unseen();
        }
        return lock.holder() == null ? "" : ", held by " + lock.holder();
    }

    private void running(Html body, State state) {
        Running running = state.running();
        if (running != null) {
            body.tags("<p class=\"running\" role=\"status\">Now: ")
                    .text(running.step().title() + ", "
                            + running.step().direction().name().toLowerCase(Locale.ROOT) + ", statement "
                            + running.statement() + ", for "
                            + text(Duration.between(running.since(), clock.instant())))
                    .tags("</p>\n");
        } else if (state.starting()) {
            body.tags("<p class=\"running\" role=\"status\">The migration at start-up is in progress.</p>\n");
        }
    }

    /** What a run failed with; without one, what keeps an up from working. */
    private static void failure(Html body, State state) {
        Obstacle obstacle = state.status().obstacle();
        Failure failure = state.failure() != null ? state.failure() : obstacle == null ? null : obstacle.failure();
        if (failure == null) {
            return;
        }
        body.tags("<div class=\"failure\" role=\"alert\">\n").element("p", failure.message());
        List<String> place = new ArrayList<>();
        if (failure.location() != null) {
            place.add(failure.location() + (failure.line() == null ? "" : ":" + failure.line()));
        }
        if (failure.statement() != null) {
            place.add("statement " + failure.statement());
        }
        if (!place.isEmpty()) {
            body.element("p", String.join(", ", place));
        }
        if (failure.sql() != null) {
            body.element("pre", failure.sql());
        }
        if (failure.action() != null) {
            body.element("p", failure.action());
        }
        body.tags("</div>\n");
    }

    private static void migrations(Html body, DatabaseStatus status) {
        if (status.migrations().isEmpty()) {
            return;
        }
        long longest = status.migrations().stream()
                .map(MigrationStatus::duration)
                .flatMap(Stream::ofNullable)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        body.tags("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Migrations of ")
                .text(status.name())
                .tags(
                        "\">\n<table>\n<caption>Migrations, the newest first</caption>\n<thead><tr><th scope=\"col\">Version</th>"
                                + "<th scope=\"col\">Name</th><th scope=\"col\">State</th><th scope=\"col\">Applied</th>"
                                + "<th scope=\"col\">Time</th></tr></thead>\n<tbody>\n");
        List<MigrationStatus> newestFirst = new ArrayList<>(status.migrations());
        Collections.reverse(newestFirst);
        newestFirst.forEach(migration -> migration(body, migration, longest));
        body.tags("</tbody>\n</table>\n</div>\n");
    }

    private static void migration(Html body, MigrationStatus migration, long longest) {
        String state = migration.state().name().toLowerCase(Locale.ROOT);
        body.tags("<tr><th scope=\"row\">")
                .text(migration.id())
                .tags("</th><td>")
                .text(migration.name());
        if (!migration.hasDown()) {
            body.tags(" <small>no down</small>");
        }
        body.tags("</td><td><span class=\"state " + state + "\">" + state + "</span></td><td>");
        time(body, migration.appliedAt());
        body.tags("</td><td>");
        Duration duration = migration.duration();
        if (duration != null) {
            long width = longest == 0 ? 0 : Math.max(1, 100 * duration.toMillis() / longest);
            body.tags("<span class=\"bar\" aria-hidden=\"true\"><span style=\"width:" + width + "%\"></span></span>")
                    .text(text(duration));
        }
        body.tags("</td></tr>\n");
        if (migration.error() != null) {
            body.tags("<tr class=\"error\"><td></td><td colspan=\"4\">").text(migration.error());
            body.tags("</td></tr>\n");
        }
    }

    private static void runs(Html body, List<FinishedRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        body.tags("<h3>Runs of this process</h3>\n<ol class=\"runs\">\n");
        for (FinishedRun run : runs) {
            body.tags("<li>");
            time(body, run.at());
            body.text(" " + run.report().outcome().name().toLowerCase(Locale.ROOT) + ", "
                            + count(run.report().steps().size()) + ", run "
                            + run.report().runId())
                    .tags("</li>\n");
        }
        body.tags("</ol>\n");
    }

    private static String count(int migrations) {
        return migrations + (migrations == 1 ? " migration" : " migrations");
    }

    private static void time(Html body, @Nullable Instant time) {
        if (time != null) {
            body.tags("<time datetime=\"" + time + "\">" + TIME.format(time) + "</time>");
        }
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
