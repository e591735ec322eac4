package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Collects whatever a run lets out, the log at its finest level included, and looks for secrets in it: any part of them that
 * is long enough to be of use, as it is, percent-encoded or in base64.
 */
public final class Leaks implements AutoCloseable {
    /** Shorter parts appear in ordinary words. */
    private static final int PART = 7;

    private final Set<String> parts = new LinkedHashSet<>();
    private final StringBuilder output = new StringBuilder();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tandem");
    private final Level level = logger.getLevel();

    public Leaks(String... secrets) {
        for (String secret : secrets) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            for (String form : List.of(
                    secret,
                    URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    Base64.getEncoder().withoutPadding().encodeToString(bytes))) {
                String lower = form.toLowerCase(Locale.ROOT);
                for (int i = 0; i + PART <= lower.length(); i++) {
                    parts.add(lower.substring(i, i + PART));
                }
            }
        }
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
    }

    public Leaks add(Object text) {
        output.append(text).append('\n');
        return this;
    }

    /** All of it: causes and what was suppressed, too. */
    public Leaks add(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        if (failure instanceof MigrationException e) {
            add(e.failure()).add(e.failure().describe()).add(e.report());
        }
        return add(trace);
    }

    /** Everything that can be asked afterwards. */
    public Leaks addAllThatIsKnown(MigrationManager manager) {
        add(manager.status());
        add(manager.info());
        add(manager.validate(true));
        add(manager.unreachable());
        for (Command command : List.of(Command.up(), new Command.Up(Command.ALL, Command.Resume.RETRY))) {
            StringBuilder dryRun = new StringBuilder();
            try {
                add(manager.dryRun(command, dryRun));
            } catch (MigrationException e) {
                add(e);
            }
            add(dryRun);
        }
        return this;
    }

    /** What was let out so far. */
    public String output() {
        StringBuilder all = new StringBuilder(output);
        for (ILoggingEvent event : log.list) {
            all.append(event.getThreadName())
                    .append(' ')
                    .append(event.getFormattedMessage())
                    .append('\n');
            if (event.getThrowableProxy() != null) {
                all.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        Thread.getAllStackTraces()
                .keySet()
                .forEach(thread -> all.append(thread.getName()).append('\n'));
        return all.toString();
    }

    public void assertNone() {
        String output = output();
        String lower = output.toLowerCase(Locale.ROOT);
        List<String> found = parts.stream().filter(lower::contains).toList();
        assertThat(found).as(() -> around(output, lower, found)).isEmpty();
    }

    private static String around(String output, String lower, List<String> found) {
        int at = found.isEmpty() ? 0 : lower.indexOf(found.get(0));
        return output.substring(Math.max(0, at - 300), Math.min(output.length(), at + 300));
    }

    @Override
    public void close() {
        logger.detachAppender(log);
        logger.setLevel(level);
        logger.setAdditive(true);
    }
}
