package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationIdTest {

    @Test
    void repeatableOnesComeBehindAllVersionsByTheirNames() {
        TreeSet<MigrationId> sorted = new TreeSet<>(Stream.of(
                        MigrationId.repeatable("b"),
                        MigrationId.of(Long.MAX_VALUE),
                        MigrationId.repeatable("a"),
                        MigrationId.of(2),
                        MigrationId.of(10))
                .toList());

        assertThat(sorted)
                .containsExactly(
                        MigrationId.of(2),
                        MigrationId.of(10),
                        MigrationId.of(Long.MAX_VALUE),
                        MigrationId.repeatable("a"),
                        MigrationId.repeatable("b"));
    }

    @Test
    void isReadAsTheVersionOrAsALetter() {
        assertThat(MigrationId.of(7)).hasToString("7");
        assertThat(MigrationId.repeatable("views")).hasToString("R");
    }

    @Test
    void onlyAVersionedOneHasAVersion() {
        assertThat(MigrationId.of(7).version()).isEqualTo(7);
        assertThat(MigrationId.repeatable("views").version()).isNull();
        assertThat(MigrationId.repeatable("views").isRepeatable()).isTrue();
        assertThat(MigrationId.of(7).isRepeatable()).isFalse();
    }
}
