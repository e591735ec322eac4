package dev.tandem.migration.sql;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.fault.HttpFraming;
import java.util.List;

/** A statement is a request, and a request is a round trip. */
class ClickHouseCostTest extends CostContract {
    private static final Cost.Count NOTHING_DUE = new Cost.Count(1, 1, 1);

    /** What finds out that something is due is done without the driver, which then has a connection, and the lock another one. */
    private static final Cost.Count ONE_DUE = new Cost.Count(3, 15, 15);

    private static final Cost.Count ONE_MORE = new Cost.Count(0, 5, 5);
    private static final List<Integer> READINGS = List.of(3, 2);

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    Cost cost(List<byte[]> sent, List<String> files) {
        List<List<String>> requests = sent.stream()
                .flatMap(each -> HttpFraming.requests(each).stream())
                .map(List::of)
                .toList();
        return new Cost(sent.size(), requests, files);
    }

    @Override
    String up(String table) {
        return "CREATE TABLE " + table + " (i UInt64) ENGINE = MergeTree ORDER BY i;\nINSERT INTO " + table
                + " VALUES (1);\n";
    }

    @Override
    Cost.Count nothingDue() {
        return NOTHING_DUE;
    }

    @Override
    Cost.Count oneDue() {
        return ONE_DUE;
    }

    @Override
    Cost.Count oneMore() {
        return ONE_MORE;
    }

    @Override
    List<Integer> readings() {
        return READINGS;
    }
}
