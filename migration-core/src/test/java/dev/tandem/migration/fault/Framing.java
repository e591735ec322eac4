package dev.tandem.migration.fault;

import java.io.IOException;
import java.io.InputStream;

/** Cuts what a connection carries into messages. One for each connection: it remembers where the conversation stands. */
interface Framing {

    /** The next request as a whole; empty at the end of the connection. */
    byte[] request(InputStream in) throws IOException;

    /** The next reply as a whole; empty at the end of the connection. */
    byte[] reply(InputStream in) throws IOException;
}
