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
    /** What ends a statement, up to the end of its line, where lines of {@link #INPUT} follow that it reads. */
    INPUT_BEGIN,
    /** A line of what the statement reads from its client; its {@link #TERMINATOR} or the end follows the last. */
    INPUT,
    /** What ends a statement, and is no part of it. */
    TERMINATOR,
    /** The end of the script; no characters. */
    END
}
