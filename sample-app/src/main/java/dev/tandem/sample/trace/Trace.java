package dev.tandem.sample.trace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request to an application that uses language models. */
record Trace(
        String id,
        String projectId,
        String name,
        @Nullable String userId,
        @Nullable String sessionId,
        Instant startTime,
        long durationMs,
        @Nullable String input,
        @Nullable String output,
        List<String> tags) {

    /** The largest duration or count that fits its column. */
    static final long LARGEST = 4_294_967_295L;
}
