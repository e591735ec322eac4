package dev.tandem.migration.seed;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL and a ClickHouse, and seed files, as a test writes and uses them. */
public final class SeedProject implements AutoCloseable {
    private final Path folder;
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();
    private final Map<String, String> variables = new HashMap<>();
    private Path migrations;
    private Duration timeout = Duration.ofMinutes(2);
    private Duration lockWait = Duration.ofMinutes(1);

    public SeedProject(Path folder) {
        this.folder = folder;
        this.migrations = folder;
    }

    public SeedProject migrations(Path root) {
        migrations = root;
        return this;
    }

    public SeedProject timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public SeedProject lockWait(Duration limit) {
        lockWait = limit;
        return this;
    }

    public SeedProject variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    public SeedProject postgres(String... statements) {
        Jdbc.execute(postgres.jdbcUrl(), statements);
        return this;
    }

    public SeedProject clickhouse(String... statements) {
        Jdbc.execute(clickhouse.jdbcUrl(), statements);
        return this;
    }

    public List<String> inPostgres(String sql) {
        return Jdbc.strings(postgres.jdbcUrl(), sql);
    }

    public List<String> inClickHouse(String sql) {
        return Jdbc.strings(clickhouse.jdbcUrl(), sql);
    }

    public String postgresUrl() {
        return postgres.jdbcUrl();
    }

    public String clickhouseUrl() {
        return clickhouse.jdbcUrl();
    }

    public Path write(String yaml) {
        return write("seed.yaml", yaml);
    }

    public Path write(String name, String yaml) {
        try {
            return Files.writeString(folder.resolve(name), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public MigrationManager manager() {
        return MigrationManager.builder()
                .database(database("postgres", postgres))
                .database(database("clickhouse", clickhouse))
                .timeout(timeout)
                .lockWait(lockWait)
                .build();
    }

    private SqlDatabase database(String name, TestDatabase database) {
        Path its = migrations.resolve(name);
        try {
            Files.createDirectories(its);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SqlDatabase.builder(name)
                .url(database.jdbcUrl())
                .paths(List.of(its.toString()))
                .build();
    }

    public SeedOptions options() {
        return SeedOptions.defaults().with(variables::get);
    }

    /** Writes the file and seeds it. */
    public SeedReport seed(String yaml) {
        return seed(write(yaml), options());
    }

    public SeedReport seed(Path file, SeedOptions options) {
        return Seeding.run(
                manager(), List.of(SeedFile.at(file.toString(), getClass().getClassLoader())), options);
    }

    /** Writes the file and seeds one database with it, at another address than its own. */
    SeedReport seedAt(String url, String name, String yaml, SeedOptions options) {
        SqlDatabase database = SqlDatabase.builder(name)
                .url(url)
                .paths(List.of(folder.toString()))
                .build();
        return Seeding.run(
                MigrationManager.builder().database(database).build(),
                List.of(SeedFile.at(write(yaml).toString(), getClass().getClassLoader())),
                options);
    }

    @Override
    public void close() {
        postgres.close();
        clickhouse.close();
    }
}
