package dev.tandem.migration.sql;

import dev.tandem.migration.JavaMigration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What the library does by reflection, for native images: its services, those of the application, and its proxies. */
final class NativeHints implements RuntimeHintsRegistrar {
    private static final List<Class<?>> PROXIES = List.of(Connection.class, Statement.class, PreparedStatement.class);

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        services(hints, Dialect.class, Dialect.class.getClassLoader());
        services(hints, JavaMigration.class, classLoader);
        for (Class<?> type : PROXIES) {
            hints.proxies().registerJdkProxy(type);
            hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }

    private static void services(RuntimeHints hints, Class<?> service, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/services/" + service.getName());
        ServiceLoader.load(service, classLoader).stream()
                .map(ServiceLoader.Provider::type)
                .forEach(type -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
    }
}
