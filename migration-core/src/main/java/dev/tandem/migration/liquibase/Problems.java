package dev.tandem.migration.liquibase;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What exceptions of Liquibase's say. */
final class Problems {
    private Problems() {}

    /** The words of whoever found it first: those around it repeat them. */
    static String reason(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.toString() : message;
    }

    /** What a server said; {@code null} when none did. */
    static @Nullable SQLException said(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return said;
            }
        }
        return null;
    }
}
