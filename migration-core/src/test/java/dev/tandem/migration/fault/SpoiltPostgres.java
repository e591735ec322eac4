package dev.tandem.migration.fault;

import dev.tandem.migration.embedded.DatabasesForTests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** In PostgreSQL. What is kept is in a schema of its own. */
final class SpoiltPostgres extends SpoiltDatabase {
    private final List<String> restoring = new ArrayList<>();

    SpoiltPostgres(Path directory) {
        super("postgres", DatabasesForTests.postgres(), directory);
    }

    @Override
    void keep() {
        execute("CREATE SCHEMA kept");
        restoring.add("SET search_path = public");
        restoring.add("DROP SCHEMA IF EXISTS public, other CASCADE");
        restoring.add("CREATE SCHEMA public");
        for (String table : tables()) {
            execute("CREATE TABLE kept." + table + " (LIKE public." + table + " INCLUDING ALL)");
            execute("INSERT INTO kept." + table + " SELECT * FROM public." + table);
            restoring.add("CREATE TABLE public." + table + " (LIKE kept." + table + " INCLUDING ALL)");
            restoring.add("INSERT INTO public." + table + " SELECT * FROM kept." + table);
        }
        restoring.add(comment(ask("SELECT obj_description('public." + HISTORY + "'::regclass)")
                .get(0)));
    }

    @Override
    void restore() {
        execute(String.join("; ", restoring));
    }

    @Override
    String create(String table) {
        return "CREATE TABLE " + table + " (i integer)";
    }

    @Override
    String createdAs(String table, String select) {
        return "CREATE TABLE " + table + " AS " + select;
    }

    @Override
    List<String> tables() {
        return ask("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1");
    }

    @Override
    List<String> change(String column, String value, String where) {
        return List.of("UPDATE " + HISTORY + " SET " + column + " = " + value + " WHERE " + where);
    }

    @Override
    List<String> delete(String where) {
        return List.of("DELETE FROM " + HISTORY + " WHERE " + where);
    }

    @Override
    List<String> toNull(String column, String where) {
        return List.of(
                "ALTER TABLE " + HISTORY + " DROP CONSTRAINT IF EXISTS " + HISTORY + "_pkey",
                "ALTER TABLE " + HISTORY + " ALTER COLUMN " + column + " DROP NOT NULL",
                "UPDATE " + HISTORY + " SET " + column + " = NULL WHERE " + where);
    }

    @Override
    List<String> again(String column, String value, String where) {
        return List.of(
                "ALTER TABLE " + HISTORY + " DROP CONSTRAINT " + HISTORY + "_pkey",
                "CREATE TABLE more AS SELECT * FROM " + HISTORY + " WHERE " + where,
                "UPDATE more SET " + column + " = " + value,
                "INSERT INTO " + HISTORY + " SELECT * FROM more",
                "DROP TABLE more");
    }

    @Override
    String comment(String text) {
        return "COMMENT ON TABLE public." + HISTORY + " IS '" + text + "'";
    }

    @Override
    String rowOf(String table) {
        return quoted(table) + "::text";
    }
}
