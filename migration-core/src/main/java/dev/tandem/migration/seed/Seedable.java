package dev.tandem.migration.seed;

/** A session whose database can be seeded. */
public interface Seedable {

    /** What its database offers for that, on the session's connection. */
    SeedTarget seedTarget();
}
