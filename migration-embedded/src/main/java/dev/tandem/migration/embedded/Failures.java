package dev.tandem.migration.embedded;

import java.io.IOException;

/** Turns what goes wrong below into the one exception of this module. */
final class Failures {

    /** Something that reads, writes and waits. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private Failures() {}

    static <T> T wrapped(String what, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new EmbeddedDatabasesException(what + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabasesException(what + ": interrupted", e);
        }
    }
}
