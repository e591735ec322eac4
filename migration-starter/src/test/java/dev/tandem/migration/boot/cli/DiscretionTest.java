package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscretionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "Could not resolve placeholder 'A' in value \"secret${A}\" <-- \"${B}\" | Could not resolve placeholder 'A'",
                "the address postgres://u:sec@ret@host/db is wrong | the address postgres://host/db is wrong",
                "\"jdbc:x://h/db?password=secret&a=b\"                | \"jdbc:x://h/db?password=******&a=b\"",
                "see https://example.org/a for user@host               | see https://example.org/a for user@host",
                "nothing of the kind                                   | nothing of the kind",
            })
    void takesOutWhatMayBeSecretAndNothingElse(String text, String shown) {
        assertThat(Discretion.applied(text)).isEqualTo(shown);
    }
}
