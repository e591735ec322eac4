package dev.tandem.sample.process;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.sample.process.SampleProcess.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.FileSystemUtils;

/**
 * The shipped jar with a working directory and two empty databases, new for each test; ends every process that was
 * started through it.
 */
final class Sample implements BeforeEachCallback, AfterEachCallback {
    static final Path JAR =
            Path.of(System.getProperty("sample.jar", "target/sample-app.jar")).toAbsolutePath();

    private final List<SampleProcess> processes = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path directory;
    private TestDatabase postgres;
    private TestDatabase clickhouse;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("sample");
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        environment.put("SERVER_PORT", "0");
        environment.put("POSTGRES_URL", postgres.jdbcUrl());
        environment.put("CLICKHOUSE_URL", clickhouse.jdbcUrl());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        processes.forEach(SampleProcess::close);
        postgres.close();
        clickhouse.close();
        FileSystemUtils.deleteRecursively(directory);
    }

    Path directory() {
        return directory;
    }

    TestDatabase postgres() {
        return postgres;
    }

    TestDatabase clickhouse() {
        return clickhouse;
    }

    /** Sets a variable of the processes to come. */
    Sample with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Sample without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Starts the application, on a port that is free. */
    SampleProcess start(String... arguments) {
        return java(Arrays.asList(arguments));
    }

    /** Runs a command to its end, with nobody in front of a terminal. */
    Result migrate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("migrate"));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    /** Runs the jar to its end. */
    Result run(String... arguments) {
        return java(Arrays.asList(arguments)).result();
    }

    /** Starts any other program, in the same directory and with the same variables. */
    SampleProcess execute(String... command) {
        SampleProcess process = new SampleProcess(directory, environment, Arrays.asList(command));
        processes.add(process);
        return process;
    }

    private SampleProcess java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        command.addAll(arguments);
        return execute(command.toArray(String[]::new));
    }

    /** Writes a file of migrations, such as {@code postgres/000001_a.up.sql}, for {@link #ownFiles}. */
    Path write(String file, String sql) {
        try {
            Path path = directory.resolve("own").resolve(file);
            Files.createDirectories(path.getParent());
            return Files.writeString(path, sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments that put the test's own files in the place of the application's. */
    String[] ownFiles(String... more) {
        return pathArguments("file:%s/own/%s", more);
    }

    /** The arguments that put the test's own files beside the application's. */
    String[] additionalFiles(String... more) {
        return pathArguments("classpath:migrations/%2$s,file:%1$s/own/%2$s", more);
    }

    private String[] pathArguments(String paths, String... more) {
        List<String> arguments = new ArrayList<>();
        for (String database : List.of("postgres", "clickhouse")) {
            arguments.add("--tandem.databases." + database + ".paths=" + paths.formatted(directory, database));
        }
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    /** The first column of what PostgreSQL answers. */
    List<String> inPostgres(String sql) {
        return query(postgres, sql);
    }

    /** The first column of what ClickHouse answers. */
    List<String> inClickhouse(String sql) {
        return query(clickhouse, sql);
    }

    /** What talks to a running application. */
    static RestTestClient web(SampleProcess application) {
        return RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + application.port())
                .build();
    }

    private static List<String> query(TestDatabase database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            List<String> values = new ArrayList<>();
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
