package dev.tandem.sample.trace;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A finished trace with its spans, as a client sends it. */
record NewTrace(
        @NotBlank @Size(max = 64) String id,
        @NotNull UUID projectId,
        @NotBlank @Size(max = 200) String name,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable Instant startTime,
        @PositiveOrZero @Max(Trace.LARGEST) long durationMs,
        @Nullable String input,
        @Nullable String output,
        @Size(max = 20) @Nullable List<@NotBlank String> tags,
        @Size(max = 1000) @Nullable List<@Valid NewSpan> spans) {

    /** The trace as ClickHouse will store it, to the millisecond. */
    Trace trace(Instant now) {
        return new Trace(
                id,
                projectId.toString(),
                name,
                userId,
                sessionId,
                Objects.requireNonNullElse(startTime, now).truncatedTo(ChronoUnit.MILLIS),
                durationMs,
                input,
                output,
                Objects.requireNonNullElse(tags, List.of()));
    }

    /** A span that does not say when it began, began with its trace. */
    List<Span> spans(Trace trace) {
        return Objects.requireNonNullElse(spans, List.<NewSpan>of()).stream()
                .map(span -> span.span(trace))
                .toList();
    }
}
