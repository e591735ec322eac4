package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClickHouseAddressTest {

    @Test
    void anAtSignInAParameterIsNoUser() {
        ClickHouseAddress address = of("jdbc:clickhouse://host:8123?user=x&password=p@ss");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:clickhouse://host:8123?user=x&password=p@ss");
        assertThat(address.properties()).isEmpty();
    }

    @Test
    void userAndPasswordMayStandInTheAddress() {
        ClickHouseAddress address = of("clickhouse://x:p%40ss@host:8123/db");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:clickhouse://host:8123/db");
        assertThat(address.properties()).containsEntry("user", "x").containsEntry("password", "p@ss");
    }

    @Test
    void aPasswordThatIsNotEncodedIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> of("clickhouse://x:s3%zz@host:8123/db"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasNoCause()
                .message()
                .doesNotContain("zz");
    }

    private static ClickHouseAddress of(String url) {
        return ClickHouseAddress.of(new DatabaseSettings(
                "clickhouse", url, null, null, List.of(), "schema_migrations", null, null, 0, null, null, false));
    }
}
