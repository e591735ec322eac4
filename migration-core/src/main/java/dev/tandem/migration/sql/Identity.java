package dev.tandem.migration.sql;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who this process is, for the history and the locks. */
public final class Identity {
    private Identity() {}

    /** The user of the operating system and the host, which in Kubernetes is the pod. */
    public static String userAndHost() {
        return System.getProperty("user.name", "?") + "@" + host();
    }

    private static String host() {
        String host = System.getenv("HOSTNAME");
        if (host != null && !host.isBlank()) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }
}
