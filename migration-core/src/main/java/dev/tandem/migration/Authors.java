package dev.tandem.migration;

import java.util.List;

/** Begins migrations in databases: in all of them, or in none. */
record Authors(List<MigrationDatabase> databases) {

    List<CreatedMigration> create(NewMigration request) {
        List<CreatesMigrations> authors =
                databases.stream().map(Authors::author).toList();
        List<CreatedMigration> planned = authors.stream()
                .map(author -> author.create(request.asDryRun()))
                .toList();
        return request.dryRun()
                ? planned
                : authors.stream().map(author -> author.create(request)).toList();
    }

    private static CreatesMigrations author(MigrationDatabase database) {
        if (database instanceof CreatesMigrations author) {
            return author;
        }
        throw new InvalidConfigurationException(
                Failure.of(
                        database.name(),
                        "Its migrations are not files that could be created here.",
                        "Select other databases with --db."),
                null);
    }
}
