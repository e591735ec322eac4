package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Finding;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaContext;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Java migrations do on a real server. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class JavaMigrationContract {
    @TempDir
    Path directory;

    TestDatabase database;
    Project project;

    abstract TestDatabase newDatabase();

    /** Creates a table t with a number n. */
    abstract String createTable();

    /** A statement that takes as long as it is let. */
    abstract String endless();

    /** Code that runs once, as suits the server. */
    abstract JavaCode once(JavaCode.Task task);

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
        project.migration("1_t", createTable(), "DROP TABLE t;");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    void java(Java... migrations) {
        project.with(builder -> builder.javaMigrations(List.of(migrations)));
    }

    static JavaCode.Task insert(int number) {
        return context -> insert(context, number);
    }

    static void insert(JavaContext context, int number) {
        context.jdbc().sql("INSERT INTO t VALUES (" + number + ")").update();
    }

    List<String> numbers() {
        return Jdbc.strings(database.jdbcUrl(), "SELECT n FROM t ORDER BY n");
    }

    List<String> cursors() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT cursor FROM schema_migrations WHERE cursor IS NOT NULL ORDER BY fence, seq");
    }

    @Test
    void aClassRunsInTheOrderOfItsVersionAndIsTakenBack() {
        project.migration("3_more", "INSERT INTO t SELECT n + 10 FROM t;", "INSERT INTO t VALUES (0);");
        java(Java.up(2, "number", once(insert(1)))
                .withDown(once(context -> context.jdbc()
                        .sql("INSERT INTO t SELECT count(*) + 100 FROM t")
                        .update())));

        project.up();
        assertThat(numbers()).containsExactly("1", "11");
        project.down(2);
        assertThat(numbers()).containsExactly("0", "1", "11", "103");
        assertThat(project.states())
                .containsEntry(1L, MigrationState.APPLIED)
                .containsEntry(2L, MigrationState.PENDING)
                .containsEntry(3L, MigrationState.PENDING);
    }

    @Test
    void aVersionIsOfAFileOrOfAClass() {
        java(Java.up(1, "number", once(insert(1))));

        assertThatThrownBy(() -> project.up())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("Two migrations have the version 1")
                .hasMessageContaining("1_t.up.sql")
                .hasMessageContaining(Java.class.getName());
    }

    @Test
    void aClassOfAnotherDatabaseIsLeftOut() {
        java(new Java("other", 2, "number", once(insert(1)), null));
        project.up();

        assertThat(project.states()).containsOnlyKeys(1L);
    }

    @Test
    void validationFindsNothingWrongAndNamesAMissingDown() {
        java(Java.up(2, "number", once(insert(1))));

        assertThat(project.manager().validate(true))
                .extracting(Finding::failure)
                .extracting(failure -> failure.message())
                .containsExactly("number has no down: it cannot be taken back.");
    }

    @Test
    void theDryRunNamesTheClassAndRunsNothing() {
        java(Java.up(2, "number", once(context -> {
            throw new AssertionError("run");
        })));
        StringBuilder out = new StringBuilder();
        project.manager().dryRun(Command.up(), out);

        assertThat(out).contains("-- Java: " + Java.class.getName());
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void whatTheCodeThrowsIsTheFailureAndItsCause() {
        java(Java.up(2, "number", once(context -> {
            throw new IllegalStateException("no such luck");
        })));
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> project.up());

        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.failure().message()).contains("number failed", "no such luck");
        assertThat(failure.failure().location()).isEqualTo("the class " + Java.class.getName());
        assertThat(failure).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void batchesGoOnUntilOneAnswersWithNoCursor() {
        java(Java.up(2, "numbers", JavaCode.inBatches(upTo(4))));
        project.up();

        assertThat(numbers()).containsExactly("1", "2", "3", "4");
        assertThat(cursors()).containsExactly("1", "2", "3");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    /** Inserts the number behind the cursor. */
    private static JavaCode.Batch upTo(int last) {
        return (context, cursor) -> next(context, cursor, last);
    }

    static @Nullable String next(JavaContext context, @Nullable String cursor, int last) {
        int number = cursor == null ? 1 : Integer.parseInt(cursor) + 1;
        insert(context, number);
        return number == last ? null : Integer.toString(number);
    }

    @Test
    void aBatchThatFailsIsTheOneThatTheNextRunBeginsWith() {
        AtomicBoolean mended = new AtomicBoolean();
        java(Java.up(
                2,
                "numbers",
                JavaCode.inBatches((context, cursor) -> {
                            if ("2".equals(cursor) && !mended.get()) {
                                throw new IllegalStateException("no such luck");
                            }
                            return next(context, cursor, 4);
                        })
                        .asIdempotent()));

        assertThatThrownBy(() -> project.up())
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("no such luck");
        assertThat(project.states()).containsEntry(2L, MigrationState.RESUMABLE);
        assertThat(numbers()).containsExactly("1", "2");

        mended.set(true);
        project.up();
        assertThat(numbers()).containsExactly("1", "2", "3", "4");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void aDownInBatchesThatFailedIsFinishedBeforeAnythingElse() {
        AtomicBoolean mended = new AtomicBoolean();
        JavaCode down = JavaCode.inBatches((context, cursor) -> {
            if ("1".equals(cursor) && !mended.get()) {
                throw new IllegalStateException("no such luck");
            }
            return next(context, cursor, 2);
        });
        java(Java.up(2, "numbers", once(insert(9))).withDown(down.asIdempotent()));
        project.up();

        assertThatThrownBy(() -> project.down(1)).hasMessageContaining("no such luck");
        assertThat(project.states()).containsEntry(2L, MigrationState.RESUMABLE);
        assertThatThrownBy(() -> project.up()).hasMessageContaining("is half way");
        mended.set(true);
        project.down(1);
        assertThat(numbers()).containsExactly("1", "2", "9");
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void batchesBeginAnewWhenTheirMigrationWasTakenBack() {
        java(Java.up(2, "numbers", JavaCode.inBatches(upTo(2))).withDown(once(insert(50))));
        project.up();
        project.down(1);
        project.up();

        assertThat(numbers()).containsExactly("1", "1", "2", "2", "50");
    }

    @Test
    void codeOutsideOfATransactionThatFailsMakesTheDatabaseDirty() {
        AtomicBoolean mended = new AtomicBoolean();
        java(Java.up(2, "numbers", JavaCode.outsideTransaction(context -> {
            insert(context, 1);
            if (!mended.get()) {
                throw new IllegalStateException("no such luck");
            }
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("--resume retry");
        assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
        assertThatThrownBy(() -> project.up()).isInstanceOf(DirtyDatabaseException.class);
        mended.set(true);
        project.manager().run(new Command.Up(Command.ALL, Resume.RETRY));
        assertThat(numbers()).containsExactly("1", "1");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void codeThatWasFinishedByHandIsGoneOnBehind() {
        java(Java.up(2, "numbers", JavaCode.outsideTransaction(context -> {
            insert(context, 1);
            throw new IllegalStateException("no such luck");
        })));
        assertThatThrownBy(() -> project.up()).hasMessageContaining("--resume skip");
        project.manager().run(new Command.Up(Command.ALL, Resume.SKIP));

        assertThat(numbers()).containsExactly("1");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void codeThatMayRunAgainIsSimplyRunAgain() {
        AtomicBoolean mended = new AtomicBoolean();
        java(Java.up(
                2,
                "numbers",
                JavaCode.outsideTransaction(context -> {
                            insert(context, 1);
                            if (!mended.get()) {
                                throw new IllegalStateException("no such luck");
                            }
                        })
                        .asIdempotent()));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("no such luck");
        mended.set(true);
        project.up();
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void theDeadlineEndsWhatTheCodeExecutesInTheServer() {
        java(Java.up(
                2,
                "endless",
                once(context -> context.jdbc().sql(endless()).query().listOfRows())));
        project.timeout(Duration.ofSeconds(6));
        long start = System.nanoTime();

        assertThatThrownBy(() -> project.up()).isInstanceOf(DeadlineExceededException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(11));
    }

    @Test
    void codeThatComputesSeesTheDeadline() {
        java(Java.up(2, "computing", once(context -> {
            while (!context.deadline().hasEnded()) {
                Thread.onSpinWait();
            }
            throw new IllegalStateException("it is over");
        })));
        project.timeout(Duration.ofSeconds(6));

        assertThatThrownBy(() -> project.up())
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("it is over");
    }

    @Test
    void itsConnectionIsNotClosedByTheCode() {
        java(Java.up(2, "numbers", once(context -> {
            context.connection().close();
            insert(context, 1);
        })));
        project.up();

        assertThat(numbers()).containsExactly("1");
    }

    @Test
    void whatItSaysOfItsProgressIsHeard() {
        List<String> heard = new ArrayList<>();
        project.listener(new MigrationListener() {
            @Override
            public void stepProgressed(Step step, String details) {
                heard.add(step.title() + ": " + details);
            }
        });
        java(Java.up(2, "numbers", once(context -> {
            insert(context, 1);
            context.progress("1 of 2");
            insert(context, 2);
            context.progress("2 of 2");
        })));
        project.up();

        assertThat(heard).containsExactly("2 numbers: 1 of 2", "2 numbers: 2 of 2");
    }

    @Test
    void anAppliedClassThatIsGoneIsMissedLikeAFile() {
        java(Java.up(2, "numbers", once(insert(1))));
        project.migration("3_more", "INSERT INTO t VALUES (3);", "");
        project.up();
        java();

        assertThat(project.states()).containsEntry(2L, MigrationState.MISSING);
    }
}
