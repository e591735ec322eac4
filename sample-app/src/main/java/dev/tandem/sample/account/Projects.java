package dev.tandem.sample.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The projects of all organizations. */
@Repository
public class Projects {

    private static final String COLUMNS = "id, organization_id, name, slug, environment, created_at";

    private final JdbcClient postgres;

    Projects(JdbcClient postgres) {
        this.postgres = postgres;
    }

    /** Whether there is such a project. ClickHouse has no foreign keys, so who writes there asks here. */
    public boolean exists(UUID id) {
        return postgres.sql("SELECT EXISTS (SELECT FROM projects WHERE id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** The slug is the schema's to choose. */
    Project create(UUID organizationId, String name, String environment) {
        return postgres.sql("INSERT INTO projects (organization_id, name, environment)"
                        + " VALUES (:organization, :name, :environment) RETURNING " + COLUMNS)
                .param("organization", organizationId)
                .param("name", name)
                .param("environment", environment)
                .query(Project.class)
                .single();
    }

    List<Project> newest(@Nullable UUID organizationId, int limit) {
        return postgres.sql("SELECT " + COLUMNS + " FROM projects"
                        + " WHERE CAST(:organization AS uuid) IS NULL OR organization_id = :organization"
                        + " ORDER BY created_at DESC, id LIMIT :limit")
                .param("organization", organizationId)
                .param("limit", limit)
                .query(Project.class)
                .list();
    }

    Optional<Project> find(UUID id) {
        return postgres.sql("SELECT " + COLUMNS + " FROM projects WHERE id = :id")
                .param("id", id)
                .query(Project.class)
                .optional();
    }
}
