package dev.tandem.migration;

import dev.tandem.migration.Refusal.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The refusals to take over what another tool has recorded. */
final class AdoptRefusals {
    private AdoptRefusals() {}

    static Refusal nothingToAdopt(DatabaseState state) {
        return new Refusal(
                Kind.UNKNOWN_VERSION,
                Failure.of(
                        state.name(),
                        "There is nothing to adopt: no table of another migration tool was found. Looked for: "
                                + String.join(", ", state.foreign().looked()) + ".",
                        "If it has another name, or is in a schema beside the search path, name it: migrate adopt --db "
                                + state.name() + " --table NAME."));
    }

    static Refusal severalToAdopt(DatabaseState state, List<ForeignHistory> found) {
        String tables = found.stream()
                .map(foreign -> foreign.where() + " of " + foreign.tool().label())
                .collect(Collectors.joining(", "));
        return new Refusal(
                Kind.UNKNOWN_VERSION,
                Failure.of(
                        state.name(),
                        "There is more than one history to adopt: " + tables + ".",
                        "Say which with --from or --table: migrate adopt --db " + state.name() + " --table "
                                + found.get(0).where() + "."));
    }

    static Refusal doubtful(DatabaseState state, ForeignHistory foreign, ForeignHistory.Doubt doubt) {
        return new Refusal(
                doubt.dirty() ? Kind.DIRTY : Kind.MISMATCH,
                Failure.of(
                        state.name(),
                        foreign.where() + " of " + foreign.tool().label() + " " + doubt.message(),
                        "Look at what is in the database, then say up to which of the files all is applied: migrate adopt"
                                + " --db " + state.name() + " --version N, or --version none."));
    }

    static Refusal notAsAdopted(DatabaseState state, MigrationStatus status, ForeignHistory foreign) {
        return Refusal.of(
                Kind.NOT_EMPTY,
                state,
                status,
                "is in the history as " + status.state().name().toLowerCase(Locale.ROOT) + ", which is not what "
                        + foreign.where() + " of " + foreign.tool().label()
                        + " has: a history that says something else is not overwritten.",
                "Correct the history with migrate force N --db " + state.name()
                        + ", or do without adopting and rename the other table yourself.");
    }
}
