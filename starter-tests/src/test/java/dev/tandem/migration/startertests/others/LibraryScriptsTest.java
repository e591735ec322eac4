package dev.tandem.migration.startertests.others;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tables of libraries as versions of the application's own. */
class LibraryScriptsTest {
    private static final String QUARTZ = "org/quartz/impl/jdbcjobstore/tables_postgres.sql";

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final JdbcClient client = JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl()));

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    private MigrationManager manager(String path) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(postgres.jdbcUrl())
                        .paths(List.of(path))
                        .javaMigrations(List.of(new SpringBatch().springBatch6()))
                        .build())
                .build();
    }

    @Test
    void quartzShipsWhatWasCopied() throws Exception {
        byte[] shipped = new ClassPathResource(QUARTZ).getContentAsByteArray();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(shipped);
        assertThat(HexFormat.of().formatHex(digest))
                .as("migrations/postgres/000010_quartz.up.sql: is a next version needed?")
                .isEqualTo("60d22e05e00203702f18f835916c75270aeb6828e7051bb81dd87ebd7bf6a943");
    }

    @Test
    void theCopyLacksOnlyWhatDoesNotBelongIntoAMigration() throws Exception {
        assertThat(statements("other-libraries/postgres/000010_quartz.up.sql")).isEqualTo(statements(QUARTZ));
    }

    private static String statements(String script) throws IOException {
        return new ClassPathResource(script)
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.matches("(--|DROP TABLE|COMMIT).*"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void whatQuartzShipsIsRefusedAsItIs(@TempDir Path directory) throws Exception {
        Files.write(directory.resolve("1_quartz.up.sql"), new ClassPathResource(QUARTZ).getContentAsByteArray());

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> manager(directory.toString()).run(Command.up()))
                .withMessageContaining("COMMIT");
    }

    @Test
    void tablesOfLibrariesComeAndGoInTheirOrder() {
        MigrationManager manager = manager("classpath:other-libraries/postgres");

        assertThat(manager.run(Command.up()).steps())
                .extracting(step -> step.step().title())
                .containsExactly("10 quartz", "20 spring_batch", "31 spring_batch_6");
        assertThat(names("SELECT sequencename FROM pg_sequences")).contains("batch_job_instance_seq");
        assertThat(names("SELECT tablename FROM pg_tables")).contains("qrtz_locks", "batch_job_instance");

        manager.run(Command.down(3));
        assertThat(names("SELECT sequencename FROM pg_sequences")).isEmpty();
        assertThat(names("SELECT tablename FROM pg_tables")).containsExactly("schema_migrations");
    }

    private List<String> names(String query) {
        return client.sql(query + " WHERE schemaname = 'public'")
                .query(String.class)
                .list();
    }
}
