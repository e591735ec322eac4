package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.ServerFacts.Facts;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ClickHouse says of itself; what we may not ask stays unknown. */
record ClickHouseFacts(Reader reader, ClickHouseDialect dialect, TableLocation location) {
    /** What every migration may need in its database. */
    static final List<String> RIGHTS =
            List.of("SELECT", "INSERT", "CREATE TABLE", "CREATE VIEW", "ALTER TABLE", "DROP TABLE", "DROP VIEW");

    Facts read() throws SQLException {
        String version = String.valueOf(ask("SELECT version()"));
        String name = dialect.literal(location.table());
        String engine = ask("SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = " + name);
        String size = ask("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()");
        return new Facts(version, engine, size == null ? null : Long.valueOf(size), missingRights());
    }

    private @Nullable List<String> missingRights() throws SQLException {
        if ("1".equals(ask("SELECT toString(getSetting('readonly'))"))) {
            return List.of("writing at all: readonly = 1");
        }
        List<String> missing = new ArrayList<>();
        for (String right : RIGHTS) {
            String granted = ask("CHECK GRANT " + right + " ON " + dialect.quote(location.schema()) + ".*");
            if (granted == null) {
                return null;
            }
            if (!granted.equals("1")) {
                missing.add(right + " on " + location.schema() + ".*");
            }
        }
        return missing;
    }

    /** The first cell; {@code null} when there is none, or the server does not say. */
    private @Nullable String ask(String sql) throws SQLException {
        try {
            return reader.ask(sql).stream().findFirst().orElse(null);
        } catch (SQLException e) {
            if (dialect.problem(e) == Dialect.Problem.UNREACHABLE) {
                throw e;
            }
            return null;
        }
    }
}
