package dev.tandem.migration.liquibase;

import dev.tandem.migration.sql.Jdbc;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

class H2LargeChangelogTest extends LargeChangelogContract {
    private final String ours = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final String plain = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @AfterEach
    void shutDown() {
        Jdbc.execute(ours, "SHUTDOWN");
        Jdbc.execute(plain, "SHUTDOWN");
    }

    @Override
    String url() {
        return ours;
    }

    @Override
    String plainUrl() {
        return plain;
    }

    /** Without the users, whose passwords are salted, the number of rows, and what it writes for a default that was dropped. */
    @Override
    List<String> catalog(String url) {
        return Jdbc.strings(url, "SCRIPT NODATA NOPASSWORDS NOSETTINGS").stream()
                .filter(line -> !line.startsWith("--") && !line.startsWith("CREATE USER"))
                .map(line -> line.replace(" DEFAULT NULL", ""))
                .toList();
    }
}
