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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between clients and their server on loopback, counts the moments of their conversation, and lets something happen at
 * one of them. Each message is two moments: it is here and not handed on yet, and it has been handed on.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);
    private static final Pattern PORT = Pattern.compile("(//[^/:]+:)(\\d+)");

    /** What a moment is about. */
    public enum Place {
        BEFORE_REQUEST,
        AFTER_REQUEST,
        BEFORE_REPLY,
        AFTER_REPLY
    }

    /** What becomes of the connection. */
    public enum Fate {
        GO_ON,
        /** Both sides are closed. */
        CUT,
        /** From now on nothing gets through on any connection, and nobody is told, until the proxy is closed. */
        STALL
    }

    /** What happens at the moment that was chosen. */
    public interface Fault {
        /** Whether this is a place for it; if not it waits for the next moment. */
        default boolean suits(Place place) {
            return true;
        }

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
    private final AtomicInteger clients = new AtomicInteger();
    private volatile boolean stalled;
    private volatile boolean struck;
    private int moment = Integer.MAX_VALUE;
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

    public static FaultProxy postgres(String url) {
        return new FaultProxy(url, PostgresFraming::new);
    }

    public static FaultProxy clickhouse(String url) {
        return new FaultProxy(url, HttpFraming::new);
    }

    /** The server's address with this proxy's port. */
    public String url() {
        return url;
    }

    /** Chooses the moment, counted from 0, and what happens then; to be called before anybody connects. */
    public synchronized void at(int chosen, Fault happening) {
        moment = chosen;
        fault = happening;
    }

    /** The moments so far. */
    public List<Place> moments() {
        return List.copyOf(moments);
    }

    /** The requests that were handed on so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Whether the moment has come. */
    public boolean hasStruck() {
        return struck;
    }

    /** Whether a client has a connection open still. */
    public boolean hasClients() {
        return clients.get() > 0;
    }

    /** Whether no connection is left on which the server has something to say or to do. */
    public boolean isQuiet() {
        return open.get() == 0;
    }

    private synchronized Fate pass(Place place) throws IOException, InterruptedException {
        moments.add(place);
        if (struck || moments.size() <= moment || !fault.suits(place)) {
            return Fate.GO_ON;
        }
        struck = true;
        return fault.strike(place);
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
            // Without it each message after the first waits 40 ms for the acknowledgement of the one before.
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Framing messages = framing.get();
            open.incrementAndGet();
            clients.incrementAndGet();
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
            awaitEnd(client);
            clients.decrementAndGet();
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
                heard = heard
                        && passed(Place.BEFORE_REPLY, client, server)
                        && handedOn(message, client)
                        && passed(Place.AFTER_REPLY, client, server);
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

    /** Of a client that is not listened to any more. */
    private static void awaitEnd(Socket client) {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            log.debug("A client has gone, or was cut off: that is its end, too", gone);
        }
    }

    /** Whether the message goes on its way. */
    private boolean passed(Place place, Socket client, Socket server) throws IOException, InterruptedException {
        if (stalled) {
            return false;
        }
        switch (pass(place)) {
            case GO_ON -> {
                return true;
            }
            case STALL -> stalled = true;
            case CUT -> {
                client.close();
                server.close();
            }
        }
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
