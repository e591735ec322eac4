package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Stopped;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseStateTest {
    private final MemoryDatabase database = MemoryDatabase.relational("main");

    private MigrationState of(long version) {
        return database.state().migrations().get(MigrationId.of(version)).state();
    }

    private static Stopped up(Effects effects, String... fingerprints) {
        return new Stopped(Direction.UP, List.of(fingerprints), effects);
    }

    private static Stopped down(Effects effects, String... fingerprints) {
        return new Stopped(Direction.DOWN, List.of(fingerprints), effects);
    }

    @Test
    void holdsFilesAndHistoryAgainstEachOther() {
        database.applied(1, "a", null)
                .file(2, "b", null)
                .write(2, new Applied("other"), false, null)
                .write(3, new Applied("c"), false, null)
                .file(4, "d", null)
                .write(5, new Applied("e"), false, null);

        assertThat(database.state().migrations().values())
                .extracting(MigrationStatus::state)
                .containsExactly(
                        MigrationState.APPLIED,
                        MigrationState.CHANGED,
                        MigrationState.MISSING,
                        MigrationState.PENDING,
                        MigrationState.FUTURE);
    }

    @Test
    void withoutAnyFileEverythingIsNewerThanTheFiles() {
        database.write(0, new Applied("a"), false, null);

        assertThat(of(0)).isEqualTo(MigrationState.FUTURE);
    }

    @Test
    void nothingIsThereWithoutFilesAndHistory() {
        assertThat(database.state().migrations()).isEmpty();
        assertThat(database.state().status(new LockStatus("memory", null, null)).current())
                .isNull();
    }

    @Test
    void aFailureThatLeftNothingIsPendingAgainAndKeepsItsError() {
        database.file(1, "a;b", null).write(1, up(Effects.NONE), false, "it broke");

        assertThat(of(1)).isEqualTo(MigrationState.PENDING);
        assertThat(database.state().migrations().get(MigrationId.of(1)).error()).isEqualTo("it broke");
        assertThat(database.state().migrations().get(MigrationId.of(1)).appliedAt())
                .isNull();
    }

    @Test
    void aFailureThatLeftNothingIsForgottenWithItsFile() {
        database.applied(1, "a", null).write(2, up(Effects.NONE), false, "it broke");

        assertThat(database.state().migrations()).containsOnlyKeys(MigrationId.of(1));
    }

    @Test
    void aFailureThatLeftSomethingIsDirtyEvenWithoutItsFile() {
        database.write(1, up(Effects.UNKNOWN), false, null).write(2, up(Effects.NONE, "a"), false, null);

        assertThat(of(1)).isEqualTo(MigrationState.DIRTY);
        assertThat(of(2)).isEqualTo(MigrationState.DIRTY);
    }

    @Test
    void goesOnWhereItStoppedAsLongAsWhatIsDoneReadsTheSame() {
        database.file(1, "a;mended;c", null).write(1, up(Effects.NONE, "a"), false, "it broke");

        assertThat(of(1)).isEqualTo(MigrationState.RESUMABLE);
        database.write(1, up(Effects.NONE, "a", "a;b"), false, null);
        assertThat(of(1)).isEqualTo(MigrationState.CHANGED);
    }

    @Test
    void aFileThatIsShorterThanWhatIsDoneHasChanged() {
        database.file(1, "a", null).write(1, up(Effects.NONE, "a", "a;b"), false, null);

        assertThat(of(1)).isEqualTo(MigrationState.CHANGED);
    }

    @Test
    void aDownGoesOnWhereItStoppedAsLongAsWhatIsDoneReadsTheSame() {
        database.file(1, "a", "y;z").write(1, down(Effects.NONE, "y"), true, null);

        assertThat(of(1)).isEqualTo(MigrationState.RESUMABLE);
        database.write(1, down(Effects.NONE, "other"), true, null);
        assertThat(of(1)).isEqualTo(MigrationState.CHANGED);
    }

    @Test
    void aRecordedDownCannotHaveChanged() {
        database.file(1, "a", null).write(2, down(Effects.NONE, "y"), true, null);

        assertThat(of(2)).isEqualTo(MigrationState.RESUMABLE);
    }

    @Test
    void whatIsHalfDoneIsRunningWhileSomebodyIsAtIt() {
        database.applied(1, "a", null).file(2, "b", null).write(2, up(Effects.UNKNOWN), false, null);

        assertThat(database.stateWhileSomebodyIsAtIt().migrations().values())
                .extracting(MigrationStatus::state)
                .containsExactly(MigrationState.APPLIED, MigrationState.RUNNING);
        assertThat(of(2)).isEqualTo(MigrationState.DIRTY);
    }

    @Test
    void saysWhenAndByWhomOfWhatIsApplied() {
        database.applied(1, "a", "w");

        assertThat(database.state().migrations().get(MigrationId.of(1)))
                .isEqualTo(new MigrationStatus(
                        1,
                        "m1",
                        MigrationState.APPLIED,
                        MemoryDatabase.AT,
                        Duration.ofMillis(7),
                        "ops@host",
                        true,
                        null));
    }

    @Test
    void theFileDecidesWhetherThereIsADownAndWithoutFileTheHistory() {
        database.file(1, "a", null)
                .write(1, new Applied("a"), true, null)
                .write(2, new Applied("b"), true, null)
                .write(3, new Applied("c"), false, null);

        assertThat(database.state().migrations().values())
                .extracting(MigrationStatus::hasDown)
                .containsExactly(false, true, false);
    }

    @Test
    void countsWhatIsDue() {
        database.applied(1, "a", null)
                .file(2, "b;c", null)
                .write(2, up(Effects.NONE, "b"), false, null)
                .file(3, "d", null);

        DatabaseStatus status = database.state().status(new LockStatus("memory", null, null));

        assertThat(status.pending()).isEqualTo(2);
        assertThat(status.current()).isEqualTo(1);
        assertThat(status.dirty()).isFalse();
    }
}
