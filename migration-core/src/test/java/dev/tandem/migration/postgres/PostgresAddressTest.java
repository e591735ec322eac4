package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class PostgresAddressTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "jdbc:postgresql://h/db,                      jdbc:postgresql://h/db,            -,    -",
                "jdbc:postgresql://h/db?user=u&password=p,    jdbc:postgresql://h/db?user=u&password=p, -, -",
                "postgres://h/db,                             jdbc:postgresql://h/db,            -,    -",
                "postgresql://h:5433/db,                      jdbc:postgresql://h:5433/db,       -,    -",
                "postgres://u@h/db,                           jdbc:postgresql://h/db,            u,    -",
                "postgres://u:p@h/db,                         jdbc:postgresql://h/db,            u,    p",
                "postgres://u:p:q@h/db,                       jdbc:postgresql://h/db,            u,    p:q",
                "postgres://u:a%40b%2F%25+c@h/db,             jdbc:postgresql://h/db,            u,    a@b/%+c",
                "postgres://us%20er:@h/db,                    jdbc:postgresql://h/db,            us er, ''",
                "postgres://u:p@[::1]:5432/db,                jdbc:postgresql://[::1]:5432/db,   u,    p",
                "postgres://u:p@my_host:5432/db,              jdbc:postgresql://my_host:5432/db, u,    p",
                "postgres://u:p@h/my%20db?sslmode=require,    jdbc:postgresql://h/my%20db?sslmode=require, u, p",
                "postgres://u:p@h,                            jdbc:postgresql://h/,              u,    p"
            })
    void readsBothForms(String url, String jdbcUrl, String user, String password) {
        PostgresAddress address = PostgresAddress.of(Settings.url(url));

        assertThat(address.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(new Driver().acceptsURL(jdbcUrl)).isTrue();
        assertThat(address.properties().getProperty("user")).isEqualTo(user);
        assertThat(address.properties().getProperty("password")).isEqualTo(password);
    }

    @Test
    void readsSeveralHosts() {
        PostgresAddress address = PostgresAddress.of(Settings.url("postgres://u:p@h1:5432,h2:5433/db"));

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h1:5432,h2:5433/db");
        assertThat(address.properties()).containsAllEntriesOf(Map.of("user", "u", "password", "p"));
    }

    @Test
    void userAndPasswordOfTheSettingsGoFirst() {
        PostgresAddress address = PostgresAddress.of(Settings.url("postgres://u:p@h/db", "other", "secret"));

        assertThat(address.properties()).containsAllEntriesOf(Map.of("user", "other", "password", "secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://u:hidden@h/db",
                "postgres://u:100%hidden@h/db",
                "postgres://u:hidden and more@h/db",
                "postgres://u:hidden^@h/db"
            })
    void refusesWhatIsNotEncodedWithoutShowingIt(String url) {
        InvalidConfigurationException refused =
                catchThrowableOfType(InvalidConfigurationException.class, () -> PostgresAddress.of(Settings.url(url)));

        assertThat(refused).hasMessageContaining("percent-encoded").hasNoCause();
        assertThat(refused.getMessage()).doesNotContain("hidden");
    }

    @Test
    void knowsItsOwn() {
        assertThat(PostgresAddress.accepts("jdbc:postgresql:db")).isTrue();
        assertThat(PostgresAddress.accepts("postgres://h/db")).isTrue();
        assertThat(PostgresAddress.accepts("postgresql://h/db")).isTrue();
        assertThat(PostgresAddress.accepts("jdbc:mysql://h/db")).isFalse();
        assertThat(PostgresAddress.accepts("clickhouse://h")).isFalse();
    }
}
