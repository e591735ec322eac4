package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import dev.tandem.migration.InvalidConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.aot.AotProcessingException;
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

    private void process(Class<?>... more) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
            context.register(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    MigrationAutoConfiguration.class);
            if (more.length > 0) {
                context.register(more);
            }
            new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
            generated.writeGeneratedContent();
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

    @Test
    void anApplicationThatDoesNotMigrateHasNoIndex() {
        properties.put("tandem.enabled", "false");
        process();

        assertThat(files.getGeneratedFiles(Kind.RESOURCE)).doesNotContainKey(INDEX);
    }

    @Test
    void aJavaMigrationThatTheCommandLineWouldNotKnowIsRefusedByTheBuild() {
        properties.put("tandem.databases.postgres.url", "jdbc:postgresql://localhost:1/none");

        assertThatExceptionOfType(AotProcessingException.class)
                .isThrownBy(() -> process(AheadOfTimeApplication.Notes.class))
                .withCauseInstanceOf(InvalidConfigurationException.class)
                .withMessageContaining("of which the command line does not know");
    }
}
