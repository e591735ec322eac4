package dev.tandem.migration.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** A statement over ClickHouse's HTTP interface, for which this module needs no driver. */
final class ClickHouseSql {

    private ClickHouseSql() {}

    static String execute(String url, String sql) {
        return Failures.wrapped("ClickHouse does not answer " + sql, () -> {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(sql.getBytes(UTF_8));
            }
            boolean failed = connection.getResponseCode() >= 400;
            try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
                String answer = in == null ? "" : new String(in.readAllBytes(), UTF_8);
                if (failed) {
                    throw new IOException(answer.strip());
                }
                return answer;
            }
        });
    }

    static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
