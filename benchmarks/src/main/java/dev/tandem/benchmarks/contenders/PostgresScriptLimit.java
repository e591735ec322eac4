package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * The least that has to be done with one large file on PostgreSQL: it is read, hashed and executed in one go, some statements in
 * a batch, in one transaction together with its history row.
 */
final class PostgresScriptLimit {
    private static final int BATCH = 128;

    private PostgresScriptLimit() {}

    /** A statement ends with a line that ends with a semicolon. */
    public static void main(String[] args) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (Connection connection = DriverManager.getConnection(args[0]);
                Statement statement = connection.createStatement();
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new DigestInputStream(Files.newInputStream(Path.of(args[1], "000001_script.up.sql")), sha256),
                        UTF_8))) {
            statement.setEscapeProcessing(false);
            connection.setAutoCommit(false);
            execute(lines, statement);
            statement.execute("CREATE TABLE history (version bigint PRIMARY KEY, hash text NOT NULL)");
            statement.execute(
                    "INSERT INTO history VALUES (1, '" + HexFormat.of().formatHex(sha256.digest()) + "')");
            connection.commit();
        }
    }

    private static void execute(BufferedReader lines, Statement statement) throws Exception {
        StringBuilder sql = new StringBuilder();
        int batched = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            sql.append(line);
            if (!line.endsWith(";")) {
                sql.append('\n');
                continue;
            }
            statement.addBatch(sql.substring(0, sql.length() - 1));
            sql.setLength(0);
            if (++batched == BATCH) {
                send(statement);
                batched = 0;
            }
        }
        send(statement);
    }

    private static void send(Statement statement) throws SQLException {
        statement.executeBatch();
        statement.clearBatch();
    }
}
