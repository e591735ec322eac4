package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

/** An application that is processed ahead of time, as for a native image, and what is made of it. */
class AheadOfTimeTest {
    private static final String INDEX = "META-INF/tandem/migrations.index";

    private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    private final DefaultGenerationContext generated =
            new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(AheadOfTimeTest.class)), files);
    private final Map<String, Object> properties = new LinkedHashMap<>();

    private int contexts;

    private void process() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
            context.register(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    MigrationAutoConfiguration.class);
            new ApplicationContextAotGenerator()
                    .processAheadOfTime(context, generated.withName("Context" + contexts++));
        }
    }

    private String index() throws Exception {
        return files.getGeneratedFileContent(Kind.RESOURCE, INDEX);
    }

    @Test
    void theMigrationsOnTheClassPathAreIndexed_alsoThoseOfDatabasesThatAreConfiguredLater() throws Exception {
        properties.put("tandem.databases.archive.paths", "classpath:/older/postgres/,file:elsewhere,classpath:nowhere");
        process();

        assertThat(index().lines())
                .containsExactly(
                        "migrations/clickhouse/",
                        "migrations/clickhouse/1_traces.down.sql",
                        "migrations/clickhouse/1_traces.up.sql",
                        "migrations/postgres/",
                        "migrations/postgres/1_accounts.down.sql",
                        "migrations/postgres/1_accounts.up.sql",
                        "migrations/postgres/2_plans.down.sql",
                        "migrations/postgres/2_plans.up.sql",
                        "older/postgres/",
                        "older/postgres/1_accounts.down.sql",
                        "older/postgres/1_accounts.up.sql");
    }

    @Test
    void theIndexAndWhatItNamesAreInTheImage_andTheSeedFiles() throws Exception {
        process();

        assertThat(index().lines().filter(name -> !name.endsWith("/")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(resource().forResource(name)).accepts(generated.getRuntimeHints()));
        assertThat(resource().forResource(INDEX)).accepts(generated.getRuntimeHints());
        assertThat(resource().forResource("seeds/dev.yaml")).accepts(generated.getRuntimeHints());
    }

    /** As those of an application's tests are. */
    @Test
    void severalContextsOfOneBuildHaveOneIndex() throws Exception {
        process();
        properties.put("tandem.path", "classpath:older");
        process();

        assertThat(index().lines())
                .contains("migrations/clickhouse/1_traces.up.sql", "older/postgres/1_accounts.up.sql")
                .doesNotHaveDuplicates();
    }

    @Test
    void anApplicationThatDoesNotMigrateHasNoIndex() {
        properties.put("tandem.enabled", "false");
        process();

        assertThat(files.getGeneratedFiles(Kind.RESOURCE)).doesNotContainKey(INDEX);
    }
}
