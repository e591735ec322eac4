package dev.tandem.migration;

import java.util.function.Consumer;

/** A {@link MigrationSession} whose server reads statements without executing them. */
public interface ValidatesStatements {

    /**
     * Has every statement of the migrations read, as far as they can be read at all.
     *
     * @throws DatabaseUnreachableException when the server does not answer
     */
    void validate(Consumer<Finding> findings);
}
