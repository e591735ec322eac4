package dev.tandem.migration.embedded;

/** An embedded database cannot be had; the message says what is wrong and what to do about it. */
public final class EmbeddedDatabasesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedDatabasesException(String message) {
        super(message);
    }

    EmbeddedDatabasesException(String message, Throwable cause) {
        super(message, cause);
    }
}
