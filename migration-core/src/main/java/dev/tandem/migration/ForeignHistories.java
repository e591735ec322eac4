package dev.tandem.migration;

import java.util.List;

/**
 * What was looked for and found of other tools in a database.
 *
 * @param looked the names of the tables that were looked for
 * @param found the histories that can be taken over
 * @param adopted whether one was taken over before
 */
public record ForeignHistories(List<String> looked, List<ForeignHistory> found, boolean adopted) {

    public ForeignHistories {
        looked = List.copyOf(looked);
        found = List.copyOf(found);
    }
}
