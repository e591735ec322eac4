package dev.tandem.migration.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentKeysTest {

    @Test
    void eachKeyIsNewOnce() {
        SentKeys keys = new SentKeys(1 << 20);

        assertThat(IntStream.range(0, 100_000)).allMatch(i -> keys.isNew(key(i)));
        assertThat(IntStream.range(0, 100_000)).noneMatch(i -> keys.isNew(key(i)));
        assertThat(keys.isNew(new byte[0])).isTrue();
        assertThat(keys.isNew(new byte[0])).isFalse();
    }

    @Test
    void onceItIsFullNoKeyIsSurelyNew() {
        SentKeys keys = new SentKeys(1 << 12);

        assertThat(IntStream.range(0, 10_000).filter(i -> keys.isNew(key(i)))).hasSize(3 << 10);
        assertThat(keys.isNew(key(-1))).isFalse();
    }

    private static byte[] key(int i) {
        return ("key " + i).getBytes(UTF_8);
    }
}
