package dev.tandem.migration.postgres;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/**
 * Knows the failures to come to a secure connection that do not pass by waiting. The driver gives them the SQLSTATE of a
 * network that is down, and some of them no cause; those are known by the driver's text, in whatever language.
 */
final class TlsErrors {
    private static final List<Pattern> TEXTS = List.of(
            text("The hostname {0} could not be verified by hostnameverifier {1}."),
            text("Invalid sslmode value: {0}"),
            text("The server does not support SSL."));

    private TlsErrors() {}

    private static Pattern text(String template) {
        String translated = GT.tr(template, "\0", "\0");
        return Pattern.compile(
                Arrays.stream(translated.split("\0", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    static boolean isOne(SQLException e) {
        boolean found = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof EOFException) {
                return false;
            }
            found |= cause instanceof GeneralSecurityException
                    || cause instanceof SSLHandshakeException
                    || cause instanceof FileNotFoundException
                    || (cause instanceof PSQLException && isText(String.valueOf(cause.getMessage())));
        }
        return found;
    }

    private static boolean isText(String message) {
        return TEXTS.stream().anyMatch(text -> text.matcher(message).matches());
    }
}
