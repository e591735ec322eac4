package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The dialects that are there. */
final class Dialects {
    private Dialects() {}

    /** Whether one of them knows the address. */
    static boolean know(String url) {
        return all().stream().anyMatch(dialect -> dialect.get().accepts(url));
    }

    private static List<ServiceLoader.Provider<Dialect>> all() {
        return ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader()).stream()
                .toList();
    }

    /**
     * The one that knows the address.
     *
     * @throws InvalidConfigurationException when there is none
     */
    static Dialect of(DatabaseSettings settings) {
        List<String> known = new ArrayList<>();
        for (ServiceLoader.Provider<Dialect> provider : all()) {
            Dialect dialect = provider.get();
            if (dialect.accepts(settings.url())) {
                return dialect;
            }
            known.add(dialect.kind().id());
        }
        throw new InvalidConfigurationException(
                Failure.of(
                        settings.name(),
                        "No database is known for the address " + DatabaseSettings.withoutSecrets(settings.url()) + ".",
                        "Known kinds: " + String.join(", ", known) + "."),
                null);
    }
}
