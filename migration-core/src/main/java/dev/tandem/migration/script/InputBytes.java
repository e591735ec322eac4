package dev.tandem.migration.script;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.StatementInput;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a file read, as bytes: a second reading of the file, which follows behind the one that finds the
 * statements. It goes forward; only for an input before the last one it begins again.
 */
final class InputBytes implements Closeable {
    private static final int CHUNK = 1 << 16;

    private final ScriptSource source;
    private byte[] chunk = {};
    private @Nullable InputStream in;
    private int next;
    private int limit;
    private long position; // in characters, as a Text counts them, of the next byte

    InputBytes(ScriptSource source) {
        this.source = source;
    }

    /**
     * One statement's.
     *
     * @param fingerprint of the script up to and including it
     */
    StatementInput input(Splitter.Input input, String fingerprint) {
        return new StatementInput() {
            @Override
            public int line() {
                return input.line();
            }

            @Override
            public long length() {
                return input.to() - input.from();
            }

            @Override
            public InputStream open() {
                try {
                    skipTo(input.from());
                    return new Slice(input, fingerprint);
                } catch (IOException e) {
                    throw Text.unreadable(source.location(), e);
                }
            }
        };
    }

    private void skipTo(long from) throws IOException {
        if (in == null || position > from) {
            begin();
        }
        while (forward(from, CHUNK) > 0) {
            // what it moves over belongs to others
        }
    }

    private void begin() throws IOException {
        close();
        in = source.open();
        chunk = new byte[CHUNK];
        position = 0;
        next = 0;
        limit = in.readNBytes(chunk, 0, CHUNK);
        boolean mark = limit >= 3 && chunk[0] == (byte) 0xEF && chunk[1] == (byte) 0xBB && chunk[2] == (byte) 0xBF;
        next = mark ? 3 : 0;
    }

    /**
     * Moves towards a position.
     *
     * @return how many bytes of the chunk were moved over; 0 at the position, or at the end of the file
     */
    private int forward(long to, int most) throws IOException {
        if (next == limit && in != null) {
            limit = Math.max(0, in.read(chunk, 0, CHUNK));
            next = 0;
        }
        int start = next;
        int end = (int) Math.min(limit, (long) next + most);
        for (; next < end; next++) {
            byte octet = chunk[next];
            if ((octet & 0xC0) != 0x80) {
                if (position >= to) {
                    break;
                }
                // a character of four bytes is two in a Text
                position += (octet & 0xF8) == 0xF0 ? 2 : 1;
            }
        }
        return next - start;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }

    /** The bytes of one input. */
    private final class Slice extends InputStream {
        private final Splitter.Input input;
        private final Fingerprint read;
        private final String expected;
        private boolean checked;

        Slice(Splitter.Input input, String expected) {
            this.input = input;
            this.read = input.before().copy();
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = forward(input.to(), length);
            if (count == 0) {
                refuseChange();
                return -1;
            }
            read.addInput(chunk, next - count, next);
            System.arraycopy(chunk, next - count, target, offset, count);
            return count;
        }

        private void refuseChange() {
            if (!checked) {
                read.end();
                checked = true;
            }
            if (!read.value().equals(expected)) {
                throw new InvalidMigrationException(
                        Failure.inFile(
                                source.location(),
                                input.line(),
                                "The file changed while it was being executed.",
                                "Run it again."),
                        null);
            }
        }
    }
}
