package dev.tandem.migration.sql;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.util.List;

class PostgresCostTest extends CostContract {
    private static final Cost.Count NOTHING_DUE = new Cost.Count(1, 1, 1);
    private static final Cost.Count ONE_DUE = new Cost.Count(1, 16, 11);
    private static final Cost.Count ONE_MORE = new Cost.Count(0, 17, 3);
    private static final List<Integer> READINGS = List.of(4, 3);

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    Cost cost(List<byte[]> sent, List<String> files) {
        List<List<String>> roundTrips = sent.stream()
                .flatMap(each -> SentQueries.of(each).roundTrips().stream())
                .toList();
        return new Cost(sent.size(), roundTrips, files);
    }

    @Override
    String up(String table) {
        return "CREATE TABLE " + table + " (i int);\nINSERT INTO " + table + " VALUES (1);\n";
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
