package dev.tandem.migration.sql;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link SqlChannel} that can tell about its server. */
public interface ServerFacts {

    /** Asks for them. */
    Facts facts(TableLocation location) throws SQLException;

    /**
     * What can be known of a server; as in {@link dev.tandem.migration.ServerInfo}.
     *
     * @param version its version
     * @param historyEngine engine of the history table
     * @param sizeBytes size of the database
     * @param missingRights what the migrating user lacks
     */
    record Facts(
            String version,
            @Nullable String historyEngine,
            @Nullable Long sizeBytes,
            @Nullable List<String> missingRights) {
        static final Facts UNKNOWN = new Facts("", null, null, null);
    }
}
