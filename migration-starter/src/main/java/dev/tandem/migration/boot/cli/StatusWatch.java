package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code status --watch}: the table, drawn again every second on a terminal; elsewhere, and in JSON, something only when it
 * has changed. Ends with the time that is given, or when the process is ended.
 */
final class StatusWatch {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private final CommandContext context;
    private final boolean redraws;

    StatusWatch(CommandContext context) {
        this.context = context;
        this.redraws = context.terminal().person() != null
                && !context.options().json()
                && !"dumb".equals(System.getenv("TERM"));
    }

    /** Returns the last it saw. */
    List<DatabaseStatus> run() {
        MigrationManager manager = context.manager().within(null);
        Duration timeout = context.options().timeout();
        long begun = System.nanoTime();
        List<DatabaseStatus> before = null;
        while (true) {
            List<DatabaseStatus> now = manager.status();
            show(before, now);
            before = now;
            Duration remaining = timeout == null ? PERIOD : timeout.minusNanos(System.nanoTime() - begun);
            Duration pause = remaining.compareTo(PERIOD) < 0 ? remaining : PERIOD;
            if (remaining.isNegative() || remaining.isZero() || !Pause.of(pause)) {
                return now;
            }
        }
    }

    private void show(@Nullable List<DatabaseStatus> before, List<DatabaseStatus> now) {
        if (redraws) {
            context.terminal().out().print(CLEAR);
            new StatusText(context.output()).print(now);
        } else if (context.options().json()) {
            if (!now.equals(before)) {
                context.output().json(MigrationJson.status(now));
            }
        } else {
            Map<String, String> known = before == null ? Map.of() : lines(before);
            lines(now).forEach((name, line) -> {
                if (!line.equals(known.get(name))) {
                    context.output().text(Texts.time(Instant.now(), ZoneId.systemDefault()) + "  " + line);
                }
            });
        }
        context.terminal().flush();
    }

    private static Map<String, String> lines(List<DatabaseStatus> statuses) {
        Map<String, String> lines = new LinkedHashMap<>();
        statuses.forEach(status -> lines.put(status.name(), line(status)));
        return lines;
    }

    private static String line(DatabaseStatus status) {
        return status.error() == null
                ? StatusText.heading(status)
                : status.name() + " (" + status.kind() + ") cannot be read: " + status.error();
    }
}
