package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "postgres://u:secret@host:5432/db?sslmode=require, main at postgres://host:5432/db",
        "postgres://u:sec@ret@host/db, main at postgres://host/db",
        "postgres://u@host/db, main at postgres://host/db",
        "jdbc:postgresql://host/db?user=u&password=secret, main at jdbc:postgresql://host/db",
        "clickhouse://host?email=a@b, main at clickhouse://host",
        "postgres://u:s/ec@r?e=t@host:1/db?a=b, main at postgres://host:1/db",
        "mysql://u:s?ecret@host/db, main at mysql://host/db",
        "u:se/cret@host/db, main at host/db",
        "u:se//cret@host/db, main at host/db",
        "jdbc:postgresql://[::1]:5432/db?password=secret&email=a@b, main at jdbc:postgresql://[::1]:5432/db",
        "jdbc:postgresql:db, main at jdbc:postgresql:db"
    })
    void aDatabaseIsNamedWithoutItsSecrets(String url, String shown) {
        assertThat(Settings.url(url, "u", "secret")).hasToString(shown);
    }
}
