package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.SqlPrompt;
import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.seed.SeedFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** What a command works with: the application's configuration, as the options narrow it. */
final class CommandContext implements AutoCloseable {
    private static final Duration LOCK_WAIT = Duration.ofMinutes(2);

    private final ConfigurableEnvironment environment;
    private final ClassLoader classLoader;
    private final Terminal terminal;
    private final CommonOptions options;
    private final Output output;
    private @Nullable Push push;
    private @Nullable ConfigurationContext beans;

    CommandContext(
            ConfigurableEnvironment environment, ClassLoader classLoader, Terminal terminal, CommonOptions options) {
        this.environment = environment;
        this.classLoader = classLoader;
        this.terminal = terminal;
        this.options = options;
        this.output = new Output(terminal, options);
    }

    CommonOptions options() {
        return options;
    }

    Output output() {
        return output;
    }

    Terminal terminal() {
        return terminal;
    }

    /**
     * Refuses what is protected against.
     *
     * @throws RefusedException when it is protected against here
     */
    void refuseIfProtected() {
        if (Protection.isOn(environment)) {
            throw new RefusedException(
                    Failure.of(
                            null,
                            "Refused: " + Protection.PROPERTY + " is true here.",
                            "It protects against taking back, dropping, emptying, skipping, forcing and repairing, and"
                                    + " cannot be lifted on the command line."),
                    null);
        }
        if (Protection.isOnCommandLine(environment)) {
            throw unusable(
                    Protection.PROPERTY
                            + " is not read from the command line, where whoever it protects from could set it.",
                    "Set it in the application's configuration or environment, and leave it out here.");
        }
    }

    /** The folder of seed files. */
    String seedPath() {
        return factory().properties().seedPath();
    }

    /** A seed file. */
    SeedFile seedFile(String path) {
        return SeedFile.at(path, classLoader);
    }

    /** A variable of this process's environment, else a property of the application, which may come from a .env file. */
    @Nullable
    String variable(String name) {
        String value = System.getenv(name);
        return value != null ? value : environment.getProperty(name);
    }

    /**
     * A manager of the selected databases, that writes progress. Connects to nothing.
     *
     * @throws InvalidConfigurationException when the configuration or the selection cannot be used
     */
    MigrationManager manager() {
        return manager(factory());
    }

    /** The same, for a command that {@linkplain Subcommand#isOffline() connects to nothing}. */
    MigrationManager offlineManager() {
        return manager(factory().offline());
    }

    private MigrationManager manager(MigrationManagerFactory factory) {
        MigrationProperties properties = factory.properties();
        Duration lockWait = properties.lockWait();
        List<String> selected = options.databases();
        MigrationManager.Builder builder = (selected.isEmpty() ? factory : factory.only(selected))
                .manager()
                .listener(progress())
                .timeout(options.timeout())
                .lockWait(lockWait == null ? LOCK_WAIT : lockWait);
        if (properties.push().url() != null) {
            push = Push.to(properties.push(), properties.slowThreshold());
            push.listeners().forEach(builder::listener);
        }
        if (beans != null) {
            beans.listeners().forEach(builder::listener);
        }
        MigrationManager manager = builder.build();
        if (manager.databases().isEmpty()) {
            throw unusable("No database is configured.", "Set spring.datasource.url, or tandem.databases.<name>.url.");
        }
        return manager;
    }

    /**
     * The one selected database.
     *
     * @throws InvalidConfigurationException when it is not one
     */
    SqlPrompt prompt() {
        List<MigrationDatabase> databases = factory().databases();
        List<String> names = databases.stream().map(MigrationDatabase::name).toList();
        List<MigrationDatabase> selected = databases.stream()
                .filter(database ->
                        options.databases().isEmpty() || options.databases().contains(database.name()))
                .toList();
        if (selected.size() == 1 && selected.get(0) instanceof SqlPrompt prompt) {
            return prompt;
        }
        throw unusable("Which database?", "Name one with --db: " + String.join(" or ", names) + ".");
    }

    /**
     * What managers are made by.
     *
     * @throws InvalidConfigurationException when the configuration cannot be used
     */
    MigrationManagerFactory factory() {
        MigrationManagerFactory factory;
        try {
            factory = MigrationManagerFactory.from(environment, classLoader);
            if (beans == null && ConfigurationContext.isNeeded(classLoader)) {
                beans = ConfigurationContext.open(environment, classLoader);
            }
            if (beans != null) {
                factory = factory.with(beans.contributions(factory.properties()));
            }
        } catch (MigrationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidConfigurationException(Failure.of(null, Explanation.of(e, classLoader), null), e);
        }
        if (!factory.properties().enabled()) {
            throw unusable("Tandem is off in this application.", "Set tandem.enabled=true.");
        }
        return factory;
    }

    /** Leaves the meters of what was run where they are to be left, if anywhere. Whether that works changes nothing else. */
    void push() {
        Push meters = push;
        if (meters == null) {
            return;
        }
        try {
            meters.push();
        } catch (IOException e) {
            output.error("The meters were not pushed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            output.error("The meters were not pushed: interrupted.");
        }
    }

    @Override
    public void close() {
        if (beans != null) {
            beans.close();
        }
    }

    private MigrationListener progress() {
        ProgressLines lines = new ProgressLines(output);
        boolean bars = terminal.redraws() && !options.json() && !options.quiet() && !options.verbose();
        return bars ? new ProgressBars(terminal.out(), lines) : lines;
    }

    /** Shows a failure, in the form that was asked for, and returns what the process ends with. */
    int failed(MigrationException e) {
        return failed(e, MigrationJson.outcome(e.report()));
    }

    /** The same, with JSON of another shape. */
    int failed(MigrationException e, Map<String, @Nullable Object> json) {
        Report report = e.report();
        output.error(ReportText.failure(e.failure(), report));
        output.trace(e);
        if (options.json()) {
            output.json(json);
        }
        return ExitCode.of(e);
    }

    private static InvalidConfigurationException unusable(String message, String action) {
        return new InvalidConfigurationException(Failure.of(null, message, action), null);
    }
}
