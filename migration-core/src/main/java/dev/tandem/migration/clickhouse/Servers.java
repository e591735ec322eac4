package dev.tandem.migration.clickhouse;

import org.jspecify.annotations.Nullable;

/**
 * Of which servers a system table is read: of the one that answers, or of every replica of a cluster.
 *
 * @param dialect quotes
 * @param cluster the cluster's name, {@code null} for a server by itself
 */
record Servers(ClickHouseDialect dialect, @Nullable String cluster) {

    /** A system table as FROM takes it. */
    String table(String name) {
        return cluster == null
                ? "system." + name
                : "clusterAllReplicas(" + dialect.literal(cluster) + ", system." + name + ")";
    }

    /** What stands behind the object of a definition, or behind KILL QUERY. */
    String onCluster() {
        return cluster == null ? "" : " ON CLUSTER " + dialect.quote(cluster);
    }
}
