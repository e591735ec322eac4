package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Whole test classes, as JUnit runs them. */
class TestClassesTest {

    @Test
    void classesThatRunAtTheSameTimeDoNotDisturbEachOther() {
        assertThat(run(Fixtures.One.class, Fixtures.Other.class))
                .containsExactlyInAnyOrder("isThere(JdbcClient) SUCCESSFUL", "isThere(JdbcClient) SUCCESSFUL");
    }

    @Test
    void methodsOfOneClassWaitForEachOther() {
        assertThat(run(Fixtures.Methods.class))
                .hasSize(3)
                .allSatisfy(result -> assertThat(result).endsWith("SUCCESSFUL"));
    }

    @Test
    void methodsThatMeetOnARegisteredExtensionFail() {
        assertThat(run(Fixtures.Meeting.class))
                .anySatisfy(result -> assertThat(result)
                        .contains("Two test methods use the same databases at the same time."
                                + " Add @Execution(ExecutionMode.SAME_THREAD) to the class."));
    }

    @Test
    void aDatabaseThatThereIsNotIsSaid() {
        assertThat(run(Fixtures.Unclear.class))
                .singleElement()
                .asString()
                .contains("There is no database named nowhere: there are postgres, clickhouse.");
    }

    @Test
    void withoutMigratingTheDatabasesAreEmpty() {
        assertThat(run(Fixtures.Empty.class)).containsExactly("hasNothing(JdbcClient) SUCCESSFUL");
    }

    @Test
    void oneInstanceForAllMethodsSeesTheSame() {
        assertThat(run(Fixtures.OneInstance.class))
                .hasSize(3)
                .allSatisfy(result -> assertThat(result).endsWith("SUCCESSFUL"));
    }

    @Test
    void anInstanceFieldHasNewDatabasesForEachMethod() {
        assertThat(run(Fixtures.InstanceField.class))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result).endsWith("SUCCESSFUL"));
    }

    @Test
    void aMigrationThatFailsFailsTheClassAndLeavesNothing() {
        List<String> before = databases();
        assertThat(run(Fixtures.Broken.class))
                .singleElement()
                .asString()
                .contains("Broken FAILED", "relation \"nowhere\" does not exist");
        assertThat(databases()).isEqualTo(before);
    }

    @Test
    void nothingIsLeftBehindTheLastMethod() {
        List<String> before = databases();
        run(Fixtures.Methods.class, Fixtures.Empty.class);
        assertThat(databases()).isEqualTo(before);
    }

    /** Those of both servers. */
    private static List<String> databases() {
        try (TestDatabase postgres = DatabasesForTests.postgres();
                TestDatabase clickhouse = DatabasesForTests.clickhouse();
                Sql inPostgres = Sql.open(postgres.jdbcUrl());
                Sql inClickHouse = Sql.open(clickhouse.jdbcUrl())) {
            List<String> all = new ArrayList<>(inPostgres.strings("SELECT datname FROM pg_database ORDER BY 1"));
            all.addAll(inClickHouse.strings("SHOW DATABASES"));
            all.removeAll(List.of(postgres.name(), clickhouse.name()));
            return all;
        }
    }

    private static List<String> run(Class<?>... classes) {
        List<String> results = new CopyOnWriteArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Stream.of(classes)
                                        .map(DiscoverySelectors::selectClass)
                                        .toList())
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() || result.getThrowable().isPresent()) {
                                    results.add(test.getDisplayName() + " " + result.getStatus()
                                            + result.getThrowable()
                                                    .map(failure -> " " + failure.getMessage())
                                                    .orElse(""));
                                }
                            }
                        });
        return results;
    }
}
