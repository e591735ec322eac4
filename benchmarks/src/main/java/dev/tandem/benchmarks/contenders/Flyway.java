package dev.tandem.benchmarks.contenders;

/** Flyway, as its own documentation calls it from Java. */
final class Flyway {
    private Flyway() {}

    public static void main(String[] args) {
        org.flywaydb.core.Flyway.configure()
                .dataSource(args[0], null, null)
                .locations("filesystem:" + args[1])
                .load()
                .migrate();
    }
}
