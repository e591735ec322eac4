package dev.tandem.migration.script;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, and by it the digest of a file: {@code b1:} and the first 32 hexadecimal digits of that of its octets. Equal octets have
 * equal {@linkplain Fingerprint fingerprints}, so a file whose digest is known need not be read as SQL.
 */
final class Digest {
    private static final String SCHEME = "b1:";
    private static final int LENGTH = 32;
    private static final int CHUNK = 4_096;
    /** To be copied: looking for an implementation anew for each of thousands of files takes longer. */
    private static final MessageDigest SHA_256 = sha256();

    private Digest() {}

    /** Of nothing so far. */
    static MessageDigest begin() {
        return copy(SHA_256);
    }

    /** As it is now, to be continued by other means. */
    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every JDK can be copied", e);
        }
    }

    /** The digest of a file. */
    static String of(ScriptSource source) throws IOException {
        MessageDigest digest = begin();
        try (InputStream in = source.open()) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        }
        return text(digest);
    }

    /** That of what was read of a stream so far. */
    static String of(DigestInputStream in) {
        return text(copy(in.getMessageDigest()));
    }

    private static String text(MessageDigest digest) {
        return SCHEME + half(digest.digest());
    }

    /** The first half of a hash, in hexadecimal digits. */
    static String half(byte[] hash) {
        return HexFormat.of().formatHex(hash).substring(0, LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
