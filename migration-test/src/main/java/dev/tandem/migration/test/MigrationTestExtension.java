package dev.tandem.migration.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link MigrationTest} does. */
final class MigrationTestExtension extends DatabaseCallbacks {

    /** Found also from a nested class, which has those of the class around it. */
    @Override
    DatabasesOfClass databases(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(MigrationTest.class, key -> create(context), DatabasesOfClass.class);
    }

    private static DatabasesOfClass create(ExtensionContext context) {
        MigrationTest wanted = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), MigrationTest.class)
                .orElseThrow();
        MigrationExtension.Builder builder =
                MigrationExtension.builder().path(wanted.path()).migrate(wanted.migrate());
        for (String name : wanted.databases()) {
            builder.embedded(name);
        }
        return builder.build().create();
    }
}
