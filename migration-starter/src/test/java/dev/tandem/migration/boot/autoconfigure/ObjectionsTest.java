package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectionsTest {

    @Test
    void whatSomebodyElseIsAtIsWaitedFor() {
        DatabaseStatus running = status(MigrationState.RUNNING, null);

        assertThat(Objections.of(running)).isInstanceOf(RefusedException.class).hasMessageContaining("1 a (running)");
        assertThat(Objections.mayPass(running)).isTrue();
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedForAndOneThatDoesNotLetUsInIsNot() {
        DatabaseStatus away = status(MigrationState.PENDING, Obstacle.Kind.UNREACHABLE);
        DatabaseStatus denied = status(MigrationState.PENDING, Obstacle.Kind.DENIED);

        assertThat(Objections.mayPass(away)).isTrue();
        assertThat(Objections.behind(away)).isEqualTo("main (unreachable)");
        assertThat(Objections.mayPass(denied)).isFalse();
        assertThat(Objections.of(denied)).isInstanceOf(DatabaseUnreachableException.class);
    }

    private static DatabaseStatus status(MigrationState state, Obstacle.Kind kind) {
        return new DatabaseStatus(
                "main",
                "postgresql",
                true,
                null,
                List.of(new MigrationStatus(1, "a", state, null, null, null, false, null)),
                new LockStatus("advisory", null, null),
                null,
                kind == null ? null : new Obstacle(kind, Failure.of("main", "It is so.", null)));
    }
}
