package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.boot.ListedClasses;
import dev.tandem.migration.boot.MigrationConfiguration;
import dev.tandem.migration.boot.MigrationCustomizer;
import dev.tandem.migration.boot.cli.TestTool;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Beans that take part in migrating, in the application and on the command line. */
class MigrationConfigurationTest {
    private static final List<String> HEARD = new ArrayList<>();

    private final TestDatabase postgres = DatabasesForTests.postgres();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        HEARD.clear();
        postgres.close();
    }

    private ApplicationContextRunner application(Class<?>... listed) {
        return new ApplicationContextRunner()
                .withClassLoader(new ListedClasses(directory, listed))
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "tandem.databases.postgres.url=" + postgres.jdbcUrl(),
                        "tandem.databases.postgres.paths=" + directory,
                        "greeting=hello");
    }

    private TestTool tool(Class<?>... listed) {
        return new TestTool(new ListedClasses(directory, listed))
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.databases.postgres.paths", directory.toString())
                .with("greeting", "hello");
    }

    private String greeting() {
        return JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl()))
                .sql("SELECT text FROM greetings")
                .query(String.class)
                .single();
    }

    @Test
    void aListedClassBringsJavaMigrationsToTheApplication() {
        application(Greetings.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(greeting()).isEqualTo("hello");
            assertThat(context.getBean(MigrationManager.class).status().get(0).current())
                    .isEqualTo(7L);
            assertThat(HEARD).containsExactly("customized postgres", "finished");
        });
    }

    @Test
    void theSameClassBringsThemToTheCommandLine() {
        TestTool.Result result = tool(Greetings.class).run("migrate", "up");

        assertThat(result.out()).contains("greetings");
        assertThat(result.code()).isZero();
        assertThat(greeting()).isEqualTo("hello");
        assertThat(HEARD).containsExactly("customized postgres", "finished");
    }

    @Test
    void aClassThatTheApplicationRegistersToo_isThereOnce() {
        application(Greetings.class)
                .withUserConfiguration(Greetings.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(JavaMigration.class));
    }

    @Test
    void itsMethodMayBeStatic() {
        application(Still.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(JavaMigration.class));
    }

    @Test
    void aJavaMigrationThatTheCommandLineWouldNotKnowIsRefused() {
        application()
                .withUserConfiguration(Greetings.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("of which the command line does not know")
                        .hasStackTraceContaining(
                                "META-INF/spring/dev.tandem.migration.boot.MigrationConfiguration.imports"));
    }

    @Test
    void aJavaMigrationOfNoDatabaseIsRefused() {
        application(Nowhere.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("is of the database 'nowhere', which is not configured"));
        TestTool.Result result = tool(Nowhere.class).run("migrate", "status");
        assertThat(result.err()).contains("is of the database 'nowhere', which is not configured");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void aBeanThatCannotBeMadeIsAMisconfiguration() {
        TestTool.Result result = tool(NeedsMore.class).run("migrate", "status");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("absent");
    }

    @Test
    void theNextVersionIsBehindThatOfTheClasses() {
        TestTool.Result result =
                tool(Greetings.class).run("migrate", "create", "more", "--db", "postgres", "--dry-run");

        assertThat(result.out()).contains("_more.up.sql");
        assertThat(result.code()).isZero();
    }

    @MigrationConfiguration
    static class Greetings {
        @Bean
        JavaMigration greetings(@Value("${greeting}") String greeting) {
            return new OfVersion7("postgres", "greetings", JavaCode.inTransaction(context -> {
                context.jdbc().sql("CREATE TABLE greetings (text text)").update();
                context.jdbc()
                        .sql("INSERT INTO greetings VALUES (?)")
                        .param(greeting)
                        .update();
            }));
        }

        @Bean
        MigrationListener hearing() {
            return new MigrationListener() {
                @Override
                public void runFinished(Report report) {
                    HEARD.add("finished");
                }
            };
        }

        @Bean
        MigrationCustomizer customizing() {
            return (name, database) -> HEARD.add("customized " + name);
        }
    }

    @MigrationConfiguration
    static class Nowhere {
        @Bean
        JavaMigration lost() {
            return new OfVersion7("nowhere", "lost", JavaCode.inTransaction(context -> {}));
        }
    }

    @MigrationConfiguration
    static class Still {
        @Bean
        static JavaMigration still() {
            return new OfVersion7("postgres", "still", JavaCode.inTransaction(context -> {}));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NeedsMore {
        @Bean
        JavaMigration needy(@Value("${absent}") String absent) {
            return new OfVersion7("postgres", absent, JavaCode.inTransaction(context -> {}));
        }
    }

    private record OfVersion7(String database, String name, JavaCode up) implements JavaMigration {
        @Override
        public long version() {
            return 7;
        }
    }
}
