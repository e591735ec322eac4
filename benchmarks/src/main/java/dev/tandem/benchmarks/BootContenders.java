package dev.tandem.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is measured as a part of a Spring Boot application: the same one, whose class path decides who migrates as it starts. The
 * migrations are in a jar, and where each tool looks by itself.
 *
 * @param target where this module is built
 * @param work where the jars go
 */
record BootContenders(Path target, Path work) {
    static final String BARE = "none";
    static final String TANDEM_TWO = "Tandem, two databases";
    static final String FLYWAY = "Flyway of Boot";

    /** The application without migrations; what it finds in the database is somebody else's. */
    Contender bare(Contender whose) {
        return application(BARE, "web", whose.folder(), whose.history(), List.of(), List.of());
    }

    /**
     * Those that migrate.
     *
     * @param clickhouse the second database of who has two
     */
    List<Contender> migrating(Corpus corpus, String clickhouse) throws IOException {
        Path pairs = MigrationsJar.of(corpus.pairs(Dialect.POSTGRES), "migrations/postgres", jar("postgres"));
        Path second = MigrationsJar.of(corpus.pairs(Dialect.CLICKHOUSE), "migrations/clickhouse", jar("clickhouse"));
        Path flyway = MigrationsJar.of(corpus.flyway(Dialect.POSTGRES), "db/migration", jar("flyway"));
        Path liquibase = MigrationsJar.of(corpus.liquibase(), "db/changelog", jar("liquibase"));
        String starter = lib("starter");
        String migrate = "--tandem.auto-migrate=true";
        return List.of(
                application(Contender.TANDEM, "web", pairs, Contenders.OURS, List.of(starter), List.of(migrate)),
                application(
                        TANDEM_TWO,
                        "web",
                        pairs,
                        Contenders.OURS,
                        List.of(second.toString(), starter, lib("clickhouse")),
                        List.of(migrate, "--tandem.databases.clickhouse.url=" + clickhouse)),
                application(FLYWAY, "web-flyway", flyway, Contenders.FLYWAYS, List.of(), List.of()),
                application(
                        Contenders.LIQUIBASE_BOOT,
                        "web-liquibase",
                        liquibase,
                        Contenders.LIQUIBASES,
                        List.of(),
                        List.of(
                                "--spring.liquibase.change-log=classpath:/db/changelog/changelog.xml",
                                "--spring.liquibase.analytics-enabled=false")));
    }

    private Contender application(
            String name, String library, Path migrations, String history, List<String> more, List<String> arguments) {
        List<String> classPath = new ArrayList<>();
        classPath.add(target.resolve("benchmarks.jar").toString());
        classPath.add(lib(library));
        classPath.addAll(more);
        return new Contender(name, migrations, history, (url, jar) -> {
            List<String> command = new ArrayList<>(List.of(
                    JavaCommand.JAVA,
                    "-cp",
                    String.join(File.pathSeparator, classPath) + File.pathSeparator + jar,
                    "dev.tandem.benchmarks.contenders.WebApplication",
                    "--server.port=0",
                    "--spring.datasource.url=" + url));
            command.addAll(arguments);
            return command;
        });
    }

    private String lib(String name) {
        return target.resolve("lib").resolve(name) + "/*";
    }

    private Path jar(String name) {
        return work.resolve("jars").resolve(name + ".jar");
    }
}
