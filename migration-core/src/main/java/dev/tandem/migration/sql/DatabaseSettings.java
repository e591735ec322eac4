package dev.tandem.migration.sql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one database is configured. {@code null} means unset: the dialect's default, or nothing.
 *
 * @param name the name by which logs, reports and the command line call it
 * @param url its address: a JDBC URL, or one of the dialect's own
 * @param username user that migrates; may stand in the address instead
 * @param password its password
 * @param paths where its migrations are
 * @param table its history table
 * @param schema the schema that holds the history and that scripts find first
 * @param engine the history table's engine
 * @param cluster the cluster over which the history is replicated
 * @param lock how runs are kept apart, where the dialect lets one choose
 * @param lease how long a lock that has to be renewed outlives a holder that gives no sign of life
 * @param lender the database whose lock is this one's, too
 * @param order databases with a lower one go first
 * @param lockTimeout how long a statement waits for a lock in the server
 * @param statementTimeout how long a single statement may take
 * @param outOfOrder whether a pending migration older than an applied one is applied
 * @param transaction what one transaction holds
 * @param placeholders values by the names that stand for them in scripts
 */
public record DatabaseSettings(
        String name,
        String url,
        @Nullable String username,
        @Nullable String password,
        List<String> paths,
        String table,
        @Nullable String schema,
        @Nullable String engine,
        @Nullable String cluster,
        @Nullable String lock,
        Duration lease,
        @Nullable DatabaseSettings lender,
        int order,
        @Nullable Duration lockTimeout,
        @Nullable Duration statementTimeout,
        boolean outOfOrder,
        @Nullable TransactionScope transaction,
        Map<String, String> placeholders) {

    /** The history table's name unless another is configured. */
    public static final String DEFAULT_TABLE = "schema_migrations";

    /** The lease of a lock that has to be renewed, unless another is configured. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private static final Pattern SCHEME =
            Pattern.compile("(?s)^((?:(?:[a-z][a-z0-9+.-]*:)+//)?).*", Pattern.CASE_INSENSITIVE);
    private static final String HOST = "(\\[[^]]*]|[^:/@,]*)(:\\d+)?";
    private static final Pattern HOSTS = Pattern.compile(HOST + "(," + HOST + ")*(/[^@]*)?");

    public DatabaseSettings {
        paths = List.copyOf(paths);
        placeholders = Map.copyOf(placeholders);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name + " at " + withoutSecrets(url);
    }

    /** An address without what may be secret in it: user info and parameters, also where they are not encoded as they should be. */
    public static String withoutSecrets(String url) {
        String scheme = SCHEME.matcher(url).replaceFirst("$1");
        String rest = url.substring(scheme.length());
        int parameters = rest.indexOf('?');
        int at = rest.lastIndexOf('@');
        // It ends a user and a password, unless it stands in the value of a parameter.
        boolean plain = at < 0
                || (parameters >= 0
                        && parameters < at
                        && HOSTS.matcher(rest.substring(0, parameters)).matches());
        return scheme + (plain ? rest : rest.substring(at + 1)).replaceFirst("(?s)[?&].*", "");
    }
}
