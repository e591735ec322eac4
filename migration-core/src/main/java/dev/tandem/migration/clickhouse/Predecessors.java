package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.util.List;

/**
 * The statements that runs before this one still have in the server, known by the history that their log comments name.
 *
 * @param servers where they may run
 * @param asker asks one of the servers
 * @param history the history table
 */
record Predecessors(Servers servers, Asker asker, TableLocation history) {

    private String condition() {
        return "startsWith(Settings['log_comment'], " + servers.dialect().literal(Activity.mark(history)) + ")";
    }

    String count() {
        return "SELECT count() FROM " + servers.table("processes") + " WHERE " + condition();
    }

    /** Not SYNC, which may hang: it is asked for again instead. */
    String kill() {
        return "KILL QUERY" + servers.onCluster() + " WHERE " + condition() + " ASYNC";
    }

    /** Whether there are none any more; those that there are have been asked to end. */
    boolean areGone() throws SQLException {
        if (asker.ask(count()).equals(List.of("0"))) {
            return true;
        }
        asker.tell(kill());
        return false;
    }
}
