package dev.tandem.migration.postgres;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script with what PostgreSQL's transactions make of it. It runs in one transaction of ours unless it says otherwise,
 * holds a statement that refuses to, or has transactions of its own; one that is wholly wrapped in BEGIN and COMMIT is an
 * ordinary one. Decided by reading it once.
 */
final class PostgresScript implements Script {
    private static final Pattern OTHER_STRINGS = Pattern.compile(
            "SET\\s+((SESSION|LOCAL)\\s+)?standard_conforming_strings\\s*(=|\\bTO\\b)\\s*'?(off|false|no|0)\\b",
            Pattern.CASE_INSENSITIVE);

    private final Script script;
    private @Nullable Shape shape;

    PostgresScript(Script script) {
        this.script = script;
    }

    /**
     * How transactions divide it.
     *
     * @param wrapped its first statement begins and its last one ends its only transaction
     * @param divided a statement of it stands outside of a transaction, or it has several
     */
    private record Shape(boolean wrapped, boolean divided) {}

    @Override
    public String location() {
        return script.location();
    }

    @Override
    public int statements() {
        shape();
        return script.statements();
    }

    @Override
    public String fingerprint() {
        return script.fingerprint();
    }

    @Override
    public @Nullable String digest() {
        return script.digest();
    }

    @Override
    public boolean transactional() {
        return script.transactional() && !shape().divided();
    }

    @Override
    public @Nullable Duration timeout() {
        return script.timeout();
    }

    /** Whether it is said of the script that it is not to run in a transaction. */
    boolean declared() {
        return !script.transactional();
    }

    /** Without the BEGIN and COMMIT that wrap it, which are ours to send. */
    @Override
    public Statements open() {
        return transactional() && shape().wrapped() ? new Unwrapped(script.open(), script.statements()) : script.open();
    }

    private Shape shape() {
        if (shape == null) {
            shape = read(problem -> {
                throw problem;
            });
        }
        return shape;
    }

    /** Tells of everything for which it would be refused, as far as its text can be read. */
    void validate(Consumer<InvalidMigrationException> problems) {
        read(problems);
    }

    private Shape read(Consumer<InvalidMigrationException> problems) {
        int number = 0;
        int transactions = 0;
        SqlStatement open = null;
        boolean bare = false;
        boolean outside = false;
        boolean begunFirst = false;
        try (Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                number++;
                List<SqlStatement> pieces = Block.statements(statement);
                for (SqlStatement piece : pieces) {
                    refuseIf(
                            problems,
                            OTHER_STRINGS.matcher(piece.executable()).lookingAt(),
                            piece,
                            "Behind this statement the server would find other ends of strings than this tool.",
                            "Delete it, and write strings with escapes as E'…'.");
                    if (pieces.size() > 1) {
                        refuseUnlessOrdinary(problems, piece);
                    }
                }
                switch (use(statement, pieces)) {
                    case BEGIN -> {
                        refuseIf(
                                problems,
                                open != null,
                                statement,
                                "A transaction is begun inside another one.",
                                "End the first one before.");
                        open = statement;
                        begunFirst |= number == 1;
                        transactions++;
                    }
                    case COMMIT -> {
                        refuseIf(
                                problems,
                                open == null,
                                statement,
                                "A transaction is ended that was not begun here.",
                                "Delete the statement.");
                        open = null;
                    }
                    case REFUSED ->
                        problems.accept(refused(
                                statement,
                                "A migration that takes its own transaction back, or hands it to somebody else, cannot be"
                                        + " recorded.",
                                "Delete the statement; savepoints may be used."));
                    case BARE -> {
                        refuseIf(
                                problems,
                                open != null,
                                statement,
                                "The server does not run this statement inside a transaction.",
                                "Move it behind COMMIT.");
                        refuseIf(
                                problems,
                                BareStatement.of(statement.executable()).isUnnamedIndex(),
                                statement,
                                "The index has no name: each attempt to create it concurrently would leave another one.",
                                "Name it: CREATE INDEX CONCURRENTLY <name> ON …");
                        bare = true;
                    }
                    case ORDINARY, SESSION, SESSION_OBJECT -> outside |= open == null;
                }
            }
        }
        if (open != null) {
            problems.accept(refused(
                    open, "A transaction is begun but not ended.", "End it with COMMIT, or delete the statement."));
        }
        boolean wrapped = transactions == 1 && begunFirst && !outside && !bare;
        return new Shape(wrapped, bare || (transactions > 0 && !wrapped));
    }

    private TransactionUse use(SqlStatement statement, List<SqlStatement> pieces) {
        return pieces.size() > 1 ? TransactionUse.ORDINARY : TransactionUse.ofOne(statement.executable(), declared());
    }

    /** Of several statements that are sent as one, in a transaction of ours. */
    private void refuseUnlessOrdinary(Consumer<InvalidMigrationException> problems, SqlStatement piece) {
        switch (TransactionUse.of(piece.executable(), declared())) {
            case BEGIN, COMMIT, REFUSED ->
                problems.accept(refused(
                        piece,
                        "Among several statements between StatementBegin and StatementEnd one begins or ends a transaction.",
                        "Delete it, or write it outside of StatementBegin and StatementEnd."));
            case BARE ->
                problems.accept(refused(
                        piece,
                        "The server does not run this statement inside a transaction, which several between StatementBegin"
                                + " and StatementEnd are sent in.",
                        "Write it outside of StatementBegin and StatementEnd."));
            case ORDINARY, SESSION, SESSION_OBJECT -> {}
        }
    }

    private void refuseIf(
            Consumer<InvalidMigrationException> problems,
            boolean wrong,
            SqlStatement statement,
            String message,
            String action) {
        if (wrong) {
            problems.accept(refused(statement, message, action));
        }
    }

    private InvalidMigrationException refused(SqlStatement statement, String message, String action) {
        return new InvalidMigrationException(Failure.inStatement(location(), statement, message, action), null);
    }

    /** The statements between the first and the last. */
    private static final class Unwrapped implements Statements {
        private final Statements all;
        private final int count;
        private @Nullable SqlStatement next;

        Unwrapped(Statements all, int count) {
            this.all = all;
            this.count = count;
            all.next();
            advance();
        }

        private void advance() {
            SqlStatement read = all.next();
            next = read.number() < count ? read : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public SqlStatement next() {
            SqlStatement current = next;
            if (current == null) {
                throw new NoSuchElementException();
            }
            advance();
            return current;
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
