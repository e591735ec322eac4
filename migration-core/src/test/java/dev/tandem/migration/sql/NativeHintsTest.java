package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What AOT processing is told, by whoever stands in {@code aot.factories}. */
class NativeHintsTest {
    private final RuntimeHints hints = new RuntimeHints();

    private void register(ClassLoader classLoader) {
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", classLoader)
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, classLoader));
    }

    @Test
    void everyDialectAndItsDriverAreFound() {
        register(getClass().getClassLoader());

        assertThat(resource().forResource("META-INF/services/dev.tandem.migration.sql.Dialect"))
                .accepts(hints);
        assertThat(ServiceLoader.load(Dialect.class))
                .isNotEmpty()
                .allSatisfy(dialect -> assertThat(reflection()
                                .onType(dialect.getClass())
                                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS))
                        .accepts(hints));
        assertThat(reflection().onType(TypeReference.of("org.postgresql.Driver")))
                .accepts(hints);
        assertThat(reflection().onType(TypeReference.of("com.clickhouse.jdbc.Driver")))
                .accepts(hints);
    }

    @Test
    void theConnectionsThatCodeSeesCanBeMade() {
        register(getClass().getClassLoader());

        assertThat(proxies().forInterfaces(Connection.class)).accepts(hints);
        assertThat(proxies().forInterfaces(Statement.class)).accepts(hints);
        assertThat(proxies().forInterfaces(PreparedStatement.class)).accepts(hints);
    }

    @Test
    void javaMigrationsThatAreServicesAreFound(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(JavaMigration.class.getName()), Written.class.getName());
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            register(loader);
        }

        assertThat(resource().forResource("META-INF/services/" + JavaMigration.class.getName()))
                .accepts(hints);
        assertThat(reflection().onType(Written.class).withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS))
                .accepts(hints);
    }

    /** A service. */
    public static final class Written implements JavaMigration {
        @Override
        public String database() {
            return "postgres";
        }

        @Override
        public long version() {
            return 1;
        }

        @Override
        public String name() {
            return "written";
        }

        @Override
        public JavaCode up() {
            throw new UnsupportedOperationException("It is only looked for.");
        }
    }
}
