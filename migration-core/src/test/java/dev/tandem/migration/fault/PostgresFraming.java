package dev.tandem.migration.fault;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * PostgreSQL's protocol. A request is what is sent up to an Execute, a Query, a Sync or another message that the server acts
 * upon, so a batch is several; a reply is everything up to where the server waits for its client again.
 */
final class PostgresFraming implements Framing {
    private static final int ASKS_FOR_ENCRYPTION = 80877103;
    private static final String ACTED_UPON = "EQSXHcfdp";
    private static final String WAITING = "ZGW";
    private static final int AUTHENTICATED = 0;

    private boolean greeted;
    private volatile boolean oneByte;

    @Override
    public byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        try {
            DataInputStream messages = new DataInputStream(in);
            if (!greeted) {
                greet(messages, request);
                return request.toByteArray();
            }
            int type;
            do {
                type = messages.readUnsignedByte();
                request.write(type);
                body(messages, request);
            } while (ACTED_UPON.indexOf(type) < 0);
        } catch (EOFException end) {
            // What came before it is handed on as it is.
            return request.toByteArray();
        }
        return request.toByteArray();
    }

    /** The first message has no type; when it asks for encryption it is answered by one byte, and another first one follows. */
    private void greet(DataInputStream in, ByteArrayOutputStream request) throws IOException {
        int length = in.readInt();
        byte[] body = in.readNBytes(length - Integer.BYTES);
        new DataOutputStream(request).writeInt(length);
        request.write(body);
        oneByte = ByteBuffer.wrap(body).getInt() == ASKS_FOR_ENCRYPTION;
        greeted = !oneByte;
    }

    @Override
    public byte[] reply(InputStream in) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        try {
            DataInputStream messages = new DataInputStream(in);
            boolean waiting = false;
            while (!waiting) {
                int type = messages.readUnsignedByte();
                reply.write(type);
                waiting = oneByte || isWaiting(type, body(messages, reply));
                oneByte = false;
            }
        } catch (EOFException end) {
            // A server that ends the connection says why and no more.
            return reply.toByteArray();
        }
        return reply.toByteArray();
    }

    private static boolean isWaiting(int type, byte[] body) {
        boolean asksForPassword = type == 'R' && ByteBuffer.wrap(body).getInt() != AUTHENTICATED;
        return asksForPassword || WAITING.indexOf(type) >= 0;
    }

    private static byte[] body(DataInputStream in, ByteArrayOutputStream all) throws IOException {
        int length = in.readInt();
        byte[] body = in.readNBytes(length - Integer.BYTES);
        new DataOutputStream(all).writeInt(length);
        all.write(body);
        return body;
    }
}
