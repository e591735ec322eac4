package dev.tandem.migration.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a migration is for, as its name says it. The names in it are words of a migration's name, so they need no quotes but where they are reserved. */
public sealed interface Intent {
    Pattern COLUMN = Pattern.compile("(add|remove|drop|delete)_(.+)_(?:to|from)_(.+)");
    Pattern INDEX = Pattern.compile("(?:add_|create_)?index_(?:on_)?(.+?)(?:_(?:by|on)_(.+))?");
    Pattern TABLE = Pattern.compile("create_(.+?)(?:_table)?|add_(.+)_table");

    /** A table is to be created. */
    record CreateTable(String table) implements Intent {}

    /** A table gets a column. */
    record AddColumn(String table, String column) implements Intent {}

    /** A table loses a column. */
    record DropColumn(String table, String column) implements Intent {}

    /** A table gets an index. */
    record CreateIndex(String table, String column) implements Intent {}

    /** The name does not say. */
    record Other() implements Intent {}

    /** Reads a name such as {@code create_users}, {@code add_plan_to_users} or {@code index_users_by_email}. */
    static Intent of(String name) {
        Matcher index = INDEX.matcher(name);
        if (index.matches()) {
            return new CreateIndex(index.group(1), index.group(2) == null ? "id" : index.group(2));
        }
        Matcher column = COLUMN.matcher(name);
        if (column.matches()) {
            return column.group(1).equals("add")
                    ? new AddColumn(column.group(3), column.group(2))
                    : new DropColumn(column.group(3), column.group(2));
        }
        Matcher table = TABLE.matcher(name);
        if (table.matches()) {
            return new CreateTable(table.group(1) != null ? table.group(1) : table.group(2));
        }
        return new Other();
    }
}
