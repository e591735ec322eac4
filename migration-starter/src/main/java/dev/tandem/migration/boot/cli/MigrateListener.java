package dev.tandem.migration.boot.cli;

import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Runs the tool instead of the application, at the moment at which the configuration is complete and nothing else has
 * begun: no bean, no web server, no log file. So it works in every application without a change to its {@code main}.
 */
final class MigrateListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** Between {@link EnvironmentPostProcessorApplicationListener} and {@link LoggingApplicationListener}. */
    private static final int ORDER = EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 5;

    private final Supplier<Terminal> terminal;
    private final IntConsumer exit;

    /** Used by Boot. */
    MigrateListener() {
        this(Terminal::system, System::exit);
    }

    MigrateListener(Supplier<Terminal> terminal, IntConsumer exit) {
        this.terminal = terminal;
        this.exit = exit;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (ApplicationArguments.askForTool(event.getArgs())) {
            MigrateTool tool = new MigrateTool(terminal.get(), event.getArgs());
            exit.accept(tool.run(
                    event.getEnvironment(), event.getSpringApplication().getClassLoader()));
        }
    }

    @Override
    public int getOrder() {
        return ORDER;
    }
}
