package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.ServerFacts.Facts;
import dev.tandem.migration.sql.TableLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL says of itself, in one query. */
record PostgresFacts(Dialect dialect, TableLocation location) {

    String sql() {
        String table = dialect.literal(location.qualified(dialect));
        return "SELECT current_setting('server_version'), pg_database_size(current_database()),"
                + " pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',"
                + " has_schema_privilege(" + dialect.literal(location.schema()) + ", 'CREATE'), "
                + (location.exists()
                        ? "has_table_privilege(" + table + ", 'SELECT'), has_table_privilege(" + table + ", 'INSERT')"
                        : "true, true");
    }

    Facts read(ResultSet row) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (row.getBoolean(3)) {
            missing.add("writing at all: the server is read-only or a standby");
        }
        if (!row.getBoolean(4)) {
            missing.add("CREATE on schema " + location.schema());
        }
        String table = location.schema() + "." + location.table();
        if (!row.getBoolean(5)) {
            missing.add("SELECT on " + table);
        }
        if (!row.getBoolean(6)) {
            missing.add("INSERT on " + table);
        }
        return new Facts(row.getString(1), null, row.getLong(2), missing);
    }
}
