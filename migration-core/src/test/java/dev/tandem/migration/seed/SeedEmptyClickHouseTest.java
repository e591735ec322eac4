package dev.tandem.migration.seed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When ClickHouse is asked about keys, and that rows are recognised when it is not. */
class SeedEmptyClickHouseTest extends SeedTestCase {
    /** Rows of a batch. */
    private static final int BATCH = 20_000;

    private record Seeded(long inserted, long unchanged, long asked) {}

    @Test
    void aTableThatHoldsOnlyWhatWasSentIsNotAskedForKeys() throws IOException {
        project.clickhouse("CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
        String yaml = rows(0, 2 * BATCH + 1);

        assertThat(seed(yaml)).isEqualTo(new Seeded(2 * BATCH + 1, 0, 0));
        assertThat(seed(yaml)).isEqualTo(new Seeded(0, 2 * BATCH + 1, 3));
        assertThat(count()).containsExactly(Integer.toString(2 * BATCH + 1));
    }

    @Test
    void aHalfWrittenSeedIsCompleted() throws IOException {
        project.clickhouse("CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
        seed(rows(0, BATCH));

        assertThat(seed(rows(0, BATCH + 5))).isEqualTo(new Seeded(5, BATCH, 2));
        assertThat(count()).containsExactly(Integer.toString(BATCH + 5));
    }

    @Test
    void aKeyOfAnEarlierBatchOrOfTheSameIsLeftOut() throws IOException {
        project.clickhouse("CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
        String yaml = rows(0, BATCH) + "- {id: 0, name: again}\n- {id: 70000, name: x}\n- {id: 70000, name: y}\n"
                + rows(100_000, BATCH).replace("t:\n", "");

        assertThat(seed(yaml)).isEqualTo(new Seeded(2 * BATCH + 1, 2, 1));
        assertThat(project.inClickHouse("SELECT name FROM t WHERE id IN (0, 70000) ORDER BY id"))
                .containsExactly("row", "x");
    }

    @Test
    void rowsThatSomebodyElseInsertsMeanwhileAreNoticed() throws IOException {
        project.clickhouse("CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
        AtomicInteger readings = new AtomicInteger();
        // Asked for when the file is checked, and again when the first batch has gone.
        SeedOptions options = project.options().with(variable -> {
            if (readings.incrementAndGet() == 2) {
                project.clickhouse("INSERT INTO t VALUES (70000, 'other')");
            }
            return "row";
        });
        String yaml = rows(0, BATCH) + "- {id: 60000, name: '${NOW}'}\n- {id: 70000, name: row}\n";

        assertThat(seed(yaml, options)).isEqualTo(new Seeded(BATCH + 1, 1, 1));
        assertThat(project.inClickHouse("SELECT name FROM t WHERE id >= 60000 ORDER BY id"))
                .containsExactly("row", "other");
    }

    @Test
    void keysThatAreEqualInOtherBytesAreAskedFor() throws IOException {
        project.clickhouse("CREATE TABLE t (id Float64, name String) ENGINE = MergeTree ORDER BY id");

        assertThat(seed(rows(0, BATCH + 2)).asked()).isEqualTo(2);
    }

    private static String rows(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "- {id: " + i + ", name: row}\n")
                .collect(Collectors.joining("", "t:\n", ""));
    }

    private List<String> count() {
        return project.inClickHouse("SELECT toString(count()) FROM t");
    }

    private Seeded seed(String yaml) throws IOException {
        return seed(yaml, project.options());
    }

    private Seeded seed(String yaml, SeedOptions options) throws IOException {
        String url = project.clickhouseUrl();
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (TcpProxy proxy = new TcpProxy(port)) {
            SeedReport.Table table = project.seedAt(
                            url.replace(":" + port + "/", ":" + proxy.port() + "/"), "clickhouse", yaml, options)
                    .tables()
                    .get(0);
            long asked = proxy.sent().stream()
                    .mapToLong(sent -> new String(sent, ISO_8859_1).split("WITH given AS", -1).length - 1)
                    .sum();
            return new Seeded(table.inserted(), table.unchanged(), asked);
        }
    }
}
