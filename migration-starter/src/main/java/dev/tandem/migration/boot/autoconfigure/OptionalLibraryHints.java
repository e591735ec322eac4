package dev.tandem.migration.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Lets a native image find out which of the libraries are there that an application may have. */
final class OptionalLibraryHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        List<String> types = new ArrayList<>(DatabaseUsersWait.CLIENTS);
        types.add(CreatedDataSources.POOL);
        types.forEach(type -> hints.reflection().registerTypeIfPresent(classLoader, type));
    }
}
