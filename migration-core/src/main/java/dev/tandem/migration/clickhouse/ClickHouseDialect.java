package dev.tandem.migration.clickhouse;

import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.script.SqlFile;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.Drivers;
import dev.tandem.migration.sql.Intent;
import dev.tandem.migration.sql.MigrationTemplates;
import dev.tandem.migration.sql.ProgressDialect;
import dev.tandem.migration.sql.PromptDialect;
import dev.tandem.migration.sql.SqlChannel;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.Template;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** ClickHouse over HTTP. */
public final class ClickHouseDialect implements Dialect, MigrationTemplates, ProgressDialect, PromptDialect {
    private static final DatabaseKind KIND = new DatabaseKind("clickhouse", false);
    private static final Pattern CLUSTER = Pattern.compile("[\\p{L}\\p{N}_.-]+");
    static final String DRIVER = "com.clickhouse.jdbc.Driver";

    @Override
    public DatabaseKind kind() {
        return KIND;
    }

    @Override
    public String lockKind(DatabaseSettings settings) {
        String configured = ClickHouseLock.configured(settings);
        return LockKind.of(configured).map(LockKind::word).orElse(configured);
    }

    @Override
    public boolean accepts(String url) {
        return ClickHouseAddress.accepts(url);
    }

    @Override
    public void check(DatabaseSettings settings) {
        refuse(settings, "schema", settings.schema(), "ClickHouse has databases, and the address names one.");
        refuse(settings, "lock-timeout", settings.lockTimeout(), "ClickHouse statements do not wait for table locks.");
        refuse(settings, "transaction", settings.transaction(), "ClickHouse has no transactions over schema changes.");
        HistoryEngine.of(settings);
        ClickHouseLock.check(settings);
        String cluster = settings.cluster();
        if (cluster != null && !CLUSTER.matcher(cluster).matches()) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "No cluster can have the name '" + cluster + "': tandem.databases." + settings.name()
                                    + ".cluster names an element of the server's configuration.",
                            "Use a name that SHOW CLUSTERS has."),
                    null);
        }
        if (!Drivers.isPresent(DRIVER)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "The ClickHouse driver is not on the class path.",
                            "Add the dependency com.clickhouse:clickhouse-jdbc."),
                    null);
        }
    }

    @Override
    public void check(Script script) {
        if (!script.isSql() && script.transactional()) {
            throw new InvalidMigrationException(
                    Failure.inFile(
                            script.location(),
                            null,
                            "ClickHouse has no transactions: " + script.location() + " wants to run in one.",
                            "Use JavaCode.outsideTransaction, or inBatches."),
                    null);
        }
    }

    private static void refuse(DatabaseSettings settings, String property, @Nullable Object value, String why) {
        if (value != null) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            why + " tandem.databases." + settings.name() + "." + property + " is set to '" + value
                                    + "'.",
                            "Remove the setting."),
                    null);
        }
    }

    @Override
    public ScriptFile file(ScriptSource source, Placeholders placeholders) {
        return new SqlFile(source, ClickHouseLexer::new, false, placeholders);
    }

    @Override
    public Template template(Intent intent) {
        return ClickHouseTemplates.of(intent);
    }

    @Override
    public SqlChannel connect(DatabaseSettings settings, String runId, Deadline deadline) throws SQLException {
        return ClickHouseChannel.open(this, settings, runId, deadline);
    }

    @Override
    public Connection open(DatabaseSettings settings) throws SQLException {
        ClickHouseAddress address = ClickHouseAddress.of(settings);
        return new com.clickhouse.jdbc.Driver().connect(address.jdbcUrl(), address.properties());
    }

    @Override
    public ScriptFile text(ScriptSource source) {
        return new SqlFile(source, ClickHouseLexer::new, false, Placeholders.NONE);
    }

    @Override
    public StatementProgress progress(DatabaseSettings settings, String runId, List<SqlStatement> sent)
            throws SQLException {
        return ClickHouseProgress.ask(this, settings, runId, sent);
    }

    @Override
    public Answer answer(SQLException e) {
        return ClickHouseErrors.answer(e);
    }

    @Override
    public Problem problem(SQLException e) {
        return ClickHouseErrors.problem(e);
    }

    @Override
    public String rightToCreate(TableLocation table) {
        return "CREATE TABLE ON " + table.qualified(this);
    }

    @Override
    public String quote(String identifier) {
        return '`' + identifier.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }

    @Override
    public String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    @Override
    public String epochMillis(String column) {
        return "toUnixTimestamp64Milli(" + column + ")";
    }

    @Override
    public String tableComment(@Nullable String schema, String table) {
        return "(SELECT any(comment) FROM system.tables WHERE database = "
                + (schema == null ? "currentDatabase()" : literal(schema)) + " AND name = " + literal(table) + ")";
    }

    @Override
    public String now() {
        return "now64(3)";
    }
}
