package dev.tandem.sample.account;

import java.util.UUID;

/** What a person may do in an organization. */
record Member(UUID userId, String name, String role) {}
