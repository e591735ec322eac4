package dev.tandem.migration.script;

/** The kinds of token a {@link Lexer} tells apart. */
public enum Token {
    WHITE_SPACE,
    /** Any comment, or a line that a client would keep to itself; counts as white space. */
    COMMENT,
    /** A keyword, an identifier or the beginning of a number. */
    WORD,
    /** A string literal, whatever its quotes. */
    STRING,
    /** A quoted identifier. */
    NAME,
    /** Operators and punctuation, one character or more. */
    OTHER,
    /** Rows that stand in the script behind the statement they belong to. */
    DATA,
    /** What ends a statement, and is no part of it. */
    TERMINATOR,
    /** The end of the script; no characters. */
    END
}
