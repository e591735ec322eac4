package dev.tandem.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * What was read for a plan.
 *
 * @param command what was asked for
 * @param states of the databases that could be read, in forward order
 * @param refusals why the others could not
 */
record Reading(Command command, List<DatabaseState> states, List<MigrationException> refusals) {
    Reading {
        states = List.copyOf(states);
        refusals = List.copyOf(refusals);
    }

    /**
     * Plans, if every database could be read.
     *
     * @throws MigrationException of the gravest kind, naming every database that could not be read or that refuses
     */
    Plan plan() {
        if (refusals.isEmpty()) {
            return Planner.plan(command, states);
        }
        List<MigrationException> all = new ArrayList<>(refusals);
        try {
            Planner.refuse(command, states);
        } catch (MigrationException e) {
            all.add(e);
        }
        throw Together.of(all);
    }
}
