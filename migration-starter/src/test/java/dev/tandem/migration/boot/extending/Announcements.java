package dev.tandem.migration.boot.extending;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.boot.MigrationConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;

@MigrationConfiguration
class Announcements {

    @Bean
    MigrationListener announcer() {
        return new MigrationListener() {
            @Override
            public void stepCompleted(Step step, Duration duration) {
                announce(step.database() + ": " + step.title() + " took " + duration.toMillis() + " ms");
            }

            @Override
            public void runFinished(Report report) {
                announce(report.outcome() + " with " + report.steps().size() + " steps");
            }
        };
    }

    static final List<String> ANNOUNCED = new ArrayList<>();

    private static void announce(String what) {
        ANNOUNCED.add(what);
    }
}
