package dev.tandem.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A script of a few statements. Its fingerprint is its text, so that it can be read. With a statement BARE it is not
 * transactional.
 *
 * @param location where it says that it is from
 * @param sql its statements
 */
record TextScript(String location, List<String> sql) implements Script {

    /** Statements, separated by semicolons. */
    static TextScript of(String location, String text) {
        return new TextScript(
                location, Arrays.stream(text.split(";", -1)).map(String::strip).toList());
    }

    /** The chained fingerprints of the first statements. */
    List<String> fingerprints(int count) {
        List<String> fingerprints = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            fingerprints.add(String.join(";", sql.subList(0, i)));
        }
        return fingerprints;
    }

    @Override
    public int statements() {
        if (sql.contains("MALFORMED")) {
            throw new InvalidMigrationException(Failure.inFile(location, 1, "A quote is not closed.", null), null);
        }
        return sql.size();
    }

    @Override
    public String fingerprint() {
        return String.join(";", sql);
    }

    @Override
    public boolean transactional() {
        return !sql.contains("BARE");
    }

    @Override
    public Statements open() {
        List<SqlStatement> statements = new ArrayList<>();
        for (int i = 1; i <= sql.size(); i++) {
            statements.add(new SqlStatement(i, i, sql.get(i - 1), String.join(";", sql.subList(0, i))));
        }
        return Statements.of(statements);
    }
}
