package dev.tandem.migration.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was read of one section so far. */
final class Part {
    final Section section;
    final int line;
    final Fingerprint fingerprint = new Fingerprint();
    int statements;
    /** Line of its first statement. */
    int firstLine;

    boolean transactional = true;

    @Nullable
    Duration timeout;

    /** Begins on a line. */
    Part(Section section, int line) {
        this.section = section;
        this.line = line;
    }
}
