package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@MigrationTest
class MigrationTestTest {
    private final JdbcClient ofConstructor;

    MigrationTestTest(JdbcClient ofConstructor) {
        this.ofConstructor = ofConstructor;
    }

    @BeforeAll
    static void writeWhatNoTestSees(JdbcClient postgres, @Database("clickhouse") JdbcClient clickhouse) {
        postgres.sql("DELETE FROM orders").update();
        clickhouse.sql("TRUNCATE TABLE totals").update();
    }

    // tag::postgres[]
    @RepeatedTest(2)
    void everyTestBeginsWithTheRowsOfTheMigrations(JdbcClient jdbc) {
        jdbc.sql("INSERT INTO accounts (email) VALUES ('linus@example.org')").update();

        assertThat(jdbc.sql("SELECT max(id) FROM accounts").query(Long.class).single())
                .isEqualTo(3);
    }
    // end::postgres[]

    // tag::clickhouse[]
    @RepeatedTest(2)
    void materializedViewsAreFed(@Database("clickhouse") JdbcClient events) {
        events.sql("INSERT INTO events VALUES (now(), 'begin', 4)").update();

        assertThat(events.sql("SELECT sum(amount) FROM totals")
                        .query(Long.class)
                        .single())
                .isEqualTo(7);
    }
    // end::clickhouse[]

    @RepeatedTest(2)
    void theConstructorHasThemToo() {
        ofConstructor.sql("DELETE FROM orders WHERE number = 1001").update();
        assertThat(ofConstructor
                        .sql("SELECT count(*) FROM orders")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @RepeatedTest(2)
    void migrationsMayBeTakenBackInATest(
            MigrationManager all, @Database("clickhouse") MigrationManager clickhouse, DataSource postgres)
            throws SQLException {
        assertThat(all.databases()).containsExactly("postgres", "clickhouse");
        assertThat(all.status()).extracting(DatabaseStatus::current).containsExactly(2L, 2L);
        clickhouse.run(Command.down(1));
        all.only(List.of("postgres")).run(Command.down(Command.ALL));
        assertThat(all.status()).extracting(DatabaseStatus::current).containsExactly(null, 1L);
        // Left open on purpose: it is ended before the next method.
        Connection leaked = postgres.getConnection();
        assertThat(leaked.isValid(1)).isTrue();
    }

    @Nested
    class Within {

        @Test
        void aNestedClassHasThoseOfTheOuterOne(JdbcClient jdbc) {
            assertThat(jdbc.sql("SELECT current_database()").query(String.class).single())
                    .isEqualTo(ofConstructor
                            .sql("SELECT current_database()")
                            .query(String.class)
                            .single());
        }
    }
}
