package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.data_formats.internal.SerializerUtils;
import com.clickhouse.data.ClickHouseColumn;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Mapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are sent together. First the server is asked which of their keys it has: the keys go to it in its own binary
 * format, as an argument of the table function {@code format}, so that every type arrives as the insert would bring it.
 * What it does not have follows as RowBinaryWithDefaults, in which a row may leave a column to its default.
 *
 * <p>As long as the table has as many rows as were sent from here, they are these, and it need not be asked about keys that were
 * not sent before.
 */
final class SeedBatch {
    /** Of these, and what is made of them, 0.0 and -0.0 are one key, and not the same bytes. */
    private static final Pattern FRACTIONS =
            Pattern.compile("Float|Point|Ring|LineString|Polygon|Geometry|Dynamic|Variant|JSON|Object");

    private static final int MOST_ROWS = 20_000;
    private static final int MOST_BYTES = 2_000_000;

    private final SeedRequests requests;
    private final String table;
    private final Map<String, ClickHouseColumn> columns;
    private final int[] keyPositions;
    private final List<String> quotedColumns;
    private final String beforeKeys;
    private final String behindKeys;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Where each column begins in the row that was serialized last. */
    private final int[] starts;

    private final List<byte[]> rows = new ArrayList<>();
    private final List<byte[]> keys = new ArrayList<>();
    /** The keys of the rows, as soon as one of them may be there already. */
    private final Set<ByteBuffer> seen = new HashSet<>();

    private final SentKeys sent = new SentKeys();
    private long bytes;
    private long inserted;
    private boolean alone;
    private boolean allNew = true;

    SeedBatch(
            SeedRequests requests,
            ClickHouseDialect dialect,
            String table,
            Map<String, ClickHouseColumn> columns,
            List<String> key) {
        this.requests = requests;
        this.table = table;
        this.columns = columns;
        List<String> names = List.copyOf(columns.keySet());
        this.keyPositions = key.stream().mapToInt(names::indexOf).toArray();
        this.starts = new int[names.size() + 1];
        this.quotedColumns = names.stream().map(dialect::quote).toList();
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
        this.alone =
                key.stream().noneMatch(column -> FRACTIONS.matcher(type(column)).find());
    }

    private String type(String column) {
        ClickHouseColumn type = columns.get(column);
        return type == null ? "" : type.getOriginalTypeName();
    }

    /** Takes a row; whether the batch is to be sent. */
    boolean add(Mapping values) {
        try {
            byte[] row = row(values);
            byte[] itsKey = keyOf(row);
            boolean isNew = alone && sent.isNew(itsKey);
            if (allNew && !isNew) {
                allNew = false;
                keys.forEach(key -> seen.add(ByteBuffer.wrap(key)));
            }
            if (!allNew && !seen.add(ByteBuffer.wrap(itsKey))) {
                return false;
            }
            keys.add(itsKey);
            rows.add(row);
            bytes += row.length + itsKey.length;
            return rows.size() >= MOST_ROWS || bytes >= MOST_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] row(Mapping values) throws IOException {
        line.reset();
        int position = 0;
        for (Map.Entry<String, ClickHouseColumn> column : columns.entrySet()) {
            starts[position++] = line.size();
            Value value = values.get(column.getKey());
            line.write(value == null ? 1 : 0);
            if (value != null) {
                write(SeedValues.of(column.getKey(), column.getValue(), value), column.getValue());
            }
        }
        starts[position] = line.size();
        return line.toByteArray();
    }

    private void write(@Nullable Object value, ClickHouseColumn column) throws IOException {
        if (column.isNullable()) {
            line.write(value == null ? 1 : 0);
        }
        if (value != null) {
            SerializerUtils.serializeData(line, value, column);
        }
    }

    /** The columns of the key, each without the byte that says that it is given. */
    private byte[] keyOf(byte[] row) {
        int length = 0;
        for (int position : keyPositions) {
            length += starts[position + 1] - starts[position] - 1;
        }
        byte[] itsKey = new byte[length];
        int at = 0;
        for (int position : keyPositions) {
            int its = starts[position + 1] - starts[position] - 1;
            System.arraycopy(row, starts[position] + 1, itsKey, at, its);
            at += its;
        }
        return itsKey;
    }

    /** Sends what is new of the rows. */
    void send() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        alone = alone && requests.count(table) == inserted;
        if (!alone || !allNew) {
            leaveOutWhatIsThere();
        }
        if (!rows.isEmpty()) {
            requests.insert(table, quotedColumns, rows);
            inserted += rows.size();
        }
        rows.clear();
        keys.clear();
        seen.clear();
        bytes = 0;
        allNew = true;
    }

    private void leaveOutWhatIsThere() throws SQLException {
        Set<Integer> there =
                new HashSet<>(requests.query(beforeKeys + numberedKeys() + behindKeys, (row, index) -> row.getInt(1)));
        List<byte[]> fresh = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!there.contains(i)) {
                fresh.add(rows.get(i));
            }
        }
        rows.clear();
        rows.addAll(fresh);
    }

    /** The number and the key of each row, in hexadecimal digits. */
    private String numberedKeys() {
        HexFormat digits = HexFormat.of();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            text.append(digits.toHexDigits(Integer.reverseBytes(i))).append(digits.formatHex(keys.get(i)));
        }
        return text.toString();
    }

    /** How many rows were sent altogether. */
    long inserted() {
        return inserted;
    }
}
