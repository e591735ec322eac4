package dev.tandem.migration.boot;

/** How the DataSources are called that are created for the application. */
public final class CreatedDataSourceNames {
    private static final String SUFFIX = "DataSource";

    private CreatedDataSourceNames() {}

    /** Of a database, by its configured name. */
    public static String of(String database) {
        return database + SUFFIX;
    }
}
