package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that dbmate itself has created and migrated, with dbmate's own files, is taken over. */
class RealDbmateTest {

    @TempDir
    Path migrations;

    @Test
    void whatDbmateDidIsAdoptedAndGoesOn() throws Exception {
        Dbmate.assumeAvailable();
        write("20260101000001_users.sql", "CREATE TABLE users (id int);", "DROP TABLE users;");
        write("20260101000002_plan.sql", "ALTER TABLE users ADD plan text;", "ALTER TABLE users DROP plan;");
        write("20260101000003_gone.sql", "CREATE TABLE gone (id int);", "DROP TABLE gone;");
        try (TestDatabase beside = DatabasesForTests.postgres()) {
            URI server = URI.create(beside.jdbcUrl().substring("jdbc:".length()));
            String address = server.getHost() + ":" + server.getPort() + "/" + beside.name() + "_dbmate";
            String login = beside.username() + ":" + beside.password();
            String url = "postgres://" + login + "@" + address + "?sslmode=disable";
            Dbmate.run(url, migrations, "up");
            try {
                Dbmate.run(url, migrations, "rollback");
                adopt("jdbc:postgresql://" + address + "?user=" + beside.username() + "&password=" + beside.password());
            } finally {
                Dbmate.run(url, migrations, "drop");
            }
        }
    }

    private void adopt(String jdbcUrl) throws Exception {
        MigrationManager manager = manager(jdbcUrl);

        manager.run(new Adopt(null, null, null));

        assertThat(manager.status().get(0).migrations())
                .extracting(MigrationStatus::state)
                .containsExactly(MigrationState.APPLIED, MigrationState.APPLIED, MigrationState.PENDING);
        assertThat(Jdbc.strings(jdbcUrl, "SELECT version FROM schema_migrations_before_tandem ORDER BY 1"))
                .containsExactly("20260101000001", "20260101000002");
        manager.run(Command.up());
        Files.delete(migrations.resolve("20260101000003_gone.sql"));
        Files.delete(migrations.resolve("20260101000002_plan.sql"));
        manager(jdbcUrl).run(Command.down(2));
        assertThat(Jdbc.strings(
                        jdbcUrl,
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0 AND NOT"
                                + " attisdropped"))
                .containsExactly("id");
    }

    private MigrationManager manager(String jdbcUrl) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(jdbcUrl)
                        .paths(List.of(migrations.toString()))
                        .build())
                .build();
    }

    private void write(String file, String up, String down) throws Exception {
        Files.writeString(migrations.resolve(file), "-- migrate:up\n" + up + "\n\n-- migrate:down\n" + down + "\n");
    }
}
