package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.postgresql.PGConnection;

/** The least that has to be done to fill a table of PostgreSQL: a COPY of a file. */
final class PostgresCopy {
    private PostgresCopy() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection(args[1]);
                Reader rows = Files.newBufferedReader(Path.of(args[0]), UTF_8)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY seeded FROM STDIN (FORMAT csv)", rows);
        }
    }
}
