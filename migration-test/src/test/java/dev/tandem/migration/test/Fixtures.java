package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Test classes that are run by tests. */
final class Fixtures {
    private Fixtures() {}

    /** Waits in the middle of its test until the other class is there. */
    abstract static class Together {
        private static final CyclicBarrier bothAreThere = new CyclicBarrier(2);

        void meet(JdbcClient jdbc, String name) throws InterruptedException, BrokenBarrierException, TimeoutException {
            jdbc.sql("INSERT INTO accounts (email) VALUES (?)").param(name).update();
            bothAreThere.await(60, TimeUnit.SECONDS);
            assertThat(jdbc.sql("SELECT email FROM accounts WHERE id > 2")
                            .query(String.class)
                            .list())
                    .containsExactly(name);
            bothAreThere.await(60, TimeUnit.SECONDS);
        }
    }

    @MigrationTest(databases = "postgres")
    static class One extends Together {
        @Test
        void isThere(JdbcClient jdbc) throws Exception {
            meet(jdbc, "one");
        }
    }

    @MigrationTest(databases = "postgres")
    static class Other extends Together {
        @Test
        void isThere(JdbcClient jdbc) throws Exception {
            meet(jdbc, "other");
        }
    }

    /** Would see each other's row if they ran at the same time. */
    @MigrationTest(databases = "postgres")
    static class Methods {
        @Test
        void one(JdbcClient jdbc) {
            writeAlone(jdbc);
        }

        @Test
        void other(JdbcClient jdbc) {
            writeAlone(jdbc);
        }

        @Test
        void third(JdbcClient jdbc) {
            writeAlone(jdbc);
        }

        private static void writeAlone(JdbcClient jdbc) {
            for (int row = 1; row <= 20; row++) {
                jdbc.sql("INSERT INTO accounts (email) VALUES (?)")
                        .param("x" + row)
                        .update();
                assertThat(jdbc.sql("SELECT count(*) FROM accounts")
                                .query(Long.class)
                                .single())
                        .isEqualTo(2 + row);
            }
        }
    }

    /** One instance, which keeps what it was given, and a first method of all that writes. */
    @MigrationTest(databases = "postgres")
    @TestInstance(Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.SAME_THREAD)
    static class OneInstance {
        private final JdbcClient kept;

        OneInstance(JdbcClient jdbc) {
            kept = jdbc;
        }

        @BeforeAll
        void writeWhatNoTestSees(JdbcClient jdbc) {
            jdbc.sql("DELETE FROM orders").update();
        }

        @RepeatedTest(3)
        void hasTheRowsOfTheMigrations() {
            assertThat(kept.sql("DELETE FROM orders").update()).isEqualTo(2);
        }
    }

    /** New databases for each method. */
    static class InstanceField {
        @RegisterExtension
        final MigrationExtension databases =
                MigrationExtension.builder().embedded("postgres").build();

        @RepeatedTest(2)
        void hasTheRowsOfTheMigrations(JdbcClient jdbc) {
            assertThat(jdbc.sql("DELETE FROM orders").update()).isEqualTo(2);
        }
    }

    @MigrationTest(path = "classpath:broken", databases = "postgres")
    static class Broken {
        @Test
        void isNeverRun() {}
    }

    static class Meeting {
        private static final CyclicBarrier bothAreThere = new CyclicBarrier(2);

        @RegisterExtension
        static final MigrationExtension databases =
                MigrationExtension.builder().embedded("postgres").migrate(false).build();

        @Test
        void one() throws Exception {
            bothAreThere.await(2, TimeUnit.SECONDS);
        }

        @Test
        void other() throws Exception {
            bothAreThere.await(2, TimeUnit.SECONDS);
        }
    }

    @MigrationTest
    static class Unclear {
        @Test
        void doesNotExist(@Database("nowhere") DataSource dataSource) {}
    }

    @MigrationTest(databases = "clickhouse", migrate = false)
    static class Empty {
        @Test
        void hasNothing(JdbcClient jdbc) {
            assertThat(jdbc.sql("SELECT count() FROM system.tables WHERE database = currentDatabase()")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
