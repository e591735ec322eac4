package dev.tandem.migration.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class Ports {

    private Ports() {}

    /** The wanted port if it is free, else any that is. */
    static int freeOr(int wanted) throws IOException {
        try {
            return probe(wanted);
        } catch (IOException e) {
            return probe(0);
        }
    }

    private static int probe(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }
}
