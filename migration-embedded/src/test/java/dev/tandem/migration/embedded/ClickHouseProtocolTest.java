package dev.tandem.migration.embedded;

import static dev.tandem.migration.embedded.Http.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge has to answer as ClickHouse's HTTP interface does. */
class ClickHouseProtocolTest {

    private static final String SLOW = "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1";

    private static EmbeddedClickHouse server;
    private static Http http;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() {
        server = EmbeddedClickHouse.start();
        http = new Http(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createTable() throws Exception {
        ok("CREATE OR REPLACE TABLE t (a String, b Int32) ENGINE = MergeTree ORDER BY b");
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void requestsRunInParallel() throws Exception {
        List<Callable<Integer>> sleeps = IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(
                        i -> () -> http.post("SELECT sleep(1)").statusCode())
                .toList();
        Instant start = Instant.now();
        for (Future<Integer> sleep : threads.invokeAll(sleeps)) {
            assertThat(sleep.get()).isEqualTo(200);
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void pingAnswersOk() throws Exception {
        assertThat(http.get().body()).isEqualTo("Ok.\n");
        HttpResponse<String> ping = http.send(HttpRequest.newBuilder(http.uri().resolve("/ping")));
        assertThat(ping.body()).isEqualTo("Ok.\n");
    }

    @Test
    void theAnswerSaysWhatItIs() throws Exception {
        HttpResponse<String> response =
                http.post("SELECT 1 AS one", "default_format", "JSONEachRow", "query_id", "my query");
        assertThat(response.body()).isEqualTo("{\"one\":1}\n");
        assertThat(response.headers().firstValue("X-ClickHouse-Format")).contains("JSONEachRow");
        assertThat(response.headers().firstValue("X-ClickHouse-Query-Id")).contains("my query");
        assertThat(response.headers().firstValue("X-ClickHouse-Timezone")).isPresent();
        assertThat(response.headers().firstValue("X-ClickHouse-Server-Display-Name"))
                .isPresent();
        assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElse(""))
                .contains("\"read_rows\":\"1\"");
    }

    @Test
    void theFormatOfTheStatementWins() throws Exception {
        HttpResponse<String> response = http.post("SELECT 1 AS one FORMAT CSVWithNames", "default_format", "JSON");
        assertThat(response.body()).isEqualTo("\"one\"\n1\n");
        assertThat(response.headers().firstValue("X-ClickHouse-Format")).contains("CSVWithNames");
    }

    @Test
    void anErrorHasItsCodeItsNameAndItsStatus() throws Exception {
        HttpResponse<String> response = http.post("SELECT * FROM nope");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(code(response)).isEqualTo(60);
        assertThat(response.body()).startsWith("Code: 60. DB::Exception: ").contains("(UNKNOWN_TABLE)");
    }

    @Test
    void aKilledQueryEndsWithCode394() throws Exception {
        Future<HttpResponse<String>> slow =
                threads.submit(() -> http.post(SLOW, "query_id", "it's mine", "log_comment", "run/7"));
        await().until(() -> ok("SELECT query_id, Settings['log_comment'], mapContains(Settings, 'promql_table')"
                        + " FROM system.processes AS p WHERE p.query_id = 'it\\'s mine'")
                .equals("it\\'s mine\trun/7\t0\n"));
        ok("KILL QUERY WHERE query_id = 'it\\'s mine' ASYNC");
        assertThat(code(slow.get())).isEqualTo(394);
        await().until(() -> ok("SELECT count() FROM system.processes WHERE query_id = 'it\\'s mine'")
                .equals("0\n"));
    }

    @Test
    void aQueryIsKilledByItsLogComment() throws Exception {
        Future<HttpResponse<String>> slow = threads.submit(() -> http.post(SLOW, "log_comment", "run/8"));
        await().until(() -> ok("SELECT count() FROM `system`.processes WHERE Settings['log_comment'] = 'run/8'")
                .equals("1\n"));
        ok("KILL QUERY WHERE Settings['log_comment'] = 'run/8' ASYNC");
        assertThat(code(slow.get())).isEqualTo(394);
    }

    @Test
    void aSecondQueryOfARunningIdIsRefused() throws Exception {
        Future<HttpResponse<String>> slow = threads.submit(() -> http.post(SLOW, "query_id", "twice"));
        await().until(() -> ok("SELECT count() FROM system.processes WHERE query_id = 'twice'")
                .equals("1\n"));
        assertThat(code(http.post("SELECT 1", "query_id", "twice"))).isEqualTo(216);
        ok("KILL QUERY WHERE query_id = 'twice'");
        assertThat(code(slow.get())).isEqualTo(394);
    }

    @Test
    void aSessionKeepsItsSettingsItsDatabaseAndItsTemporaryTables() throws Exception {
        ok("CREATE DATABASE IF NOT EXISTS other");
        ok("SET max_threads = 5", "session_id", "s");
        ok("USE other", "session_id", "s");
        ok("CREATE TEMPORARY TABLE tmp (a Int8)", "session_id", "s");
        ok("INSERT INTO tmp VALUES (7)", "session_id", "s");
        assertThat(ok("SELECT getSetting('max_threads'), currentDatabase(), a FROM tmp", "session_id", "s"))
                .isEqualTo("5\tother\t7\n");
        assertThat(code(http.post("SELECT * FROM tmp"))).isEqualTo(60);
    }

    @Test
    void theSettingsOfARequestAreNotThoseOfItsSession() throws Exception {
        ok("SET max_threads = 5", "session_id", "r");
        assertThat(ok(
                        "SELECT getSetting('max_threads'), getSetting('log_comment'), currentDatabase()",
                        "session_id",
                        "r",
                        "max_threads",
                        "2",
                        "log_comment",
                        "x",
                        "database",
                        "system"))
                .isEqualTo("2\tx\tsystem\n");
        assertThat(ok(
                        "SELECT getSetting('max_threads'), getSetting('log_comment'), currentDatabase()",
                        "session_id",
                        "r"))
                .isEqualTo("5\t\tdefault\n");
    }

    @Test
    void aSessionInUseIsLocked() throws Exception {
        Future<HttpResponse<String>> slow =
                threads.submit(() -> http.post(SLOW, "session_id", "busy", "query_id", "busy one"));
        await().until(() -> ok("SELECT count() FROM system.processes WHERE query_id = 'busy one'")
                .equals("1\n"));
        assertThat(code(http.post("SELECT 1", "session_id", "busy"))).isEqualTo(373);
        ok("KILL QUERY WHERE query_id = 'busy one'");
        assertThat(code(slow.get())).isEqualTo(394);
        assertThat(ok("SELECT 1", "session_id", "busy")).isEqualTo("1\n");
    }

    @Test
    void aSessionEndsAfterItsTimeout() throws Exception {
        ok("SET max_threads = 5", "session_id", "short", "session_timeout", "1");
        await().until(() -> code(http.post("SELECT 1", "session_id", "gone", "session_check", "1")) == 372);
        await().pollInterval(Duration.ofMillis(1200))
                .until(() -> code(http.post("SELECT 1", "session_id", "short", "session_check", "1")) == 372);
    }

    @Test
    void parametersFillTheirPlaces() throws Exception {
        assertThat(ok("SELECT {x:UInt8} + 1, {s:String}", "param_x", "41", "param_s", "it's"))
                .isEqualTo("42\tit\\'s\n");
    }

    @Test
    void dataAfterAFormatIsTakenByteForByte() throws Exception {
        ok("INSERT INTO t FORMAT RowBinary\n\3\n\n;\5\0\0\0\2\n\n\6\0\0\0");
        ok("\"x;\n\ny\",7\n\"SELECT 1;\",8\n", "query", "INSERT INTO t FORMAT CSV");
        ok("INSERT INTO t (b, a) VALUES (9, '\n\n;'); ");
        assertThat(ok("SELECT b, a FROM t ORDER BY b"))
                .isEqualTo("5\t\\n\\n;\n6\t\\n\\n\n7\tx;\\n\\ny\n8\tSELECT 1;\n9\t\\n\\n;\n");
    }

    @Test
    void statementsThatWouldReadTheStandardInputAreRefusedOrInsertNothing() throws Exception {
        assertThat(code(http.post("INSERT INTO t SELECT x, y FROM input('x String, y Int32') FORMAT CSV\n\"q\",5\n")))
                .isEqualTo(48);
        assertThat(code(http.post("INSERT INTO t FROM INFILE '/dev/stdin' FORMAT CSV")))
                .isEqualTo(48);
        ok("INSERT INTO t");
        assertThat(ok("SELECT count() FROM t")).isEqualTo("0\n");
    }

    @Test
    void severalStatementsInARequestAreRefused() throws Exception {
        assertThat(code(http.post("SELECT 1; SELECT 2"))).isEqualTo(62);
        assertThat(code(http.post("INSERT INTO t VALUES ('a', 1); SELECT 2"))).isEqualTo(62);
        assertThat(ok("SELECT 1; -- only a comment")).isEqualTo("1\n");
        assertThat(ok("SELECT count() FROM t")).isEqualTo("0\n");
    }

    @Test
    void anEmptyStatementIsRefused() throws Exception {
        assertThat(code(http.post("-- only a comment"))).isEqualTo(62);
        assertThat(code(http.post(""))).isEqualTo(62);
        assertThat(code(http.post(";"))).isEqualTo(62);
        assertThat(code(http.post("EXIT"))).isEqualTo(62);
        assertThat(code(http.post("quit"))).isEqualTo(62);
    }

    @Test
    void aGetChangesNothing() throws Exception {
        assertThat(http.get("query", "SELECT 1", "max_threads", "2").body()).isEqualTo("1\n");
        assertThat(code(http.get("query", "CREATE TABLE g (a Int8) ENGINE = Memory")))
                .isEqualTo(164);
    }

    @Test
    void readonlyForbidsWriting() throws Exception {
        assertThat(code(http.post("INSERT INTO t VALUES ('a', 1)", "readonly", "1")))
                .isEqualTo(164);
        assertThat(ok("SELECT count() FROM system.processes WHERE query_id = 'x'", "readonly", "1"))
                .isEqualTo("0\n");
    }

    @Test
    void unknownSettingsAndStrangersAreRefused() throws Exception {
        assertThat(code(http.post("SELECT 1", "nope", "1"))).isEqualTo(115);
        assertThat(code(http.post("SELECT 1", "max_threads", "many"))).isNotZero();
        assertThat(code(http.post("SELECT 1", "user", "somebody"))).isEqualTo(516);
        assertThat(code(http.post("SELECT 1", "password", "wrong"))).isEqualTo(516);
    }

    @Test
    void compressionIsRefusedByName() throws Exception {
        HttpResponse<String> response = http.post("SELECT 1", "compress", "1");
        assertThat(code(response)).isEqualTo(36);
        assertThat(response.body()).contains("compress=false");
    }

    @Test
    void aLargeAnswerArrivesWhole() throws Exception {
        assertThat(ok("SELECT number FROM numbers(1000000)")).hasSize(6888890);
    }

    @Test
    void mutationsAreAwaited() throws Exception {
        ok("INSERT INTO t SELECT 'x', number FROM numbers(1000)");
        ok("ALTER TABLE t UPDATE a = 'y' WHERE 1", "mutations_sync", "2");
        assertThat(ok("SELECT DISTINCT a FROM t")).isEqualTo("y\n");
    }

    private static String ok(String sql, String... parameters) throws Exception {
        HttpResponse<String> response = http.post(sql, parameters);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
