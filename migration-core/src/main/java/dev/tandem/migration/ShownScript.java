package dev.tandem.migration;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A script that is in memory, and has one fingerprint.
 *
 * @param sql its statements
 */
record ShownScript(String location, String fingerprint, List<String> sql) implements Script {

    ShownScript {
        sql = List.copyOf(sql);
    }

    @Override
    public int statements() {
        return sql.size();
    }

    @Override
    public boolean transactional() {
        return true;
    }

    @Override
    public Statements open() {
        return Statements.of(IntStream.range(0, sql.size())
                .mapToObj(index -> new SqlStatement(index + 1, 1, sql.get(index), fingerprint))
                .toList());
    }
}
