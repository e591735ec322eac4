package dev.tandem.migration.seed;

import org.jspecify.annotations.Nullable;

/** Something in a seed file is wrong; whoever reads the file knows which one. */
public final class SeedProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Mark mark;
    private final long row;
    private final @Nullable String action;

    private SeedProblem(@Nullable Mark mark, long row, String message, @Nullable String action) {
        super(message);
        this.mark = mark;
        this.row = row;
        this.action = action;
    }

    /** Of a place. */
    public static SeedProblem at(Mark mark, String message, @Nullable String action) {
        return new SeedProblem(mark, 0, message, action);
    }

    /** Of a row of the table that is being written, counted from 1. */
    public static SeedProblem atRow(long row, String message, @Nullable String action) {
        return new SeedProblem(null, row, message, action);
    }

    /** Where, {@code null} when only a row is known. */
    public @Nullable Mark mark() {
        return mark;
    }

    /** The row, 0 when a place is known. */
    public long row() {
        return row;
    }

    /** What the reader can do about it. */
    public @Nullable String action() {
        return action;
    }
}
