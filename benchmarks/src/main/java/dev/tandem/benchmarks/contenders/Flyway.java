package dev.tandem.benchmarks.contenders;

/** Flyway, as its own documentation calls it from Java. With a third argument the schema may have something in it. */
final class Flyway {
    private Flyway() {}

    public static void main(String[] args) {
        org.flywaydb.core.Flyway.configure()
                .dataSource(args[0], null, null)
                .locations("filesystem:" + args[1])
                .baselineOnMigrate(args.length > 2)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
