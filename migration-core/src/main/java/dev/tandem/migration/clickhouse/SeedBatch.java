package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.data_formats.internal.SerializerUtils;
import com.clickhouse.data.ClickHouseColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are sent together. First the server is asked which of their keys it has: the keys go to it in its own binary
 * format, as an argument of the table function {@code format}, so that every type arrives as the insert would bring it.
 * What it does not have follows as RowBinaryWithDefaults, in which a row may leave a column to its default.
 */
final class SeedBatch {
    private static final int MOST_ROWS = 20_000;
    private static final int MOST_BYTES = 2_000_000;

    private final SeedRequests requests;
    private final String table;
    private final Map<String, ClickHouseColumn> columns;
    private final List<String> key;
    private final List<String> quotedColumns;
    private final String beforeKeys;
    private final String behindKeys;
    private final List<byte[]> rows = new ArrayList<>();
    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final Set<ByteBuffer> seen = new HashSet<>();
    private long bytes;

    SeedBatch(
            SeedRequests requests,
            ClickHouseDialect dialect,
            String table,
            Map<String, ClickHouseColumn> columns,
            List<String> key) {
        this.requests = requests;
        this.table = table;
        this.columns = columns;
        this.key = key;
        this.quotedColumns = columns.keySet().stream().map(dialect::quote).toList();
        String keyColumns = key.stream().map(dialect::quote).collect(Collectors.joining(", "));
        String structure = key.stream()
                .map(column -> dialect.quote(column) + " " + type(column))
                .collect(Collectors.joining(", ", "`tandem row` UInt32, ", ""));
        this.beforeKeys = "WITH given AS (SELECT * FROM format(RowBinary, " + dialect.literal(structure) + ", unhex('";
        this.behindKeys =
                "'))) SELECT DISTINCT `tandem row` FROM given WHERE (" + keyColumns + ") IN (SELECT " + keyColumns
                        + " FROM "
                        + table + " WHERE (" + keyColumns + ") IN (SELECT " + keyColumns + " FROM given))"
                        // A key that is NULL is the same as another that is.
                        + " SETTINGS transform_null_in = 1";
    }

    private String type(String column) {
        ClickHouseColumn type = columns.get(column);
        return type == null ? "" : type.getOriginalTypeName();
    }

    /** Takes a row; whether the batch is to be sent. */
    boolean add(Map<String, @Nullable Object> values) {
        try {
            ByteArrayOutputStream itsKey = new ByteArrayOutputStream();
            for (String column : key) {
                write(itsKey, column, values.get(column));
            }
            if (!seen.add(ByteBuffer.wrap(itsKey.toByteArray()))) {
                return false;
            }
            keys.write(number(rows.size()));
            itsKey.writeTo(keys);
            byte[] row = row(values);
            rows.add(row);
            bytes += row.length + itsKey.size();
            return rows.size() >= MOST_ROWS || bytes >= MOST_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] row(Map<String, @Nullable Object> values) throws IOException {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (String column : columns.keySet()) {
            boolean left = !values.containsKey(column);
            row.write(left ? 1 : 0);
            if (!left) {
                write(row, column, values.get(column));
            }
        }
        return row.toByteArray();
    }

    private void write(ByteArrayOutputStream out, String name, @Nullable Object value) throws IOException {
        ClickHouseColumn column = columns.get(name);
        if (column != null && column.isNullable()) {
            out.write(value == null ? 1 : 0);
        }
        if (value != null) {
            SerializerUtils.serializeData(out, value, column);
        }
    }

    private static byte[] number(int row) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(row)
                .array();
    }

    /**
     * Sends what is new of the rows.
     *
     * @return how many that were
     */
    long send() throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        String hex = HexFormat.of().formatHex(keys.toByteArray());
        for (int there : requests.query(beforeKeys + hex + behindKeys, (row, index) -> row.getInt(1))) {
            rows.set(there, new byte[0]);
        }
        List<byte[]> fresh = rows.stream().filter(row -> row.length > 0).toList();
        if (!fresh.isEmpty()) {
            requests.insert(table, quotedColumns, fresh);
        }
        rows.clear();
        keys.reset();
        seen.clear();
        bytes = 0;
        return fresh.size();
    }
}
