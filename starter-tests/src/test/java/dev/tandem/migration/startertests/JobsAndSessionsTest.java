package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/** Spring Session, Quartz and Spring Batch keep tables of their own in the application's database. */
class JobsAndSessionsTest {
    /** Sees every table that is made behind it, whoever makes it. */
    private static final String WITNESS = """
            CREATE TABLE witnessed (number serial, name text);
            CREATE FUNCTION witness() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO public.witnessed (name) SELECT object_identity FROM pg_event_trigger_ddl_commands()
                WHERE command_tag = 'CREATE TABLE';
            END $$;
            CREATE EVENT TRIGGER witness ON ddl_command_end EXECUTE FUNCTION witness();
            """;

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final Path directory;

    JobsAndSessionsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    @Test
    void allOfThemFindTheTablesThatMigrationsBring() throws Exception {
        migration("1_session.up.sql", library("org/springframework/session/jdbc/schema-postgresql.sql"));
        // Quartz ends a transaction that it did not begin; Tandem says of such a statement that it is to be deleted.
        migration(
                "2_quartz.up.sql",
                library("org/quartz/impl/jdbcjobstore/tables_postgres.sql").replace("COMMIT;", ""));
        migration("3_batch.up.sql", library("org/springframework/batch/core/schema-postgresql.sql"));
        try (ConfigurableApplicationContext context = start("never")) {
            assertThat(context.getBean(MigrationMonitor.class).states())
                    .singleElement()
                    .satisfies(state -> assertThat(state.status().current()).isEqualTo(3));
            worksInTheDatabase(context);
        }
    }

    @Test
    void whatTheyMakeThemselvesIsMadeBehindTheMigrations() throws Exception {
        migration("1_witness.up.sql", WITNESS);
        try (ConfigurableApplicationContext context = start("always")) {
            assertThat(context.getBean(JdbcClient.class)
                            .sql("SELECT name FROM witnessed ORDER BY number")
                            .query(String.class)
                            .list())
                    .contains("public.spring_session", "public.qrtz_job_details", "public.batch_job_instance");
            worksInTheDatabase(context);
        }
    }

    private static void worksInTheDatabase(ApplicationContext context) throws Exception {
        JdbcClient client = context.getBean(JdbcClient.class);

        SessionRepository<?> sessions = context.getBean(SessionRepository.class);
        keepASession(sessions);
        assertThat(count(client, "spring_session")).isEqualTo(1);

        Scheduler scheduler = context.getBean(Scheduler.class);
        assertThat(scheduler.isStarted()).isTrue();
        assertThat(scheduler.getMetaData().getJobStoreClass()).isAssignableTo(JobStoreSupport.class);
        assertThat(count(client, "qrtz_locks")).isPositive();

        assertThat(context.getBean(JobOperator.class)
                        .start(context.getBean(Job.class), new JobParameters())
                        .getStatus())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(count(client, "batch_job_execution")).isEqualTo(1);
    }

    private static <S extends Session> void keepASession(SessionRepository<S> sessions) {
        S session = sessions.createSession();
        session.setAttribute("name", "Ada");
        sessions.save(session);
        assertThat(sessions.findById(session.getId()).<String>getAttribute("name"))
                .isEqualTo("Ada");
    }

    private static long count(JdbcClient client, String table) {
        return client.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private ConfigurableApplicationContext start(String theirSchema) {
        return new SpringApplication(Application.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.flyway.enabled=false",
                        "--spring.liquibase.enabled=false",
                        "--spring.session.jdbc.initialize-schema=" + theirSchema,
                        "--spring.quartz.job-store-type=jdbc",
                        "--spring.quartz.jdbc.initialize-schema=" + theirSchema,
                        "--spring.quartz.properties.org.quartz.jobStore.driverDelegateClass="
                                + "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
                        "--spring.batch.jdbc.initialize-schema=" + theirSchema,
                        "--spring.batch.job.enabled=false",
                        "--tandem.path=file:" + directory,
                        "--tandem.auto-migrate=true");
    }

    private void migration(String file, String sql) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("postgres")).resolve(file), sql);
    }

    private static String library(String script) throws IOException {
        return new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Job job(JobRepository repository) {
            return new JobBuilder("job", repository)
                    .start(new StepBuilder("step", repository)
                            .tasklet((contribution, context) -> RepeatStatus.FINISHED)
                            .build())
                    .build();
        }
    }
}
