package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

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
