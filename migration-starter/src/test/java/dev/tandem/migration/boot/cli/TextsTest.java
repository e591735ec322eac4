package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TextsTest {

    @Test
    void agesAreSaidInTheLargestUnitThatFits() {
        assertThat(Texts.age(Duration.ofSeconds(-5))).isEqualTo("just now");
        assertThat(Texts.age(Duration.ofSeconds(1))).isEqualTo("1 second ago");
        assertThat(Texts.age(Duration.ofSeconds(150))).isEqualTo("2 minutes ago");
        assertThat(Texts.age(Duration.ofHours(23))).isEqualTo("23 hours ago");
        assertThat(Texts.age(Duration.ofHours(80))).isEqualTo("3 days ago");
    }

    @Test
    void durationsAreShort() {
        assertThat(Texts.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
        assertThat(Texts.duration(Duration.ofMillis(1_250))).isEqualTo("1.3 s");
        assertThat(Texts.duration(Duration.ofSeconds(75))).isEqualTo("1 min 15 s");
        assertThat(Texts.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    @Test
    void versionsHaveLeadingZerosAndTimesTheirZone() {
        assertThat(Texts.version(3)).isEqualTo("000003");
        assertThat(Texts.version(20251126205953L)).isEqualTo("20251126205953");
        assertThat(Texts.time(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.ofHours(1)))
                .isEqualTo("2026-01-02 04:04:05 +01:00");
    }

    @Test
    void columnsAreAlignedWithoutBlanksAtTheEndOfALine() {
        Table table = new Table();
        table.add("A", "LONG", "C");
        table.add("1000", "2", "");
        assertThat(table.lines(" ")).containsExactly(" A     LONG  C", " 1000  2");
    }
}
