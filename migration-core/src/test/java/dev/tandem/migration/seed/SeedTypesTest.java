package dev.tandem.migration.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.SeedException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a value in a column of each type. */
class SeedTypesTest extends SeedTestCase {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text | 01E45 | 01E45",
                "text | no | no",
                "text | True | True",
                "text | 1_000 | 1_000",
                "text | 0x1F | 0x1F",
                "text | 2026-01-02 | 2026-01-02",
                "text | 'null' | null",
                "text | \"~\" | ~",
                "text | !!str null | null",
                "text | '' | ``",
                "text | \"a\\tb\\\\N\" | a\tb\\N",
                "text | \\N | \\N",
                "text | null | ",
                "text | ~ | ",
                "int | 42 | 42",
                "int | '42' | 42",
                "numeric | 12345678901234567890.123456789 | 12345678901234567890.123456789",
                "boolean | no | false",
                "boolean | true | true",
                "uuid | 10000000-0000-4000-8000-000000000001 | 10000000-0000-4000-8000-000000000001",
                "jsonb | {a: [1, 1.50, x, true, null, \"5\", 01E45, no], b: {}} | {\"a\": [1, 1.50, \"x\", true, null, \"5\", \"01E45\", \"no\"], \"b\": {}}",
                "jsonb | '{\"a\": 1}' | {\"a\": 1}",
                "json | [1, {q: \"\\\"\"}] | [1,{\"q\":\"\\\"\"}]",
                "jsonb[] | [{a: 1}, [2]] | {\"{\\\"a\\\": 1}\",[2]}",
                "text[] | [a, 'b \"c\" \\', null, 'null', \"{}\", ''] | {a,\"b \\\"c\\\" \\\\\",NULL,\"null\",\"{}\",\"\"}",
                "int[] | [[1, 2], [3, 4]] | {{1,2},{3,4}}",
                "int[] | '{1,2}' | {1,2}",
                "int[] | [] | {}",
                "timestamptz | 2026-01-02T03:04:05+02:00 | 2026-01-02 01:04:05+00",
                "timestamptz | 2026-01-02 03:04:05 | 2026-01-02 03:04:05+00",
                "timestamp | 2026-01-02 03:04:05.678 | 2026-01-02 03:04:05.678",
                "date | 2026-01-02 | 2026-01-02",
                "interval | 1 day 02:00 | 1 day 02:00:00",
                "inet | 10.0.0.0/8 | 10.0.0.0/8",
                "bytea | '\\x0aff' | \\x0aff",
                "int4range | '[1,5)' | [1,5)",
                "mood | glad | glad",
                "mood[] | [sad, glad] | {sad,glad}",
                "short_text | abc | abc",
            })
    void postgresReadsTheTextByTheColumnsType(String type, String yaml, String expected) {
        project.postgres(
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "CREATE DOMAIN short_text AS varchar(3) CHECK (VALUE <> 'bad')",
                "CREATE TABLE t (id int PRIMARY KEY, v " + type + ")");

        project.seed("t:\n- id: 1\n  v: " + yaml + "\n");

        assertThat(project.inPostgres("SELECT CASE WHEN pg_typeof(v) = 'timestamptz'::regtype"
                        + " THEN (v::text::timestamptz AT TIME ZONE 'UTC')::text || '+00' ELSE v::text END FROM t"))
                .containsExactly(expected);
        assertThat(project.seed(folder.resolve("seed.yaml"), project.options())
                        .tables()
                        .get(0)
                        .unchanged())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "String | 01E45 | 01E45",
                "String | no | no",
                "String | {a: [1, x]} | {\"a\":[1,\"x\"]}",
                "FixedString(4) | abcd | abcd",
                "Nullable(String) | 'null' | null",
                "Nullable(String) | null | ",
                "LowCardinality(String) | x | x",
                "LowCardinality(Nullable(String)) | x | x",
                "LowCardinality(Nullable(String)) | ~ | ",
                "UInt8 | 255 | 255",
                "UInt64 | 18446744073709551615 | 18446744073709551615",
                "Int64 | -9223372036854775808 | -9223372036854775808",
                "UInt256 | 115792089237316195423570985008687907853269984665640564039457584007913129639935 | 115792089237316195423570985008687907853269984665640564039457584007913129639935",
                "Nullable(Int32) | -5 | -5",
                "Float64 | 1.5e3 | 1500",
                "Decimal(18, 9) | 0.000941 | 0.000941",
                "Nullable(Decimal(38, 2)) | -12.50 | -12.5",
                "Date | 2026-01-02 | 2026-01-02",
                "Date32 | 1931-01-02 | 1931-01-02",
                "DateTime('UTC') | 2026-01-02T03:04:05Z | 2026-01-02 03:04:05",
                "DateTime('Europe/Berlin') | 2026-01-02 03:04:05 | 2026-01-02 03:04:05",
                "DateTime64(3, 'UTC') | 2026-01-02T03:04:05.678+01:00 | 2026-01-02 02:04:05.678",
                "DateTime64(3, 'UTC') | 2026-01-02 | 2026-01-02 00:00:00.000",
                "DateTime64(9, 'UTC') | 2026-01-02T03:04:05.123456789Z | 2026-01-02 03:04:05.123456789",
                "Nullable(DateTime64(3, 'UTC')) | 2026-01-02 03:04:05 | 2026-01-02 03:04:05.000",
                "UUID | 10000000-0000-4000-8000-000000000001 | 10000000-0000-4000-8000-000000000001",
                "Enum8('a' = 1, 'b' = 2) | b | b",
                "Bool | true | true",
                "IPv4 | 10.0.0.1 | 10.0.0.1",
                "IPv6 | ::1 | ::1",
                "Array(LowCardinality(String)) | [chat, 'it''s'] | ['chat','it\\'s']",
                "Array(Nullable(Int32)) | [1, null, 3] | [1,NULL,3]",
                "Array(Array(UInt8)) | [[1], [2, 3]] | [[1],[2,3]]",
                "Array(String) | [] | []",
                "Map(String, UInt64) | {a: 1, b: 2} | {'a':1,'b':2}",
                "Map(LowCardinality(String), Array(String)) | {a: [x]} | {'a':['x']}",
                "Tuple(String, UInt8) | [x, 1] | ('x',1)",
                "Tuple(name String, n Nullable(UInt8)) | {n: 1, name: x} | ('x',1)",
            })
    void clickHouseGetsValuesOfTheColumnsType(String type, String yaml, String expected) {
        project.clickhouse("CREATE TABLE t (id UInt8, v " + type + ", after String) ENGINE = MergeTree ORDER BY id");

        project.seed("t:\n- id: 1\n  v: " + yaml + "\n  after: x\n- id: 2\n  after: y\n");

        assertThat(project.inClickHouse("SELECT toString(v) FROM t WHERE after = 'x'"))
                .containsExactly(expected);
        assertThat(project.inClickHouse("SELECT after FROM t ORDER BY id")).containsExactly("x", "y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "String | 'a b'",
                "UInt64 | 18446744073709551615",
                "DateTime64(3) | 2026-01-02T03:04:05.678Z",
                "UUID | 10000000-0000-4000-8000-000000000001",
                "LowCardinality(String) | x",
                "Enum8('a' = 1) | a",
                "Decimal(9, 3) | 1.5",
                "FixedString(5) | abc",
            })
    void clickHouseRecognisesKeysOfEveryType(String type, String yaml) {
        project.clickhouse("CREATE TABLE t (n UInt8, k " + type + ") ENGINE = MergeTree ORDER BY (k, n)");
        Path file = project.write("t:\n- {n: 1, k: " + yaml + "}\n");

        assertThat(project.seed(file, project.options()).tables().get(0).inserted())
                .isEqualTo(1);
        assertThat(project.seed(file, project.options()).tables().get(0).unchanged())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "(k, n)"})
    void clickHouseRecognisesAKeyThatIsNull(String order) {
        project.clickhouse("CREATE TABLE t (n UInt8, k Nullable(String)) ENGINE = MergeTree ORDER BY " + order
                + " SETTINGS allow_nullable_key = 1");
        Path file = project.write("t:\n- {n: 1, k: null}\n- {n: 1, k: x}\n");

        assertThat(project.seed(file, project.options()).tables().get(0).inserted())
                .isEqualTo(2);
        assertThat(project.seed(file, project.options()).tables().get(0).unchanged())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UInt8 | 256 | Column v: '256' is no UInt8. (line 3, column 6)",
                "UInt8 | -1 | Column v: '-1' is no UInt8.",
                "UInt8 | null | Column v of type UInt8 cannot be NULL.",
                "Int32 | 1.5 | Column v: '1.5' is no Int32.",
                "Bool | no | Column v: 'no' is no Bool.",
                "UUID | 1-1-1-1-1 | Column v: '1-1-1-1-1' is no UUID.",
                "Decimal(4, 2) | 1.234 | Column v: '1.234' is no Decimal(4, 2).",
                "Enum8('a' = 1) | b | Column v: 'b' is no Enum8('a' = 1).",
                "DateTime | yesterday | Column v: 'yesterday' is no DateTime.",
                "Array(UInt8) | [1, x] | Column v: 'x' is no UInt8. (line 3, column 10)",
                "Array(UInt8) | 1 | Column v of type Array(UInt8) needs a list.",
                "UInt8 | [1] | A list is no value for column v of type UInt8.",
                "Tuple(UInt8, UInt8) | [1] | Column v needs the 2 elements of Tuple(UInt8, UInt8).",
                "FixedString(2) | abc | Column v: 'abc' is no FixedString(2).",
                "AggregateFunction(sum, UInt8) | 1 | Columns of type AggregateFunction(sum, UInt8) cannot be seeded.",
            })
    void whatIsNoValueOfItsClickHouseTypeIsToldBeforeAnythingIsWritten(String type, String yaml, String message) {
        project.clickhouse("CREATE TABLE t (id UInt8, v " + type + ") ENGINE = MergeTree ORDER BY id");

        assertThatThrownBy(() -> project.seed("t:\n- id: 1\n  v: " + yaml + "\n"))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining(message);
        assertThat(project.inClickHouse("SELECT toString(count()) FROM t")).containsExactly("0");
    }
}
