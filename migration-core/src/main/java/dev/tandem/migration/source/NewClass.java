package dev.tandem.migration.source;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * The class of a new Java migration, in the package of those that are there, and its line among the services.
 *
 * @param module the directory with its sources
 * @param database the name of its database
 * @param transactions whether that has transactions
 * @param version as files have it
 * @param name as files have it
 */
record NewClass(Path module, String database, boolean transactions, String version, String name) {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path SERVICES =
            Path.of("src", "main", "resources", "META-INF", "services", JavaMigration.class.getName());
    private static final String FIRST_PACKAGE = "migrations";

    /** @throws InvalidConfigurationException when there are no sources here */
    Path file() throws IOException {
        Path sources = module.resolve(SOURCES).toAbsolutePath();
        if (!Files.isDirectory(sources)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            database,
                            "There is no folder " + sources + " to create a class in.",
                            "Run it in the directory of the module that the class is to be of."),
                    null);
        }
        return sources.resolve(packageName().replace('.', '/')).resolve(className() + ".java");
    }

    String text() throws IOException {
        String scope = transactions ? "inTransaction" : "outsideTransaction";
        return """
                package %s;

                import dev.tandem.migration.JavaCode;
                import dev.tandem.migration.JavaContext;
                import dev.tandem.migration.JavaMigration;

                /** What it does, and why SQL cannot. */
                public final class %s implements JavaMigration {
                    @Override
                    public String database() {
                        return "%s";
                    }

                    @Override
                    public long version() {
                        return %dL;
                    }

                    @Override
                    public String name() {
                        return "%s";
                    }

                    /** In batches, for a large table: JavaCode.inBatches. */
                    @Override
                    public JavaCode up() {
                        return JavaCode.%s(this::apply);
                    }

                    private void apply(JavaContext context) {
                        context.jdbc().sql("SELECT 1").query().singleValue();
                    }
                }
                """.formatted(packageName(), className(), database, Long.parseLong(version), name, scope);
    }

    /** Adds its line to the services. */
    void register() throws IOException {
        Path services = module.resolve(SERVICES);
        Files.createDirectories(services.getParent());
        boolean open = Files.exists(services) && !Files.readString(services).matches("(?s)|.*\\R");
        Files.writeString(
                services,
                (open ? "\n" : "") + packageName() + "." + className() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** That of the class which was added last. */
    private String packageName() throws IOException {
        Path services = module.resolve(SERVICES);
        List<String> classes = Files.exists(services)
                ? Files.readAllLines(services).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> line.contains("."))
                        .toList()
                : List.of();
        if (classes.isEmpty()) {
            return FIRST_PACKAGE;
        }
        String latest = classes.get(classes.size() - 1);
        return latest.substring(0, latest.lastIndexOf('.'));
    }

    private String className() {
        StringBuilder words = new StringBuilder("V").append(version);
        for (String word : name.split("_", -1)) {
            words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return words.toString();
    }
}
