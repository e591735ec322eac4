package dev.tandem.migration.source;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaCode.Scope;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.util.List;

/**
 * The code of one direction of a Java migration. Its one statement is a line that says what is executed instead.
 *
 * @param className the class of the migration
 * @param code what is executed
 */
public record CodeScript(String className, JavaCode code) implements Script {
    /** Nothing is known of its text. */
    private static final String FINGERPRINT = "java:1";

    @Override
    public String location() {
        return "the class " + className;
    }

    @Override
    public boolean isSql() {
        return false;
    }

    @Override
    public int statements() {
        return 1;
    }

    @Override
    public String fingerprint() {
        return FINGERPRINT;
    }

    @Override
    public boolean transactional() {
        return code.scope() == Scope.IN_TRANSACTION;
    }

    /** What stands for the code. */
    public SqlStatement statement() {
        return new SqlStatement(
                1, 1, "-- Java: " + className + ", " + code.scope().title(), FINGERPRINT);
    }

    @Override
    public Statements open() {
        return Statements.of(List.of(statement()));
    }
}
