package dev.tandem.migration.clickhouse;

import static dev.tandem.migration.clickhouse.StatementKind.ALTER;
import static dev.tandem.migration.clickhouse.StatementKind.CREATE;
import static dev.tandem.migration.clickhouse.StatementKind.DATABASE;
import static dev.tandem.migration.clickhouse.StatementKind.DROP;
import static dev.tandem.migration.clickhouse.StatementKind.RENAME;
import static dev.tandem.migration.clickhouse.StatementKind.VIEW;

import dev.tandem.migration.Effects;
import java.util.Map;
import java.util.Set;

/**
 * What a statement that did not end well has left, by what it is and the server's code. Decided conservatively: {@link
 * Effects#NONE} only for a row of the table. Each of its rows is provoked by a test on a real server, which holds what is
 * there before against what is there after; but for {@value #ACCESS_DENIED}.
 *
 * <p>Not in the table, because the code alone does not tell: a syntax error ({@value ClickHouseErrors#SYNTAX_ERROR}; an expression may
 * throw it while rows are read), and whatever an INSERT ends with (a materialized view that its rows are pushed to may
 * meet any error). What else can be asked of the server about these, {@link Aftermaths} asks.
 */
final class StatementEffects {
    /** The embedded server that tests run on has no grants; a server looks at them before it begins with a definition. */
    static final int ACCESS_DENIED = 497;

    /** The codes after which a statement of a kind has left nothing. */
    static final Map<StatementKind, Set<Integer>> NOTHING = Map.of(
            CREATE,
            Set.of(
                    16, // no such column in table
                    36, // bad arguments
                    42, // wrong number of arguments
                    43, // illegal type of argument
                    44, // illegal column
                    46, // unknown function
                    47, // unknown identifier
                    50, // unknown type
                    56, // unknown storage
                    57, // table exists already
                    63, // unknown aggregate function
                    69, // argument out of bound
                    80, // incorrect query
                    81, // unknown database
                    115, // unknown setting
                    127, // illegal index
                    164, // read-only
                    223, // unexpected AST structure, of a type
                    390, // cannot get the query of the table it is to be AS
                    432, // unknown codec
                    450, // bad TTL expression
                    455, // suspicious type for LowCardinality
                    489, // incorrect dictionary definition
                    ACCESS_DENIED,
                    583), // illegal projection
            VIEW,
            Set.of(
                    8, // column of the SELECT is not in the target table
                    42, // wrong number of arguments
                    43, // illegal type of argument
                    44, // illegal column
                    46, // unknown function
                    47, // unknown identifier
                    50, // unknown type
                    56, // unknown storage
                    57, // table exists already
                    60, // unknown table
                    81, // unknown database
                    115, // unknown setting
                    164, // read-only
                    ACCESS_DENIED),
            ALTER,
            Set.of(
                    10, // not found column
                    15, // duplicate column
                    16, // no such column in table
                    36, // bad arguments
                    42, // wrong number of arguments
                    43, // illegal type of argument
                    44, // illegal column
                    46, // unknown function
                    47, // unknown identifier
                    50, // unknown type
                    60, // unknown table
                    80, // incorrect query
                    81, // unknown database
                    115, // unknown setting
                    164, // read-only
                    432, // unknown codec
                    450, // bad TTL expression
                    ACCESS_DENIED,
                    524, // ALTER of a key column is forbidden
                    582, // no such projection
                    583), // illegal projection
            DROP,
            Set.of(
                    60, // unknown table
                    80, // incorrect query: not a view, not a dictionary
                    81, // unknown database
                    164, // read-only
                    ACCESS_DENIED),
            RENAME,
            Set.of(
                    57, // table exists already
                    60, // unknown table
                    81, // unknown database
                    164, // read-only
                    ACCESS_DENIED),
            DATABASE,
            Set.of(
                    81, // unknown database
                    82, // database exists already
                    164, // read-only
                    336, // unknown database engine
                    ACCESS_DENIED));

    private StatementEffects() {}

    /**
     * What a statement has left that failed.
     *
     * @param code the server's; 0 for no answer from it
     */
    static Effects afterFailure(String sql, int code) {
        StatementKind kind = StatementKind.of(sql);
        return switch (kind) {
            case READ, SESSION -> Effects.NONE;
            default -> NOTHING.getOrDefault(kind, Set.of()).contains(code) ? Effects.NONE : Effects.UNKNOWN;
        };
    }

    /** What a statement has left whose end nobody saw, if running it again is all that is needed then. */
    static Effects afterUnknownEnd(String sql) {
        return StatementKind.isGuarded(sql) ? Effects.NONE : Effects.UNKNOWN;
    }
}
