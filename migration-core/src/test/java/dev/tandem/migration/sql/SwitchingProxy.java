package dev.tandem.migration.sql;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools transactions over PostgreSQL as PgBouncer does: its server processes outlive its clients, and each transaction of
 * a client gets the one that is chosen for it. For servers that trust whoever connects, and clients that do not ask for
 * TLS. One client at a time.
 */
public final class SwitchingProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SwitchingProxy.class);
    private static final int POOLED = 2;

    private final ServerSocket listening;
    private final int target;
    private final IntUnaryOperator choice;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Backend> backends = new ArrayList<>();
    private byte[] greeting = {};
    private final AtomicInteger transactions = new AtomicInteger();

    /**
     * Before a server.
     *
     * @param choice which of two server processes, 0 or 1, the transaction with this number gets, counted from 0 over all
     *     clients
     */
    public SwitchingProxy(int target, IntUnaryOperator choice) {
        this.target = target;
        this.choice = choice;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "switching proxy");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many there were. */
    public int transactions() {
        return transactions.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                sockets.add(client);
                client.setTcpNoDelay(true);
                serve(client);
            } catch (EOFException | SocketException closed) {
                // The client has gone, or the proxy is closed: the loop's condition tells.
                log.debug("A client has gone", closed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        byte[] startup = startup(in);
        for (int i = backends.size(); i < POOLED; i++) {
            backends.add(connect(startup));
        }
        out.write(greeting);
        Backend current = null;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (true) {
            byte[] message = message(in);
            if (message[0] == 'X') {
                return;
            }
            request.write(message);
            if (message[0] == 'S' || message[0] == 'Q') {
                current = current != null ? current : backends.get(choice.applyAsInt(transactions.getAndIncrement()));
                current.out.write(request.toByteArray());
                request.reset();
                current = answer(current, out) == 'I' ? null : current;
            }
        }
    }

    /** Hands on one answer, and tells whether a transaction is open behind it. */
    private static char answer(Backend from, DataOutputStream out) throws IOException {
        byte[] message;
        do {
            message = message(from.in);
            out.write(message);
        } while (message[0] != 'Z');
        out.flush();
        return (char) message[5];
    }

    private Backend connect(byte[] startup) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(server);
        server.setTcpNoDelay(true);
        Backend backend = new Backend(
                new DataInputStream(server.getInputStream()), new DataOutputStream(server.getOutputStream()));
        backend.out.write(startup);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] message;
        do {
            message = message(backend.in);
            heard.write(message);
        } while (message[0] != 'Z');
        greeting = heard.toByteArray();
        return backend;
    }

    /** The first message has a length and no type. */
    private static byte[] startup(DataInputStream in) throws IOException {
        int length = in.readInt();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        new DataOutputStream(message).writeInt(length);
        message.write(in.readNBytes(length - 4));
        return message.toByteArray();
    }

    private static byte[] message(DataInputStream in) throws IOException {
        byte type = in.readByte();
        int length = in.readInt();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream all = new DataOutputStream(message);
        all.writeByte(type);
        all.writeInt(length);
        all.write(in.readNBytes(length - 4));
        return message.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private record Backend(DataInputStream in, DataOutputStream out) {}
}
