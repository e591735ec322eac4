package dev.tandem.migration.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between clients and their server on loopback, counts the moments of their conversation, and lets something happen at
 * one of them. Each message is two moments: it is here and not handed on yet, and it has been handed on.
 */
final class FaultProxy implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("(//[^/:]+:)(\\d+)");

    /** What a moment is about. */
    enum Place {
        BEFORE_REQUEST,
        AFTER_REQUEST,
        BEFORE_REPLY,
        AFTER_REPLY
    }

    /** What becomes of the connection. */
    enum Fate {
        GO_ON,
        /** Both sides are closed. */
        CUT,
        /** From now on nothing gets through on any connection, and nobody is told, until the proxy is closed. */
        STALL
    }

    /** What happens at the moment that was chosen. */
    interface Fault {
        Fate strike(Place place) throws IOException, InterruptedException;
    }

    private final ServerSocket listening;
    private final String url;
    private final int target;
    private final Supplier<Framing> framing;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Place> moments = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stalled;
    private int moment = -1;
    private Fault fault = place -> Fate.GO_ON;

    private FaultProxy(String url, Supplier<Framing> framing) {
        Matcher port = PORT.matcher(url);
        if (!port.find()) {
            throw new IllegalArgumentException(url);
        }
        this.target = Integer.parseInt(port.group(2));
        this.framing = framing;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.url = port.replaceFirst("$1" + listening.getLocalPort());
        start(this::accept);
    }

    static FaultProxy postgres(String url) {
        return new FaultProxy(url, PostgresFraming::new);
    }

    static FaultProxy clickhouse(String url) {
        return new FaultProxy(url, HttpFraming::new);
    }

    /** The server's address with this proxy's port. */
    String url() {
        return url;
    }

    /** Chooses the moment, counted from 0, and what happens then; to be called before anybody connects. */
    synchronized void at(int chosen, Fault happening) {
        moment = chosen;
        fault = happening;
    }

    /** The moments so far. */
    List<Place> moments() {
        return List.copyOf(moments);
    }

    /** The requests that were handed on so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Whether no connection is left on which the server has something to say or to do. */
    boolean isQuiet() {
        return open.get() == 0;
    }

    private synchronized Fate pass(Place place) throws IOException, InterruptedException {
        moments.add(place);
        return moments.size() - 1 == moment ? fault.strike(place) : Fate.GO_ON;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            sockets.add(client);
            Socket server;
            try {
                server = new Socket(InetAddress.getLoopbackAddress(), target);
            } catch (IOException refused) {
                client.close();
                continue;
            }
            sockets.add(server);
            Framing messages = framing.get();
            open.incrementAndGet();
            start(() -> requests(client, server, messages));
            start(() -> replies(client, server, messages));
        }
    }

    /** A client that has gone leaves the server to finish what it was told. */
    private void requests(Socket client, Socket server, Framing messages) throws IOException, InterruptedException {
        try {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            for (byte[] message = messages.request(in); message.length > 0; message = messages.request(in)) {
                if (!passed(Place.BEFORE_REQUEST, client, server)) {
                    return;
                }
                requests.add(new String(message, ISO_8859_1));
                out.write(message);
                out.flush();
                if (!passed(Place.AFTER_REQUEST, client, server)) {
                    return;
                }
            }
        } finally {
            awaitEndOfStall();
            if (!server.isClosed()) {
                server.shutdownOutput();
            }
        }
    }

    private void replies(Socket client, Socket server, Framing messages) throws IOException, InterruptedException {
        try (client;
                server) {
            InputStream in = new BufferedInputStream(server.getInputStream());
            boolean heard = true;
            for (byte[] message = messages.reply(in); message.length > 0; message = messages.reply(in)) {
                if (heard && !passed(Place.BEFORE_REPLY, client, server)) {
                    return;
                }
                heard = heard && handedOn(message, client) && passed(Place.AFTER_REPLY, client, server);
            }
            awaitEndOfStall();
        } finally {
            open.decrementAndGet();
        }
    }

    private static boolean handedOn(byte[] message, Socket client) {
        try {
            client.getOutputStream().write(message);
            client.getOutputStream().flush();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean passed(Place place, Socket client, Socket server) throws IOException, InterruptedException {
        awaitEndOfStall();
        switch (pass(place)) {
            case GO_ON -> {
                return true;
            }
            case STALL -> {
                stalled = true;
                awaitEndOfStall();
            }
            case CUT -> {}
        }
        client.close();
        server.close();
        return false;
    }

    private void awaitEndOfStall() throws InterruptedException {
        if (stalled) {
            closed.await();
        }
    }

    private static void start(Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException gone) {
                        // One side has closed its socket, or the proxy its own: this connection is over.
                        Thread.currentThread().interrupt();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "fault proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        closed.countDown();
    }

    private interface Pump {
        void run() throws IOException, InterruptedException;
    }
}
