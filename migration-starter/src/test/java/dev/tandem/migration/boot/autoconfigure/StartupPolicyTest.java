package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.actuate.MigrationsHealthContributorAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** In which state an application starts on a database, and what its health says then. */
class StartupPolicyTest {

    private static final String TABLE = """
            the database is | refuses with               | auto    | auto, continue | none    | warn    | fail    | fail, continue | wait    | wait, continue
            pending         | Refused or DeadlineExceeded | UP      | UP             | UNKNOWN | UP      | refuses | DOWN           | refuses | DOWN
            resumable       | Refused or DeadlineExceeded | UP      | UP             | UNKNOWN | UP      | refuses | DOWN           | refuses | DOWN
            applied         | nothing                    | UP      | UP             | UNKNOWN | UP      | UP      | UP             | UP      | UP
            future          | nothing                    | UP      | UP             | UNKNOWN | UP      | UP      | UP             | UP      | UP
            dirty           | DirtyDatabase              | refuses | DOWN           | UNKNOWN | DOWN    | refuses | DOWN           | refuses | DOWN
            changed         | HistoryMismatch            | refuses | DOWN           | UNKNOWN | UP      | refuses | DOWN           | refuses | DOWN
            missing         | HistoryMismatch            | refuses | DOWN           | UNKNOWN | UP      | refuses | DOWN           | refuses | DOWN
            out of order    | HistoryMismatch            | refuses | DOWN           | UNKNOWN | UP      | refuses | DOWN           | refuses | DOWN
            another tool's  | HistoryMismatch            | refuses | DOWN           | UNKNOWN | UNKNOWN | refuses | DOWN           | refuses | DOWN
            without files   | InvalidMigration           | refuses | DOWN           | UNKNOWN | UNKNOWN | refuses | DOWN           | refuses | DOWN
            unreachable     | DatabaseUnreachable        | refuses | DOWN           | UNKNOWN | UNKNOWN | refuses | DOWN           | refuses | DOWN
            not for us      | DatabaseUnreachable        | refuses | DOWN           | UNKNOWN | UNKNOWN | refuses | DOWN           | refuses | DOWN
            """;

    private static final Map<String, List<String>> POLICIES = Map.of(
            "auto", List.of("tandem.auto-migrate=true"),
            "auto, continue", List.of("tandem.auto-migrate=true", "tandem.on-failure=continue"),
            "none", List.of("tandem.startup-check=none"),
            "warn", List.of("tandem.startup-check=warn"),
            "fail", List.of("tandem.startup-check=fail"),
            "fail, continue", List.of("tandem.startup-check=fail", "tandem.on-failure=continue"),
            "wait", List.of("tandem.startup-check=wait"),
            "wait, continue", List.of("tandem.startup-check=wait", "tandem.on-failure=continue"));

    private final TestDatabase database = DatabasesForTests.postgres();

    @TempDir
    private Path root;

    private String url = database.jdbcUrl();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    static Stream<Arguments> cells() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<Arguments> cells = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 2; i < row.size(); i++) {
                cells.add(arguments(row.get(0), rows.get(0).get(i), row.get(i), row.get(1)));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void decidesByStateAndPolicy(String state, String policy, String expected, String exception) {
        bring(state);
        boolean endless = policy.startsWith("wait") || state.equals("unreachable");
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MigrationAutoConfiguration.class, MigrationsHealthContributorAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.databases.postgres.url=" + url,
                        "tandem.path=file:" + root,
                        "tandem.timeout=" + (endless && !expected.equals("UP") ? "1s" : "1m"))
                .withPropertyValues(POLICIES.get(policy).toArray(String[]::new))
                .run(context -> {
                    if (expected.equals("refuses")) {
                        assertThat(context).hasFailed();
                        assertThat(migrationException(context.getStartupFailure()))
                                .containsPattern("(" + exception.replace(" or ", "|") + ")Exception");
                    } else {
                        assertThat(context).hasNotFailed();
                        assertThat(health(context.getBean(CompositeHealthContributor.class)))
                                .isEqualTo(expected);
                    }
                });
    }

    private static String migrationException(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof MigrationException)) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }

    private static String health(CompositeHealthContributor databases) {
        return ((HealthIndicator) databases.getContributor("postgres"))
                .health()
                .getStatus()
                .getCode();
    }

    private void bring(String state) {
        write("1_a", "CREATE TABLE a (i int);");
        write("2_b", "CREATE TABLE b (i int);");
        switch (state) {
            case "pending" -> {}
            case "applied" -> migrate();
            case "future" -> {
                migrate();
                remove("2_b");
            }
            case "missing" -> {
                migrate();
                remove("1_a");
            }
            case "changed" -> {
                migrate();
                write("1_a", "CREATE TABLE a (j int);");
            }
            case "out of order" -> {
                remove("1_a");
                migrate();
                write("1_a", "CREATE TABLE a (i int);");
            }
            case "resumable" -> {
                write("2_b", "CREATE TABLE b (i int); VACUUM c;");
                fail();
                write("2_b", "CREATE TABLE b (i int); VACUUM b;");
            }
            case "dirty" -> {
                write("2_b", "DO $$ BEGIN COMMIT; PERFORM 1 / 0; END $$;");
                fail();
            }
            case "another tool's" -> execute("CREATE TABLE schema_migrations (version bigint, dirty boolean)");
            case "without files" -> write("1_again", "SELECT 1;");
            case "unreachable" -> url = "jdbc:postgresql://localhost:1/none";
            case "not for us" -> url = url.replaceFirst("([?&]user=)[^&]*", "$1nobody_known");
            default -> throw new IllegalArgumentException(state);
        }
    }

    private void write(String migration, String sql) {
        try {
            Files.createDirectories(root.resolve("postgres"));
            Files.writeString(root.resolve("postgres/" + migration + ".up.sql"), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(String migration) {
        try {
            Files.delete(root.resolve("postgres/" + migration + ".up.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fail() {
        try {
            migrate();
        } catch (MigrationException expected) {
            return;
        }
        throw new AssertionError("It did not fail.");
    }

    private void migrate() {
        MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(url)
                        .paths(List.of("file:" + root.resolve("postgres")))
                        .build())
                .build()
                .run(Command.up());
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
