package dev.tandem.migration.clickhouse;

import com.clickhouse.data.ClickHouseColumn;
import com.clickhouse.data.ClickHouseDataType;
import dev.tandem.migration.seed.JsonText;
import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import dev.tandem.migration.seed.Value.Scalar;
import dev.tandem.migration.seed.Value.Sequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values as the driver's serializer takes them, by the type of their column. */
final class SeedValues {
    /** {@code 2026-01-02T03:04:05.678Z}, with a space for the T, without the zone, without the time. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("[ ]['T']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[ ]")
            .appendOffset("+HH:mm", "Z")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** So many characters are no more than a long holds. */
    private static final int SURELY_A_LONG = 18;

    private SeedValues() {}

    /**
     * Converts a value.
     *
     * @return {@code null} for NULL
     * @throws SeedProblem when it is none of that type
     */
    static @Nullable Object of(String name, ClickHouseColumn column, Value value) {
        try {
            return convert(name, column, value);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | UnknownHostException e) {
            throw SeedProblem.at(
                    value.at(),
                    "Column " + name + ": '" + value + "' is no " + column.getOriginalTypeName() + ".",
                    null);
        }
    }

    private static @Nullable Object convert(String name, ClickHouseColumn column, Value value)
            throws UnknownHostException {
        if (value instanceof Scalar scalar && scalar.isNull()) {
            if (!column.isNullable()) {
                throw SeedProblem.at(
                        value.at(),
                        "Column " + name + " of type " + column.getOriginalTypeName() + " cannot be NULL.",
                        "Leave the column out for its default.");
            }
            return null;
        }
        return switch (column.getDataType()) {
            case Array -> array(name, column, value);
            case Map -> map(name, column, value);
            case Tuple -> tuple(name, column, value);
            case String, FixedString, JSON -> text(column, value);
            default -> scalar(column, requireScalar(name, column, value));
        };
    }

    private static Scalar requireScalar(String name, ClickHouseColumn column, Value value) {
        if (value instanceof Scalar scalar) {
            return scalar;
        }
        throw SeedProblem.at(
                value.at(),
                "A " + (value instanceof Sequence ? "list" : "mapping") + " is no value for column " + name
                        + " of type " + column.getOriginalTypeName() + ".",
                null);
    }

    /** Lists and mappings are kept as JSON, as ClickHouse users keep it in strings. */
    private static String text(ClickHouseColumn column, Value value) {
        String text = value instanceof Scalar scalar ? scalar.text() : JsonText.of(value);
        if (column.getDataType() == ClickHouseDataType.FixedString
                && text.getBytes(StandardCharsets.UTF_8).length > column.getPrecision()) {
            throw new IllegalArgumentException("too long");
        }
        return text;
    }

    private static List<@Nullable Object> array(String name, ClickHouseColumn column, Value value) {
        if (!(value instanceof Sequence list)) {
            throw SeedProblem.at(
                    value.at(), "Column " + name + " of type " + column.getOriginalTypeName() + " needs a list.", null);
        }
        List<@Nullable Object> items = new ArrayList<>();
        ClickHouseColumn element = column.getNestedColumns().get(0);
        list.items().forEach(item -> items.add(of(name, element, item)));
        return items;
    }

    private static Map<Object, @Nullable Object> map(String name, ClickHouseColumn column, Value value) {
        if (!(value instanceof Mapping mapping)) {
            throw SeedProblem.at(
                    value.at(),
                    "Column " + name + " of type " + column.getOriginalTypeName() + " needs a mapping.",
                    null);
        }
        Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (Field field : mapping.fields()) {
            Object key = of(name, column.getKeyInfo(), new Scalar(field.at(), field.name(), field.name(), false));
            if (key != null) {
                entries.put(key, of(name, column.getValueInfo(), field.value()));
            }
        }
        return entries;
    }

    /** A list in the tuple's order, or, of a tuple with names, a mapping. */
    private static List<@Nullable Object> tuple(String name, ClickHouseColumn column, Value value) {
        List<ClickHouseColumn> elements = column.getNestedColumns();
        List<Value> given = new ArrayList<>();
        if (value instanceof Sequence list) {
            given.addAll(list.items());
        } else if (value instanceof Mapping mapping) {
            for (ClickHouseColumn element : elements) {
                Value one = mapping.get(element.getColumnName());
                if (one != null) {
                    given.add(one);
                }
            }
        }
        if (given.size() != elements.size()) {
            throw SeedProblem.at(
                    value.at(),
                    "Column " + name + " needs the " + elements.size() + " elements of " + column.getOriginalTypeName()
                            + ".",
                    null);
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            items.add(of(name, elements.get(i), given.get(i)));
        }
        return items;
    }

    private static Object scalar(ClickHouseColumn column, Scalar scalar) throws UnknownHostException {
        String text = scalar.text();
        return switch (column.getDataType()) {
            case Bool -> bool(text);
            case Int8, Int16, Int32, Int64, Int128, Int256 -> integer(text, column, true);
            case UInt8, UInt16, UInt32, UInt64, UInt128, UInt256 -> integer(text, column, false);
            case Float32 -> Float.valueOf(text);
            case Float64 -> Double.valueOf(text);
            case Decimal, Decimal32, Decimal64, Decimal128, Decimal256 -> decimal(text, column);
            case Date, Date32 -> LocalDate.parse(text);
            case DateTime, DateTime32, DateTime64 -> time(text, column);
            case UUID -> uuid(text);
            case Enum, Enum8, Enum16 -> label(text, column);
            case IPv4, IPv6 -> address(text);
            default ->
                throw SeedProblem.at(
                        scalar.at(), "Columns of type " + column.getOriginalTypeName() + " cannot be seeded.", null);
        };
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Object integer(String text, ClickHouseColumn column, boolean signed) {
        int bits = column.getDataType().getByteLength() * Byte.SIZE;
        if (bits <= Long.SIZE && text.length() <= SURELY_A_LONG) {
            long number = Long.parseLong(text);
            long beyond = number >> (bits - 1);
            if (signed ? beyond != 0 && beyond != -1 : beyond >> 1 != 0) {
                throw new ArithmeticException(text);
            }
            return bits < Long.SIZE ? (Object) number : BigInteger.valueOf(number);
        }
        BigInteger number = new BigInteger(text);
        BigInteger end = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
        BigInteger least = signed ? end.negate() : BigInteger.ZERO;
        if (number.compareTo(end) >= 0 || number.compareTo(least) < 0) {
            throw new ArithmeticException(text);
        }
        return bits < Long.SIZE ? (Object) number.longValueExact() : number;
    }

    private static BigDecimal decimal(String text, ClickHouseColumn column) {
        BigDecimal number = new BigDecimal(text).setScale(column.getScale());
        if (number.precision() > column.getPrecision()) {
            throw new ArithmeticException(text);
        }
        return number;
    }

    /** Without a zone of its own, that of the column, else UTC. */
    private static ZonedDateTime time(String text, ClickHouseColumn column) {
        ZoneId zone = column.hasTimeZone() ? column.getTimeZone().toZoneId() : ZoneOffset.UTC;
        TemporalAccessor parsed = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        if (parsed instanceof OffsetDateTime time) {
            return time.toZonedDateTime();
        }
        LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) parsed;
        return local.atZone(zone);
    }

    private static UUID uuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException(text);
        }
        return UUID.fromString(text);
    }

    private static String label(String text, ClickHouseColumn column) {
        column.getEnumConstants().value(text);
        return text;
    }

    /** Digits only: a name would be looked up. */
    private static InetAddress address(String text) throws UnknownHostException {
        if (!text.matches("[0-9a-fA-F.:]+")) {
            throw new IllegalArgumentException(text);
        }
        return InetAddress.getByName(text);
    }
}
