package dev.tandem.migration.startertests.others;

import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.Script;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;

/** A folder of Flyway migrations on the class path, which Flyway executes and records as ever. Their versions are whole numbers. */
final class FlywayModule implements MigrationDatabase {
    private final SqlDatabase server;
    private final String folder;
    private volatile @Nullable List<Migration> found;

    /**
     * Connects to nothing.
     *
     * @param server where it is, as a database of its own name
     * @param folder such as {@code billing/db/migration}
     */
    FlywayModule(SqlDatabase server, String folder) {
        this.server = server;
        this.folder = folder;
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public DatabaseKind kind() {
        return server.kind();
    }

    @Override
    public int order() {
        return server.order();
    }

    @Override
    public String lockKind() {
        return server.lockKind();
    }

    /** Flyway tells what it has only where it is connected; so it is asked once. */
    @Override
    public List<Migration> migrations() {
        List<Migration> known = found;
        if (known == null) {
            try (Deadline deadline = Deadline.never();
                    FlywaySession session = session("list", deadline)) {
                known = migrations(session.info());
            }
            found = known;
        }
        return known;
    }

    private List<Migration> migrations(List<MigrationInfo> infos) {
        TreeMap<MigrationId, Migration> files = new TreeMap<>();
        infos.stream()
                .filter(info -> info.getState().isResolved() && info.getState() != MigrationState.BELOW_BASELINE)
                .forEach(info -> files.put(id(info), new Migration(id(info), name(info), script(info), null)));
        return List.copyOf(files.values());
    }

    private FlywaySession session(String runId, Deadline deadline) {
        return new FlywaySession(this, server, folder, runId, deadline);
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        return session(runId, deadline);
    }

    static MigrationId id(MigrationInfo info) {
        return info.isVersioned()
                ? MigrationId.of(Long.parseLong(info.getVersion().getVersion()))
                : MigrationId.repeatable(name(info));
    }

    static String name(MigrationInfo info) {
        return info.getDescription().replace(' ', '_');
    }

    /** What is shown of it; Flyway reads the file by itself. */
    private Script script(MigrationInfo info) {
        ClassPathResource file = new ClassPathResource(folder + "/" + info.getScript());
        try {
            List<String> sql = file.exists()
                    ? server.split(file.getContentAsString(StandardCharsets.UTF_8))
                    : List.of("-- Flyway: " + info.getScript());
            return Script.of("classpath:" + file.getPath(), String.valueOf(info.getResolvedChecksum()), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
