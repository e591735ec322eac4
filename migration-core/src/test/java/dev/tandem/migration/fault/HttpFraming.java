package dev.tandem.migration.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP/1.1: a message is a head and, by its length or in chunks, a body. */
public final class HttpFraming implements Framing {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:\\s*chunked");

    /** The texts of all requests that were sent on one connection: the head's first line, and the body. */
    public static List<String> requests(byte[] sent) {
        List<String> requests = new ArrayList<>();
        try {
            InputStream in = new ByteArrayInputStream(sent);
            for (byte[] message = message(in); message.length > 0; message = message(in)) {
                String text = new String(message, ISO_8859_1);
                requests.add(text.lines().findFirst().orElse("") + text.substring(text.indexOf(END_OF_HEAD)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return requests;
    }

    @Override
    public byte[] request(InputStream in) throws IOException {
        return message(in);
    }

    @Override
    public byte[] reply(InputStream in) throws IOException {
        return message(in);
    }

    private static byte[] message(InputStream in) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        String line;
        do {
            line = line(in, message);
        } while (!line.isBlank());
        String head = message.toString(ISO_8859_1);
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            message.write(in.readNBytes(Integer.parseInt(length.group(1))));
        } else if (CHUNKED.matcher(head).find()) {
            chunks(in, message);
        }
        return message.toByteArray();
    }

    private static void chunks(InputStream in, ByteArrayOutputStream message) throws IOException {
        int size;
        do {
            String line = line(in, message).strip();
            size = line.isEmpty() ? 0 : Integer.parseInt(line, 16);
            message.write(in.readNBytes(size));
            line(in, message);
        } while (size > 0);
    }

    /** With its end; empty at the end of the stream. */
    private static String line(InputStream in, ByteArrayOutputStream message) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read;
        do {
            read = in.read();
            if (read >= 0) {
                line.write(read);
            }
        } while (read >= 0 && read != '\n');
        message.write(line.toByteArray());
        return line.toString(ISO_8859_1);
    }
}
