package dev.tandem.migration;

import java.util.List;

/** A {@link MigrationSession} that can tell about its server and about earlier runs. Changes nothing. */
public interface DescribesServer {

    /** What its server says of itself and of us. */
    ServerInfo server();

    /** The runs that the history remembers, the latest first. */
    List<PastRun> pastRuns(int limit);
}
