package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The dialects that are there. */
final class Dialects {
    private Dialects() {}

    /**
     * The one that knows the address.
     *
     * @throws InvalidConfigurationException when there is none
     */
    static Dialect of(DatabaseSettings settings) {
        List<String> known = new ArrayList<>();
        for (Dialect dialect : ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader())) {
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
