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

    /** The JDK's decoder is several times slower than a copy, from the first character beyond ASCII on. */
    private CoderResult decode(CharBuffer chars) {
        CoderResult result = CoderResult.UNDERFLOW;
        while (result.isUnderflow() && bytes.hasRemaining() && chars.remaining() >= 2) {
            copyAscii(chars);
            int rest = bytes.limit();
            bytes.limit(endBeyondAscii());
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

    private void copyAscii(CharBuffer chars) {
        byte[] source = bytes.array();
        char[] target = chars.array();
        int start = bytes.position();
        int end = start + Math.min(bytes.remaining(), chars.remaining());
        int shift = chars.position() - start;
        int i = start;
        for (; i < end && source[i] >= 0; i++) {
            target[i + shift] = (char) source[i];
        }
        bytes.position(i);
        chars.position(i + shift);
    }

    private int endBeyondAscii() {
        byte[] source = bytes.array();
        int i = bytes.position();
        while (i < bytes.limit() && source[i] < 0) {
            i++;
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
