package dev.tandem.migration.startertests.others;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.boot.MigrationConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Spring Batch 6 came after its tables: what it ships to bring them up to date is the next version. */
@MigrationConfiguration
class SpringBatch {
    private static final String CHANGES = "org/springframework/batch/core/migration/6.0/migration-postgresql.sql";

    @Bean
    JavaMigration springBatch6() {
        return new SpringBatch6();
    }

    private record SpringBatch6() implements JavaMigration {
        @Override
        public String database() {
            return "postgres";
        }

        @Override
        public long version() {
            return 31;
        }

        @Override
        public String name() {
            return "spring_batch_6";
        }

        @Override
        public JavaCode up() {
            return JavaCode.inTransaction(
                    context -> ScriptUtils.executeSqlScript(context.connection(), new ClassPathResource(CHANGES)));
        }

        @Override
        public JavaCode down() {
            return JavaCode.inTransaction(context -> context.jdbc()
                    .sql("ALTER SEQUENCE BATCH_JOB_INSTANCE_SEQ RENAME TO BATCH_JOB_SEQ")
                    .update());
        }
    }
}
