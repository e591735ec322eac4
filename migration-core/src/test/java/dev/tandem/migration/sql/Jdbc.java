package dev.tandem.migration.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into a test's database from beside. */
public final class Jdbc {
    private Jdbc() {}

    public static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column. */
    public static List<String> strings(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tables of a ClickHouse database but those that a lock leaves. */
    public static List<String> tables(String url) {
        return strings(
                url,
                "SELECT name FROM system.tables WHERE database = currentDatabase()"
                        + " AND NOT startsWith(comment, 'tandem lock') ORDER BY name");
    }

    public static long number(String url, String sql) {
        return Long.parseLong(strings(url, sql).get(0));
    }
}
