package dev.tandem.sample.account;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What traces are sent to. */
record Project(UUID id, UUID organizationId, String name, String slug, String environment, OffsetDateTime createdAt) {}
