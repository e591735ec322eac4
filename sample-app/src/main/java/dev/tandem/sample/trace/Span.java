package dev.tandem.sample.trace;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of a trace; the call of a model among them carries tokens and cost. */
record Span(
        String id,
        String traceId,
        @Nullable String parentSpanId,
        String projectId,
        String name,
        String kind,
        String model,
        String status,
        Instant startTime,
        long durationMs,
        long inputTokens,
        long outputTokens,
        BigDecimal cost,
        @Nullable String input,
        @Nullable String output) {}
