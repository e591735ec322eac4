package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
