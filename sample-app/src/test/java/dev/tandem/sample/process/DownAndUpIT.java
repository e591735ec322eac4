package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application's own migrations, back and forth. */
class DownAndUpIT {

    @RegisterExtension
    final Sample sample = new Sample();

    @Test
    void theSchemaIsTheSameAfterOneStepBackAndAfterAllOfThem() {
        Schema empty = Schema.of(sample);
        sample.migrate("up").endedWith(0);
        Schema complete = Schema.of(sample);
        assertThat(complete.postgres()).anyMatch(line -> line.startsWith("trigger public.users.users_touch"));
        assertThat(complete.clickhouse()).anyMatch(line -> line.startsWith("index traces.traces_user_id"));

        assertThat(sample.migrate("down", "--yes", "--db", "all").endedWith(0).out())
                .contains("Done: 2 migrations taken back.");
        assertThat(Schema.of(sample).postgres()).isNotEqualTo(complete.postgres());
        assertThat(Schema.of(sample).clickhouse()).isNotEqualTo(complete.clickhouse());
        assertThat(sample.migrate("up").endedWith(0).out()).contains("Done: 2 migrations applied.");
        assertThat(Schema.of(sample)).isEqualTo(complete);

        String back = sample.migrate("down", "--all", "--yes", "--db", "all")
                .endedWith(0)
                .out();
        assertThat(back).contains("Done: " + all() + " migrations taken back.");
        assertThat(back.lastIndexOf("clickhouse  0000")).isLessThan(back.lastIndexOf("postgres    0000"));
        assertThat(Schema.of(sample)).isEqualTo(empty);
        assertThat(sample.inPostgres("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind <> 'i'"))
                .containsExactly("schema_migrations");
        assertThat(sample.inClickhouse("SELECT name FROM system.tables WHERE database = currentDatabase()"
                        + " AND comment != 'tandem lock'"))
                .containsExactly("schema_migrations");

        assertThat(sample.migrate("up").endedWith(0).out()).contains("Done: " + all() + " migrations applied.");
        assertThat(Schema.of(sample)).isEqualTo(complete);
    }

    private static int all() {
        return Shipped.migrations("postgres") + Shipped.migrations("clickhouse");
    }
}
