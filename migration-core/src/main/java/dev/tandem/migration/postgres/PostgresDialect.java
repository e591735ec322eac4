package dev.tandem.migration.postgres;

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
import dev.tandem.migration.sql.GuestDialect;
import dev.tandem.migration.sql.Intent;
import dev.tandem.migration.sql.LockLender;
import dev.tandem.migration.sql.MigrationTemplates;
import dev.tandem.migration.sql.ProgressDialect;
import dev.tandem.migration.sql.PromptDialect;
import dev.tandem.migration.sql.RunLock;
import dev.tandem.migration.sql.ScriptValidation;
import dev.tandem.migration.sql.SqlChannel;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.Template;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 14 and later. */
public final class PostgresDialect
        implements Dialect,
                MigrationTemplates,
                ScriptValidation,
                ProgressDialect,
                PromptDialect,
                GuestDialect,
                LockLender {
    private static final DatabaseKind KIND = new DatabaseKind("postgresql", true);
    private static final int LONGEST_NAME = 63;
    static final String DRIVER = "org.postgresql.Driver";

    @Override
    public DatabaseKind kind() {
        return KIND;
    }

    @Override
    public String lockKind(DatabaseSettings settings) {
        return AdvisoryLock.KIND;
    }

    @Override
    public boolean accepts(String url) {
        return PostgresAddress.accepts(url);
    }

    @Override
    public void check(DatabaseSettings settings) {
        if (settings.engine() != null) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "PostgreSQL has no table engines: tandem.databases." + settings.name()
                                    + ".engine is set to '" + settings.engine() + "'.",
                            "Remove the setting."),
                    null);
        }
        requireShort(settings, "table", settings.table());
        requireShort(settings, "schema", settings.schema());
        if (settings.cluster() != null) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "PostgreSQL has no clusters by name: tandem.databases." + settings.name()
                                    + ".cluster is set to '" + settings.cluster() + "'.",
                            "Remove the setting."),
                    null);
        }
        if (settings.lock() != null) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "On PostgreSQL runs are always kept apart by an advisory lock: tandem.databases."
                                    + settings.name() + ".lock is set to '" + settings.lock() + "'.",
                            "Remove the setting."),
                    null);
        }
        if (!Drivers.isPresent(DRIVER)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "The PostgreSQL driver is not on the class path.",
                            "Add the dependency org.postgresql:postgresql."),
                    null);
        }
    }

    /** The server would cut a longer one in silence, and what we look for in the catalog would not be found. */
    private static void requireShort(DatabaseSettings settings, String property, @Nullable String name) {
        if (name != null && name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "tandem.databases." + settings.name() + "." + property + " is longer than the "
                                    + LONGEST_NAME + " bytes that a name may have in PostgreSQL: " + name,
                            "Give it a shorter one."),
                    null);
        }
    }

    @Override
    public ScriptFile file(ScriptSource source, Placeholders placeholders) {
        return new PostgresFile(new SqlFile(source, PostgresLexer::new, true, placeholders));
    }

    @Override
    public void validate(Script script, Consumer<InvalidMigrationException> problems) {
        ((PostgresScript) script).validate(problems);
    }

    @Override
    public Template template(Intent intent) {
        return PostgresTemplates.of(intent);
    }

    @Override
    public RunLock lend(DatabaseSettings settings, String runId, Deadline deadline, String name) throws SQLException {
        PostgresAddress address = PostgresAddress.of(settings).ofRun(runId, deadline);
        ServerProcess process = new ServerProcess(address);
        PostgresConnection connection = new PostgresConnection(address.connect(), process);
        return new LentLock(
                connection,
                process,
                new PostgresLock(settings, connection, process, new OwnSettings(this, settings, connection), runId),
                runId,
                name);
    }

    @Override
    public SqlChannel connect(DatabaseSettings settings, String runId, Deadline deadline) throws SQLException {
        return PostgresChannel.open(this, settings, runId, deadline);
    }

    @Override
    public Connection open(DatabaseSettings settings) throws SQLException {
        return PostgresAddress.of(settings).connect();
    }

    @Override
    public String jdbcUrl(DatabaseSettings settings) {
        return PostgresAddress.of(settings).jdbcUrl();
    }

    @Override
    public Connection open(DatabaseSettings settings, String runId, Deadline deadline) throws SQLException {
        Connection connection =
                PostgresAddress.of(settings).ofRun(runId, deadline).connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(PostgresSession.lasting(this));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public ScriptFile text(ScriptSource source) {
        return new SqlFile(source, PostgresLexer::new, true, Placeholders.NONE);
    }

    @Override
    public StatementProgress progress(DatabaseSettings settings, String runId, List<SqlStatement> sent)
            throws SQLException {
        return PostgresProgress.ask(this, settings, runId, sent);
    }

    @Override
    public Answer answer(SQLException e) {
        return PostgresErrors.answer(e);
    }

    @Override
    public Problem problem(SQLException e) {
        return PostgresErrors.problem(e);
    }

    @Override
    public @Nullable String remedy(Answer answer) {
        return PostgresErrors.remedy(answer.code());
    }

    @Override
    public String rightToCreate(TableLocation table) {
        return "CREATE ON SCHEMA " + quote(table.schema());
    }

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** With backslashes escaped in the E form, which reads the same whatever standard_conforming_strings is. */
    @Override
    public String literal(String text) {
        return "E'" + text.replace("\0", "").replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public String epochMillis(String column) {
        return "(extract(epoch from " + column + ") * 1000)::bigint";
    }

    @Override
    public String tableComment(@Nullable String schema, String table) {
        String name = (schema == null ? "" : quote(schema) + ".") + quote(table);
        return "obj_description(to_regclass(" + literal(name) + "), 'pg_class')";
    }

    @Override
    public String now() {
        return "clock_timestamp()";
    }
}
