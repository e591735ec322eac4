package dev.tandem.migration.sql;

import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements on their way to a channel: many in one request, but never more than memory holds. One that reads rows goes by
 * itself, behind those before it.
 */
public final class StatementBatch {
    /** Large enough that the round trips do not count, small enough for the memory of both sides. */
    private static final int LARGEST = 500;

    private static final int LARGEST_CHARACTERS = 1 << 20;

    private final TransactionalChannel channel;
    private final Runnable beforeSending;
    private final List<String> batch = new ArrayList<>();
    /** The script's statement at each place of the batch; null for one of ours. */
    private final List<@Nullable SqlStatement> origins = new ArrayList<>();

    private int characters;
    private @Nullable SqlStatement failed;

    /**
     * An empty one.
     *
     * @param beforeSending may throw, so that nothing is sent
     */
    public StatementBatch(TransactionalChannel channel, Runnable beforeSending) {
        this.channel = channel;
        this.beforeSending = beforeSending;
    }

    /** Adds statements of ours. */
    public void add(List<String> statements) {
        statements.forEach(sql -> add(sql, null));
    }

    /** Adds a statement of a script, and sends what there is when that has become much. */
    public void add(SqlStatement statement) throws SQLException {
        StatementInput input = statement.input();
        if (input != null) {
            send();
            failed = statement;
            beforeSending.run();
            channel.copy(statement.executable(), input);
            return;
        }
        add(statement.executable(), statement);
        if (batch.size() >= LARGEST || characters >= LARGEST_CHARACTERS) {
            send();
        }
    }

    private void add(String sql, @Nullable SqlStatement origin) {
        batch.add(sql);
        origins.add(origin);
        characters += sql.length();
    }

    /** Sends what there is. */
    public void send() throws SQLException {
        failed = null;
        if (batch.isEmpty()) {
            return;
        }
        beforeSending.run();
        try {
            channel.send(batch);
        } catch (BatchException e) {
            failed = e.index() < 0 ? null : origins.get(e.index());
            throw e.problem();
        } finally {
            batch.clear();
            origins.clear();
            characters = 0;
        }
    }

    /** The script's statement at which sending failed; {@code null} if it was one of ours, or none in particular. */
    public @Nullable SqlStatement failed() {
        return failed;
    }
}
