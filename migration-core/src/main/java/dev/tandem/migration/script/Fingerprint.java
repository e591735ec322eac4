package dev.tandem.migration.script;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The chained fingerprint of a script, computed as it is read; the algorithm is stated at {@link SqlScript}.
 *
 * <p>Characters are encoded as UTF-8 by hand because tokens arrive as pieces of the window and a statement may be larger
 * than any buffer.
 */
final class Fingerprint {
    private static final String SCHEME = "v1:";
    private static final int LENGTH = 32;

    private final MessageDigest sha256;
    private final byte[] buffer = new byte[4_096];
    private int size;
    private char high; // first half of a character that came in two tokens
    private byte[] chain = new byte[32];

    Fingerprint() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A statement begins. */
    void begin() {
        sha256.update(chain);
    }

    /** White space between two tokens. */
    void space() {
        put(' ');
    }

    /** The characters of a token: as they are, but CRLF as LF. */
    void add(char[] characters, int from, int to) {
        for (int i = from; i < to; i++) {
            if (size > buffer.length - 4) {
                flush();
            }
            char c = characters[i];
            if (c < 0x80) {
                if (c != '\r' || i + 1 == to || characters[i + 1] != '\n') {
                    buffer[size++] = (byte) c;
                }
            } else {
                addBeyondAscii(c);
            }
        }
    }

    /** The statement ends. */
    void end() {
        flush();
        chain = sha256.digest();
    }

    /** Of the statements so far. */
    String value() {
        return SCHEME + HexFormat.of().formatHex(chain).substring(0, LENGTH);
    }

    private void addBeyondAscii(char c) {
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            int codePoint = Character.toCodePoint(high, c);
            put(0xF0 | (codePoint >> 18));
            putRest(codePoint >> 12);
            putRest(codePoint >> 6);
            putRest(codePoint);
        } else if (c < 0x800) {
            put(0xC0 | (c >> 6));
            putRest(c);
        } else {
            put(0xE0 | (c >> 12));
            putRest(c >> 6);
            putRest(c);
        }
    }

    private void putRest(int bits) {
        put(0x80 | (bits & 0x3F));
    }

    private void put(int octet) {
        if (size == buffer.length) {
            flush();
        }
        buffer[size++] = (byte) octet;
    }

    private void flush() {
        sha256.update(buffer, 0, size);
        size = 0;
    }
}
