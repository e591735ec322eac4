package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewMigrationTest {

    @ParameterizedTest
    @CsvSource({
        "add_users_table, add_users_table",
        "Add Users  Table, add_users_table",
        "AddUsersTable, add_users_table",
        "addAPIKeys, add_api_keys",
        "add-users-2, add_users_2",
        "_add__users_, add_users"
    })
    void aNameBecomesSnakeCase(String typed, String name) {
        assertThat(NewMigration.named(typed, null, false).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "_",
                "../users",
                "a/b",
                "a\\b",
                "users.sql",
                "..",
                "a\nb",
                "ünders",
                "a;b",
                "a\0b",
                "%2e"
            })
    void whatIsNoNameIsRefused(String typed) {
        assertThatThrownBy(() -> NewMigration.named(typed, null, false))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is no name for a migration");
    }

    @ParameterizedTest
    @ValueSource(ints = {121, 5_000})
    void aNameThatIsTooLongForAFileSystemIsRefused(int length) {
        assertThatThrownBy(() -> NewMigration.named("a".repeat(length), null, false))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("between 1 and 120");
    }
}
