package dev.tandem.sample.trace;

import java.math.BigDecimal;
import java.time.LocalDate;

/** What a project used of one model on one day, in UTC. */
record DailyUsage(
        LocalDate day,
        String model,
        long traces,
        long spans,
        long errors,
        long inputTokens,
        long outputTokens,
        BigDecimal cost,
        double medianMs) {}
