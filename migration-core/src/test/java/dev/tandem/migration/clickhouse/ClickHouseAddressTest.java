package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseAddressTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "jdbc:clickhouse://h:8123/db,             jdbc:clickhouse://h:8123/db,          -, -",
                "jdbc:ch://h:8123/db,                     jdbc:ch://h:8123/db,                  -, -",
                "jdbc:clickhouse:https://h/db,            jdbc:clickhouse:https://h/db,         -, -",
                "jdbc:clickhouse:https://u:p@h:8443/db,   jdbc:clickhouse:https://h:8443/db,    u, p",
                "clickhouse://h:8123/db,                  jdbc:clickhouse://h:8123/db,          -, -",
                "clickhouse://u@h/db,                     jdbc:clickhouse://h/db,               u, -",
                "clickhouse://u:p:q@h/db?ssl=true,        jdbc:clickhouse://h/db?ssl=true,      u, p:q",
                "clickhouse://u:a%40b%2F%25+c@h/db,       jdbc:clickhouse://h/db,               u, a@b/%+c",
                "clickhouse://u:@h,                       jdbc:clickhouse://h,                  u, ''",
                "clickhouse://h/db?x=a@b,                 jdbc:clickhouse://h/db?x=a@b,         -, -",
                "clickhouse://h:8123?x=a@b,               jdbc:clickhouse://h:8123?x=a@b,       -, -"
            })
    void readsBothForms(String url, String jdbcUrl, String user, String password) {
        ClickHouseAddress address = ClickHouseAddress.of(Settings.url(url));

        assertThat(address.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(address.properties().getProperty("user")).isEqualTo(user);
        assertThat(address.properties().getProperty("password")).isEqualTo(password);
    }

    @Test
    void userAndPasswordOfTheSettingsGoFirst() {
        ClickHouseAddress address = ClickHouseAddress.of(Settings.url("clickhouse://u:p@h/db", "other", "secret"));

        assertThat(address.properties()).containsAllEntriesOf(Map.of("user", "other", "password", "secret"));
    }

    @Test
    void refusesWhatIsNotEncodedWithoutShowingIt() {
        InvalidConfigurationException refused = catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> ClickHouseAddress.of(Settings.url("clickhouse://u:100%hidden@h/db")));

        assertThat(refused).hasMessageContaining("percent-encoded").hasNoCause();
        assertThat(refused.getMessage()).doesNotContain("hidden");
    }

    @Test
    void knowsItsOwn() {
        assertThat(ClickHouseAddress.accepts("jdbc:clickhouse://h")).isTrue();
        assertThat(ClickHouseAddress.accepts("jdbc:ch:https://h")).isTrue();
        assertThat(ClickHouseAddress.accepts("clickhouse://h")).isTrue();
        assertThat(ClickHouseAddress.accepts("postgres://h/db")).isFalse();
    }
}
