package dev.tandem.migration.boot.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.migration.boot.ClassPathFolders;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.source.ClassPathIndex;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GeneratedFiles.FileHandler;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.ResourceHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamSource;

/**
 * At build time: leaves the index of the migrations on the class path, and asks for them and the seed files to be in a native
 * image. Only {@code aot.factories} knows it, so that no start-up pays for it.
 */
final class MigrationsAotProcessor implements BeanFactoryInitializationAotProcessor {
    /** Nothing for a context that does not migrate, such as that of a management port. */
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (beans.getBeanNamesForType(MigrationInitializer.class, true, false).length == 0) {
            return null;
        }
        MigrationProperties properties =
                Binder.get(beans.getBean(Environment.class)).bindOrCreate("tandem", MigrationProperties.class);
        ClassLoader loader = beans.getBeanClassLoader();
        ClassLoader classLoader = loader != null ? loader : getClass().getClassLoader();
        return new Contribution(
                ClassPathIndex.of(ClassPathFolders.of(properties, classLoader), classLoader), properties.seedPath());
    }

    private record Contribution(ClassPathIndex index, String seedPath)
            implements BeanFactoryInitializationAotContribution {

        @Override
        public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
            context.getGeneratedFiles().handleFile(Kind.RESOURCE, ClassPathIndex.LOCATION, this::write);
            ResourceHints resources = context.getRuntimeHints().resources();
            resources.registerPattern(ClassPathIndex.LOCATION);
            index.files().forEach(resources::registerPattern);
            String seeds = ClassPathFolders.name(seedPath);
            if (seeds != null) {
                resources.registerPattern(seeds.isEmpty() ? "*" : seeds + "/*");
            }
        }

        private void write(FileHandler file) throws IOException {
            InputStreamSource earlier = file.getContent();
            if (earlier == null) {
                file.create(text(index));
            } else {
                try (InputStream in = earlier.getInputStream()) {
                    file.override(text(index.with(new String(in.readAllBytes(), UTF_8))));
                }
            }
        }

        private static InputStreamSource text(ClassPathIndex index) {
            return new ByteArrayResource(index.text().getBytes(UTF_8));
        }
    }
}
