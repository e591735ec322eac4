package dev.tandem.migration;

import dev.tandem.migration.Command.Adopt;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans taking over what other tools recorded. Pure. */
final class AdoptPlanner {
    private final Adopt command;
    private final Refusals refusals;
    private final boolean somewhere;

    /**
     * A planner of this command.
     *
     * @throws InvalidConfigurationException when a database does not know the version that it names
     */
    AdoptPlanner(Adopt command, List<DatabaseState> states, Refusals refusals) {
        this.command = command;
        this.refusals = refusals;
        List<DatabaseState> with = states.stream()
                .filter(state -> !state.foreign().found().isEmpty())
                .toList();
        this.somewhere = !with.isEmpty()
                || states.stream().anyMatch(state -> state.foreign().adopted());
        Long version = command.version();
        if (version != null) {
            new Target(version == Adopt.NOTHING ? null : version, refusals).require(with);
        }
    }

    /** What is taken over in a database; {@code null} when there is nothing, or it refused. */
    @Nullable
    ForeignHistory foreign(DatabaseState state) {
        List<ForeignHistory> found = state.foreign().found();
        if (found.size() > 1) {
            refusals.add(AdoptRefusals.severalToAdopt(state, found));
            return null;
        }
        if (found.isEmpty()) {
            // Another selected database may be the only one that such a tool has worked on.
            if (!somewhere) {
                refusals.add(AdoptRefusals.nothingToAdopt(state));
            }
            return null;
        }
        ForeignHistory foreign = found.get(0);
        if (command.version() == null && foreign.doubt() != null) {
            refusals.add(AdoptRefusals.doubtful(state, foreign, foreign.doubt()));
            return null;
        }
        return foreign;
    }

    /** What is recorded of it: everything that the history does not have yet. */
    List<Step> plan(DatabaseState state, ForeignHistory foreign) {
        SortedMap<MigrationId, String> applied = applied(state, foreign);
        for (MigrationStatus status : state.versioned().values()) {
            boolean pending = status.state() == MigrationState.PENDING;
            boolean both = status.appliedAt() != null && applied.containsKey(status.id());
            if (!pending && !both) {
                refusals.add(AdoptRefusals.notAsAdopted(state, status, foreign));
            }
        }
        List<Step> steps = new ArrayList<>();
        applied.forEach((id, name) -> {
            MigrationStatus status = state.versioned().get(id);
            if (status == null || status.state() == MigrationState.PENDING) {
                String known = name.isEmpty() ? "adopted from " + foreign.tool().label() : name;
                steps.add(new Step(
                        state.name(), Action.ADOPT, Direction.UP, id, status == null ? known : status.name(), 0));
            }
        });
        return steps;
    }

    /** Who says a version says what is there, whatever the table has. */
    private SortedMap<MigrationId, String> applied(DatabaseState state, ForeignHistory foreign) {
        Long version = command.version();
        if (version == null) {
            SortedMap<MigrationId, String> recorded = new TreeMap<>();
            foreign.versions().forEach((one, name) -> recorded.put(MigrationId.of(one), name));
            return recorded;
        }
        SortedMap<MigrationId, String> upTo = new TreeMap<>();
        MigrationId last = MigrationId.of(version);
        state.files().forEach((id, migration) -> {
            if (id.compareTo(last) <= 0) {
                upTo.put(id, migration.name());
            }
        });
        return upTo;
    }
}
