package dev.tandem.sample.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
class Organizations {

    private final JdbcClient postgres;

    Organizations(JdbcClient postgres) {
        this.postgres = postgres;
    }

    /** An organization and its owner's membership come into being together, or not at all. */
    @Transactional
    Organization create(String name, String slug, @Nullable UUID ownerId) {
        Organization created = postgres.sql("INSERT INTO organizations (name, slug) VALUES (:name, :slug)"
                        + " RETURNING id, name, slug, created_at")
                .param("name", name)
                .param("slug", slug)
                .query(Organization.class)
                .single();
        if (ownerId != null) {
            postgres.sql("INSERT INTO members (organization_id, user_id, role) VALUES (:organization, :user, 'owner')")
                    .param("organization", created.id())
                    .param("user", ownerId)
                    .update();
        }
        return created;
    }

    List<Organization> newest(int limit) {
        return postgres.sql("SELECT id, name, slug, created_at FROM organizations"
                        + " ORDER BY created_at DESC, id LIMIT :limit")
                .param("limit", limit)
                .query(Organization.class)
                .list();
    }

    Optional<Organization> find(UUID id) {
        return postgres.sql("SELECT id, name, slug, created_at FROM organizations WHERE id = :id")
                .param("id", id)
                .query(Organization.class)
                .optional();
    }

    List<Member> members(UUID organization) {
        return postgres.sql("""
                SELECT user_id, name, role::text
                  FROM members JOIN users ON users.id = user_id
                 WHERE organization_id = :organization
                 ORDER BY role, name
                """)
                .param("organization", organization)
                .query(Member.class)
                .list();
    }
}
