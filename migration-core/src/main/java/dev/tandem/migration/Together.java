package dev.tandem.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Several reasons not to begin, of several databases, as one exception: the gravest, which tells the others too. */
final class Together {
    private static final List<Class<? extends MigrationException>> GRAVEST_FIRST = List.of(
            DirtyDatabaseException.class,
            HalfWayException.class,
            HistoryMismatchException.class,
            InvalidMigrationException.class,
            DatabaseUnreachableException.class,
            LockTimeoutException.class,
            DeadlineExceededException.class,
            RunCancelledException.class);

    private Together() {}

    /**
     * The one to throw.
     *
     * @param refusals at least one, in the order of the databases
     */
    static MigrationException of(List<MigrationException> refusals) {
        List<MigrationException> sorted = new ArrayList<>(refusals);
        sorted.sort(Comparator.comparingInt(Together::rank));
        MigrationException gravest = sorted.get(0);
        List<MigrationException> others = sorted.subList(1, sorted.size());
        others.forEach(gravest::addSuppressed);
        return gravest.attach(others(
                gravest.failure(),
                others.stream().map(MigrationException::failure).toList()));
    }

    /** A failure that tells these, too. */
    static Failure others(Failure gravest, List<Failure> others) {
        String also =
                others.stream().map(other -> "\nAlso, " + other.describe()).collect(Collectors.joining());
        return also.isEmpty()
                ? gravest
                : gravest.withAdvice(gravest.action() == null ? also.strip() : gravest.action() + also);
    }

    private static int rank(MigrationException e) {
        int rank = 0;
        while (rank < GRAVEST_FIRST.size() && !GRAVEST_FIRST.get(rank).isInstance(e)) {
            rank++;
        }
        // A command that makes no sense to one database is less than anything that has happened to another.
        return e instanceof InvalidConfigurationException ? GRAVEST_FIRST.size() + 1 : rank;
    }
}
