package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TextRow;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's format RowBinaryWithNamesAndTypes, as far as the types of a history go. Unlike text it does not depend on how a user's
 * settings would have NULL or the ends of lines written.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes">The format</a>
 */
final class BinaryRows {
    static final String FORMAT = "RowBinaryWithNamesAndTypes";
    private static final String NULLABLE = "Nullable(";

    private final DataInputStream in;

    private BinaryRows(byte[] answer) {
        this.in = new DataInputStream(new ByteArrayInputStream(answer));
    }

    /** @throws IOException when it ends early, or has a type that is not known here */
    static List<TextRow> of(byte[] answer) throws IOException {
        return new BinaryRows(answer).rows();
    }

    private List<TextRow> rows() throws IOException {
        int columns = length();
        if (columns == 0) {
            throw new IOException("The answer has no columns");
        }
        for (int i = 0; i < columns; i++) {
            string();
        }
        List<String> types = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            types.add(string());
        }
        List<TextRow> rows = new ArrayList<>();
        while (in.available() > 0) {
            List<@Nullable String> cells = new ArrayList<>(columns);
            for (String type : types) {
                cells.add(cell(type));
            }
            rows.add(column -> cells.get(column - 1));
        }
        return rows;
    }

    private @Nullable String cell(String type) throws IOException {
        if (type.startsWith(NULLABLE)) {
            return in.readBoolean() ? null : value(type.substring(NULLABLE.length(), type.length() - 1));
        }
        return value(type);
    }

    private String value(String type) throws IOException {
        return switch (type) {
            case "String" -> string();
            case "Int64" -> Long.toString(eight());
            case "UInt64" -> Long.toUnsignedString(eight());
            case "Int32" -> Integer.toString(Integer.reverseBytes(in.readInt()));
            case "UInt32" -> Integer.toUnsignedString(Integer.reverseBytes(in.readInt()));
            case "UInt8" -> Integer.toString(in.readUnsignedByte());
            case "Bool" -> Boolean.toString(in.readBoolean());
            default -> throw new IOException("A column is of the type " + type);
        };
    }

    private long eight() throws IOException {
        return Long.reverseBytes(in.readLong());
    }

    private String string() throws IOException {
        byte[] text = in.readNBytes(length());
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Seven bits in each octet, the lowest first; no longer than what there is. */
    private int length() throws IOException {
        long length = 0;
        int shift = 0;
        int octet;
        do {
            octet = in.readUnsignedByte();
            length |= (long) (octet & 0x7f) << shift;
            shift += 7;
        } while (octet > 0x7f && shift < Long.SIZE);
        if (length < 0 || length > in.available()) {
            throw new IOException("The answer ends early");
        }
        return (int) length;
    }
}
