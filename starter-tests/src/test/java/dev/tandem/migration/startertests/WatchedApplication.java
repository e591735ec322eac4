package dev.tandem.migration.startertests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** An application that devtools watches, and that starts again for each character of its input. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WatchedApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(WatchedApplication.class, arguments);
    }

    /** A line for each start: by which class loader, and where its databases are. */
    @Bean
    CommandLineRunner started(Environment environment) {
        return arguments -> {
            System.out.println("started "
                    + System.identityHashCode(WatchedApplication.class) + " "
                    + environment.getProperty("spring.datasource.url") + " "
                    + environment.getProperty("tandem.databases.clickhouse.url"));
            new Thread(WatchedApplication::restartOnInput).start();
        };
    }

    private static void restartOnInput() {
        try {
            if (System.in.read() >= 0) {
                Restarter.getInstance().restart();
            } else {
                System.exit(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
