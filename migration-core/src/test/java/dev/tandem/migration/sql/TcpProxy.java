package dev.tandem.migration.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and its server on loopback and keeps what each client has sent. */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean stalled;

    public TcpProxy(int target) {
        this(0, target);
    }

    /** Listens on a port of the caller's choice. */
    public TcpProxy(int port, int target) {
        this.target = target;
        try {
            listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** What each connection has sent so far. */
    public List<byte[]> sent() {
        return sent.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    /** From now on nothing gets through, and nobody is told. */
    public void stall() {
        stalled = true;
    }

    /** Every connection that is open now ends; new ones are accepted. */
    public void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            // Without it each message after the first waits 40 ms for the acknowledgement of the one before.
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            sent.add(kept);
            start(() -> copy(client, server, kept));
            start(() -> copy(server, client, OutputStream.nullOutputStream()));
        }
    }

    private void copy(Socket from, Socket to, OutputStream kept) throws IOException {
        try (to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (stalled) {
                    continue;
                }
                kept.write(buffer, 0, read);
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    private static void start(Pump pump) {
        Thread thread = new Thread(() -> {
            try {
                pump.run();
            } catch (IOException closed) {
                // One side has closed its socket, or the proxy its own: this connection is over.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Pump {
        void run() throws IOException;
    }
}
