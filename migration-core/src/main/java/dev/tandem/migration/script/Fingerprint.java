package dev.tandem.migration.script;

import java.security.MessageDigest;

/**
 * The chained fingerprint of a script, computed as it is read; the algorithm is stated at {@link SqlScript}.
 *
 * <p>Characters are encoded as UTF-8 by hand because tokens arrive as pieces of the window and a statement may be larger
 * than any buffer.
 */
final class Fingerprint {
    private static final String SCHEME = "v1:";

    private static final String INPUT_BEGIN = ";\n";
    private final MessageDigest sha256;
    private final byte[] buffer = new byte[512];
    private int size;
    private char high; // first half of a character that came in two tokens
    private boolean afterReturn; // the octet before the next one is a carriage return, not yet added
    private boolean lineEnded = true;
    private byte[] chain = new byte[32];

    Fingerprint() {
        this(Digest.begin());
    }

    private Fingerprint(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    /** As it is now, to be continued by other means. */
    Fingerprint copy() {
        flush();
        return new Fingerprint(Digest.copy(sha256));
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
        int i = from;
        while (i < to) {
            i = addPlain(characters, i, Math.min(to, i + buffer.length - size));
            if (i < to) {
                char c = characters[i];
                if (c >= 0x80) {
                    addBeyondAscii(c);
                } else if (c != '\r' || i + 1 == to || characters[i + 1] != '\n') {
                    put(c);
                }
                i++;
            }
        }
    }

    /** As many characters as there are before one that is not copied as it is; they fit into the buffer. */
    private int addPlain(char[] characters, int from, int to) {
        byte[] target = buffer;
        int at = size;
        int i = from;
        for (; i < to; i++) {
            char c = characters[i];
            if (c >= 0x80 || c == '\r') {
                break;
            }
            target[at++] = (byte) c;
        }
        size = at;
        return i;
    }

    /** Behind the statement itself follows what it reads. */
    void beginInput() {
        for (int i = 0; i < INPUT_BEGIN.length(); i++) {
            put(INPUT_BEGIN.charAt(i));
        }
    }

    /** A line of what the statement reads. */
    void addInputLine(char[] characters, int from, int to) {
        add(characters, from, to);
        lineEnded = characters[to - 1] == '\n';
    }

    /** The same as octets of UTF-8, in whatever pieces. */
    void addInput(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (afterReturn && octet != '\n') {
                put('\r');
            }
            afterReturn = octet == '\r';
            if (!afterReturn) {
                put(octet);
            }
        }
        lineEnded = octets[to - 1] == '\n';
    }

    /** The statement ends. */
    void end() {
        if (afterReturn) {
            put('\r');
        }
        if (!lineEnded) {
            put('\n');
        }
        afterReturn = false;
        lineEnded = true;
        flush();
        chain = sha256.digest();
    }

    /** Of the statements so far. */
    String value() {
        return SCHEME + Digest.half(chain);
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
