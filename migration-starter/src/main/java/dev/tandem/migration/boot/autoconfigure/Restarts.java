package dev.tandem.migration.boot.autoconfigure;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.util.ClassUtils;

/** The restarts of Boot's devtools: the application's context and classes are made anew, its process goes on. */
final class Restarts {
    private static final boolean DEVTOOLS = ClassUtils.isPresent(
            "org.springframework.boot.devtools.restart.Restarter", Restarts.class.getClassLoader());

    private Restarts() {}

    /** Whether devtools watches this application. */
    static boolean areExpected() {
        return DEVTOOLS && Devtools.restarter() != null;
    }

    /**
     * What the first start of this process has made, for all that follow.
     *
     * @param type one of the JDK's: where Tandem's own classes are made anew, too, the earlier ones are others
     */
    static <T> T kept(String name, Class<T> type, Supplier<T> first) {
        Restarter restarter = Devtools.restarter();
        return restarter == null ? first.get() : type.cast(restarter.getOrAddAttribute(name, first::get));
    }

    /** Apart, because devtools need not be on the class path. */
    private static final class Devtools {

        static @Nullable Restarter restarter() {
            try {
                Restarter restarter = Restarter.getInstance();
                return restarter.getInitialUrls() == null ? null : restarter;
            } catch (IllegalStateException uninitialized) {
                return null;
            }
        }
    }
}
