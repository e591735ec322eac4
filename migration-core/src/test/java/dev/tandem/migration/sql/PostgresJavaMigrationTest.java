package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PostgresJavaMigrationTest extends JavaMigrationContract {
    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    String createTable() {
        return "CREATE TABLE t (n bigint);";
    }

    @Override
    String endless() {
        return "SELECT pg_sleep(100)";
    }

    @Override
    JavaCode once(JavaCode.Task task) {
        return JavaCode.inTransaction(task);
    }

    @Test
    void codeInTheTransactionThatFailsHasLeftNothing() {
        java(Java.up(2, "numbers", JavaCode.inTransaction(context -> {
            insert(context, 1);
            throw new IllegalStateException("no such luck");
        })));

        assertThatThrownBy(() -> project.up()).isInstanceOf(StatementFailedException.class);
        assertThat(numbers()).isEmpty();
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void theTransactionIsNotTheCodes() {
        java(Java.up(2, "numbers", JavaCode.inTransaction(context -> {
            insert(context, 1);
            context.connection().commit();
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("commit is refused");
        assertThat(numbers()).isEmpty();
    }

    @Test
    void aCommitThatIsSentAsTextIsNoticedAndNothingIsDoneTwice() {
        java(Java.up(2, "numbers", JavaCode.inTransaction(context -> {
            try (Statement statement = context.connection().createStatement()) {
                statement.execute("INSERT INTO t VALUES (1); COMMIT");
                statement.execute("INSERT INTO t VALUES (2)");
            }
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("ended the transaction");
        assertThat(numbers()).containsExactly("1");
        assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
        assertThatThrownBy(() -> project.up()).isInstanceOf(DirtyDatabaseException.class);
    }

    @Test
    void aCommitInABatchIsNoticedToo() {
        java(Java.up(2, "numbers", JavaCode.inBatches((context, cursor) -> {
            try (Statement statement = context.connection().createStatement()) {
                statement.execute("INSERT INTO t VALUES (1); COMMIT; SELECT nothing");
            }
            return null;
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("ended the transaction");
        assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
    }

    @Test
    void whatABatchHasCommittedByItselfStaysUnknownWhenItsRetryFails() {
        AtomicInteger calls = new AtomicInteger();
        java(Java.up(2, "numbers", JavaCode.inBatches((context, cursor) -> {
            if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("no such luck");
            }
            try (Statement statement = context.connection().createStatement()) {
                statement.execute(calls.get() == 1 ? "INSERT INTO t VALUES (1); COMMIT; SELECT nothing" : "SELECT 1");
            }
            return null;
        })));
        assertThatThrownBy(() -> project.up()).hasMessageContaining("ended the transaction");

        assertThatThrownBy(() -> project.manager().run(new Command.Up(Command.ALL, Command.Resume.RETRY)))
                .hasMessageContaining("no such luck");
        assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
        project.manager().run(new Command.Up(Command.ALL, Command.Resume.RETRY));
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void codeOutsideOfATransactionMayHaveItsOwn() {
        java(Java.up(2, "numbers", JavaCode.outsideTransaction(context -> {
            Connection connection = context.connection();
            connection.setAutoCommit(false);
            insert(context, 1);
            connection.commit();
            insert(context, 2);
            connection.rollback();
            insert(context, 3);
        })));
        project.up();

        assertThat(numbers())
                .as("what it has not committed was not meant to stay")
                .containsExactly("1");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void itMayBuildAnIndexConcurrently() {
        java(Java.up(
                2,
                "index",
                JavaCode.outsideTransaction(context -> context.jdbc()
                        .sql("CREATE INDEX CONCURRENTLY t_n ON t (n)")
                        .update())));
        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_indexes WHERE indexname = 't_n'"))
                .isEqualTo(1);
    }

    @Test
    void whatItSetsForTheSessionIsNotThatOfTheNextMigration() {
        java(Java.up(
                2,
                "settings",
                JavaCode.inTransaction(context -> context.jdbc()
                        .sql("SELECT set_config('search_path', 'pg_temp', false)")
                        .query()
                        .singleValue())));
        project.migration("3_more", "INSERT INTO t VALUES (3);", "");
        project.up();

        assertThat(numbers()).containsExactly("3");
    }

    @Test
    void inOneTransactionWithTheOthersItIsTakenBackWithThem() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        java(Java.up(2, "numbers", JavaCode.inTransaction(insert(1))));
        project.migration("3_wrong", "SELECT nothing;", "");

        assertThatThrownBy(() -> project.up()).hasMessageContaining("nothing");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT to_regclass('t')")).containsOnlyNulls();
        project.write("3_wrong.up.sql", "SELECT 1;");
        project.up();
        assertThat(numbers()).containsExactly("1");
    }

    @Test
    void codeOutsideOfATransactionCannotBeInOneWithOthers() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        java(Java.up(2, "numbers", JavaCode.inBatches((context, cursor) -> null)));

        assertThatThrownBy(() -> project.up())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("cannot be in one transaction with others");
    }

    @Test
    void aBatchWaitsForALockAndIsCalledAgain() throws Exception {
        project.up();
        project.with(builder -> builder.lockTimeout(java.time.Duration.ofMillis(200)));
        java(Java.up(2, "numbers", JavaCode.inBatches((context, cursor) -> {
            next(context, cursor, 3);
            context.jdbc().sql("LOCK TABLE t IN ACCESS EXCLUSIVE MODE").update();
            return null;
        })));
        try (Connection other = java.sql.DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE t IN ACCESS SHARE MODE");
            project.listener(new dev.tandem.migration.MigrationListener() {
                @Override
                public void lockAwaited(String name, String holder, java.time.Duration waited) {
                    try {
                        other.rollback();
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            project.up();
        }

        assertThat(numbers()).containsExactly("1");
    }
}
