package dev.tandem.sample.trace;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A span, as a client sends it with its trace. */
record NewSpan(
        @NotBlank @Size(max = 64) String id,
        @Nullable String parentSpanId,
        @NotBlank @Size(max = 200) String name,

        @Nullable @Pattern(regexp = "generation|tool|retrieval|other")
        String kind,

        @Nullable @Size(max = 100) String model,
        @Nullable @Pattern(regexp = "ok|error") String status,
        @Nullable Instant startTime,
        @PositiveOrZero @Max(Trace.LARGEST) long durationMs,
        @PositiveOrZero @Max(Trace.LARGEST) long inputTokens,
        @PositiveOrZero @Max(Trace.LARGEST) long outputTokens,

        @Nullable @PositiveOrZero @Digits(integer = 9, fraction = 9)
        BigDecimal cost,

        @Nullable String input,
        @Nullable String output) {

    Span span(Trace trace) {
        return new Span(
                id,
                trace.id(),
                parentSpanId,
                trace.projectId(),
                name,
                Objects.requireNonNullElse(kind, "generation"),
                Objects.requireNonNullElse(model, ""),
                Objects.requireNonNullElse(status, "ok"),
                Objects.requireNonNullElse(startTime, trace.startTime()),
                durationMs,
                inputTokens,
                outputTokens,
                Objects.requireNonNullElse(cost, BigDecimal.ZERO),
                input,
                output);
    }
}
