package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.boot.MigrationConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An ordinary application with everything that is on the class path, which says what it found and ends. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AheadOfTimeApplication {

    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeApplication.class, arguments)) {
            System.out.println("applied "
                    + context.getBean(MigrationManager.class).status().get(0).migrations().stream()
                            .map(MigrationStatus::name)
                            .toList());
            System.out.println("accounts "
                    + context.getBean("postgresJdbcClient", JdbcClient.class)
                            .sql("SELECT count(*) FROM accounts")
                            .query(Long.class)
                            .single());
        }
    }

    /** Beans of the application and of the command line. */
    @MigrationConfiguration
    static class Notes {
        @Bean
        static JavaMigration notes() {
            return new JavaMigration() {
                @Override
                public String database() {
                    return "postgres";
                }

                @Override
                public long version() {
                    return 7;
                }

                @Override
                public String name() {
                    return "notes";
                }

                @Override
                public JavaCode up() {
                    return JavaCode.inTransaction(context ->
                            context.jdbc().sql("CREATE TABLE notes (text text)").update());
                }
            };
        }
    }
}
