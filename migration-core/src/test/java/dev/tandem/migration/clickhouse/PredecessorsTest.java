package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.sql.TableLocation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent to a cluster can only be checked as text here; on one server it is executed in {@link LeasedLockTest}. */
class PredecessorsTest {
    private static final TableLocation HISTORY = new TableLocation("it's", "schema_migrations", true, null);

    @Test
    void onAClusterTheyAreLookedForAndEndedOnEveryReplica() {
        Predecessors predecessors =
                new Predecessors(new Servers(new ClickHouseDialect(), "main"), sql -> List.of("0"), HISTORY);

        assertThat(predecessors.count())
                .startsWith("SELECT count() FROM clusterAllReplicas('main', system.processes) WHERE ")
                .endsWith("startsWith(Settings['log_comment'], 'tandem it\\'s.schema_migrations ')");
        assertThat(predecessors.kill())
                .startsWith("KILL QUERY ON CLUSTER `main` WHERE ")
                .endsWith(" ASYNC");
    }
}
