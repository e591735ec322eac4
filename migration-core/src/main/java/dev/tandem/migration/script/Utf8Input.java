package dev.tandem.migration.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 without its byte order mark, and strictly: where a reader of the JDK would put a replacement character,
 * this one fails.
 */
final class Utf8Input {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** Most files are smaller than this, and there may be thousands of them; those that are not are read in larger pieces. */
    private static final int FIRST_CHUNK = 1_024;

    private static final int CHUNK = 8_192;

    private final InputStream in;
    // a fresh decoder reports what it cannot decode
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CHUNK).limit(0);
    private boolean begun;
    private boolean exhausted;
    private boolean nul;

    Utf8Input(InputStream in) {
        this.in = in;
    }

    /**
     * Decodes into {@code target} from an index on, which must leave room for two characters.
     *
     * @return how many characters, at least one; -1 at the end
     * @throws CharacterCodingException when the bytes behind the last character returned are no UTF-8
     */
    int read(char[] target, int from) throws IOException {
        CharBuffer chars = CharBuffer.wrap(target, from, target.length - from);
        while (true) {
            CoderResult result = decode(chars);
            if (!begun && chars.position() > from) {
                begun = true;
                dropByteOrderMark(chars, from);
            }
            if (chars.position() > from) {
                return chars.position() - from;
            }
            if (result.isError()) {
                result.throwException();
            }
            if (exhausted) {
                return -1;
            }
            refill();
        }
    }

    /** Whether there may be a NUL character in what was read so far; found on the way, so that nobody searches all of a text. */
    boolean hasNul() {
        return nul;
    }

    /** The JDK's decoder is several times slower than a copy, from the first character beyond ASCII on. */
    private CoderResult decode(CharBuffer chars) {
        CoderResult result = CoderResult.UNDERFLOW;
        while (result.isUnderflow() && bytes.hasRemaining() && chars.remaining() >= 2) {
            copy(chars);
            int rest = bytes.limit();
            bytes.limit(endOfOthers());
            // What is cut off by ASCII is as malformed as what is cut off by the end.
            boolean end = exhausted || bytes.limit() < rest;
            result = decoder.reset().decode(bytes, chars, end);
            boolean cutOff = bytes.hasRemaining();
            bytes.limit(rest);
            if (cutOff) {
                break;
            }
        }
        return result;
    }

    /** Copies ASCII but NUL, and characters of two octets. */
    private void copy(CharBuffer chars) {
        byte[] source = bytes.array();
        char[] target = chars.array();
        int i = bytes.position();
        int at = chars.position();
        while (true) {
            int shift = at - i;
            i = copyAscii(source, i, Math.min(bytes.limit(), chars.limit() - shift), target, shift);
            at = i + shift;
            if (at == chars.limit() || i + 1 >= bytes.limit() || !isOfTwo(source[i], source[i + 1])) {
                break;
            }
            target[at++] = (char) ((source[i] & 0x1F) << 6 | (source[i + 1] & 0x3F));
            i += 2;
        }
        bytes.position(i);
        chars.position(at);
    }

    private static int copyAscii(byte[] source, int from, int to, char[] target, int shift) {
        int i = from;
        for (; i < to && source[i] > 0; i++) {
            target[i + shift] = (char) source[i];
        }
        return i;
    }

    /** Whether two octets are a character. What C0 and C1 begin would be ASCII, which is malformed. */
    private static boolean isOfTwo(byte first, byte second) {
        return (first & 0xE0) == 0xC0 && (first & 0xFF) >= 0xC2 && (second & 0xC0) == 0x80;
    }

    private int endOfOthers() {
        byte[] source = bytes.array();
        int i = bytes.position();
        for (; i < bytes.limit() && source[i] <= 0; i++) {
            nul |= source[i] == 0;
        }
        return i;
    }

    private static void dropByteOrderMark(CharBuffer chars, int from) {
        if (chars.get(from) == BYTE_ORDER_MARK) {
            int count = chars.position() - from;
            System.arraycopy(chars.array(), from + 1, chars.array(), from, count - 1);
            chars.position(from + count - 1);
        }
    }

    private void refill() throws IOException {
        bytes.compact();
        if (bytes.capacity() < CHUNK && begun) {
            bytes = ByteBuffer.allocate(CHUNK).put(bytes.flip());
        }
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            exhausted = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }
}
