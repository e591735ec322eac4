package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                // repeated, folded, escaped, without its escapes
                "hunter2            | invalid input syntax: \"hunter2\"                 | invalid input syntax: \"*\"",
                "HunTer2            | column \"hunter2\" does not exist                 | column \"*\" does not exist",
                "it''s-me           | value it's-me                                     | value *",
                "it's-me            | string 'it\\'s-me'                                | string '*'",
                "it's-me            | at or near \"'it''s-me'\"                         | at or near \"'*'\"",
                "'hunter2'          | column hunter2                                    | column *",
                "a\\\\b-c           | value a\\b-c                                      | value *",
                "a\\b-c             | value a\\\\b-c                                    | value *",
                // cut off
                "0123456789abcdefgh | Failing row contains (1, 01234...).               | Failing row contains (1, *...).",
                "0123456789abcdefgh | JSON data, line 1: ...defgh                       | JSON data, line 1: ...*",
                "0123456789abcdefgh | is too long: xyz_01234…                           | is too long: xyz_*…",
                "0123456789abcdefgh | no mark, but it is long: 3456789abcdef            | no mark, but it is long: *",
                // taken apart
                "top hunter2!       | syntax error at or near \"hunter2\"               | syntax error at or near \"*\"",
                "12345abcdef        | junk after literal at or near \"12345a\"          | junk after literal at or near \"*\"",
                "my-s3cret          | failed at position 3 (-) (line 1, col 3): -s3cret, | failed at position 3 (-) (line 1, col 3): *,",
                // what only looks alike
                "customer_accounts  | relation \"customer_orders\" does not exist       | relation \"customer_orders\" does not exist",
                "app_user           | role \"user\" does not exist                      | role \"user\" does not exist",
                "ab                 | absent                                            | absent",
            })
    void leavesNothingOfAValueHoweverAServerWritesIt(String value, String message, String expected) {
        assertThat(Masking.of(Map.of("*", value)).mask(message)).isEqualTo(expected);
    }

    @Test
    void linesOfAValueAreFoundAsTheyAreWritten() {
        Masking masking = Masking.of(Map.of("*", "first\nsecond"));

        assertThat(masking.mask("'first\nsecond'")).isEqualTo("'*'");
        assertThat(masking.mask("'first\\nsecond'")).isEqualTo("'*'");
    }

    @Test
    void theLongestGoesFirstAndANameIsNoValue() {
        Masking masking = Masking.of(Map.of("${pass}", "word", "${word}", "word-and-more", "${n}", "7"));

        assertThat(masking.mask("word-and-more, word and 7")).isEqualTo("${word}, ${pass} and 7");
    }

    @Test
    void aLongMessageAndALongValueTakeNoTime() {
        String value = "0123456789abcdef".repeat(10_000);
        Masking masking = Masking.of(Map.of("*", value));

        assertThat(masking.mask("x".repeat(100_000) + value.substring(5, 1_000)))
                .isEqualTo("x".repeat(100_000) + "*");
    }
}
