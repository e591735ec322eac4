package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class MigrationFailureAnalyzerTest {

    @Test
    void saysWhatFailedAndWhereAndWhatWasDoneAndWhatToDo(CapturedOutput output) {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            fails(
                    "--tandem.auto-migrate=true",
                    "--tandem.path=classpath:broken",
                    "--tandem.databases.postgres.url=" + postgres.jdbcUrl());
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("postgres 2: ")
                .contains("relation \"acounts\" does not exist")
                .containsPattern("file: \\S*broken/postgres/2_wrong.up.sql:\\d")
                .contains("statement 2: ALTER TABLE invoices")
                .contains("Applied before:\n  postgres 1 accounts")
                .contains("Not run:\n  postgres 3 never")
                .contains("Action:");
    }

    @Test
    void saysWhatWasTakenBack(@TempDir Path folder, CapturedOutput output) throws IOException {
        Files.createDirectory(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/1_a.up.sql"), "CREATE TABLE a (i int);");
        Files.writeString(folder.resolve("postgres/1_a.down.sql"), "DROP TABLE a;");
        Files.writeString(folder.resolve("postgres/2_b.up.sql"), "SELECT 1 / 0;");
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            fails(
                    "--tandem.auto-migrate=true",
                    "--tandem.rollback-on-failure=true",
                    "--tandem.path=file:" + folder,
                    "--tandem.databases.postgres.url=" + postgres.jdbcUrl());
        }
        assertThat(output)
                .contains("Applied, then taken back:\n  postgres 1 a\n")
                .contains("What this run had applied was taken back (rollback-on-failure): postgres 1 a.")
                .doesNotContain("Nothing was applied before", "Applied before:");
    }

    @Test
    void explainsAConfigurationThatCannotBeUsed(CapturedOutput output) {
        fails("--tandem.databases.clickhouse.table=x");
        assertThat(output)
                .contains("clickhouse: tandem.databases.clickhouse.url is not set.")
                .contains("Set it, or take this database out with tandem.databases.clickhouse.enabled=false.");
    }

    private static void fails(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatException().isThrownBy(() -> application.run(arguments));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MigrationAutoConfiguration.class)
    static class Application {}
}
