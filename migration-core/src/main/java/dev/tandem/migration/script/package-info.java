/** Text to statements: streaming, with chained fingerprints. Knows no dialect; a dialect brings its {@code Lexer}. */
@NullMarked
package dev.tandem.migration.script;

import org.jspecify.annotations.NullMarked;
