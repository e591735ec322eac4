package dev.tandem.migration.seed;

/**
 * A place in a seed file.
 *
 * @param line from 1
 * @param column in characters, from 1
 */
public record Mark(int line, int column) {

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
