package dev.tandem.migration.sql;

import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A step with what it takes to execute and record it.
 *
 * @param down the migration's down as text, to be recorded with an up; asked for when it is recorded
 */
record Work(Step step, Script script, Supplier<@Nullable String> down) {}
