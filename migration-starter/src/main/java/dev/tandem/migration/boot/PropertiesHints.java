package dev.tandem.migration.boot;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * The properties and what is found out for them, for native images: the command line binds them without a context, and their
 * names are read from the records, too.
 */
final class PropertiesHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindableRuntimeHintsRegistrar.forTypes(MigrationProperties.class).registerHints(hints);
        Stream.concat(
                        Stream.of(MigrationProperties.class),
                        Arrays.stream(MigrationProperties.class.getDeclaredClasses()))
                .filter(Class::isRecord)
                .forEach(type -> hints.reflection()
                        .registerType(
                                type, MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_METHODS));
        hints.resources().registerPattern(ListedConfigurations.FILE);
        hints.reflection().registerTypeIfPresent(classLoader, ChangelogDatabases.LIQUIBASE);
    }
}
