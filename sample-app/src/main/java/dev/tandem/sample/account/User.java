package dev.tandem.sample.account;

import java.time.OffsetDateTime;
import java.util.UUID;

/** A person who can sign in. */
record User(UUID id, String email, String name, OffsetDateTime createdAt) {}
