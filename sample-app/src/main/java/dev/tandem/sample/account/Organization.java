package dev.tandem.sample.account;

import java.time.OffsetDateTime;
import java.util.UUID;

/** Who owns projects. */
record Organization(UUID id, String name, String slug, OffsetDateTime createdAt) {}
