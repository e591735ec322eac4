package dev.tandem.migration.boot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Tandem, from what Maven writes into its jars. */
final class ToolVersion {
    static final String POM = "META-INF/maven/dev.tandem/migration-starter/pom.properties";

    private ToolVersion() {}

    static String text() {
        try (InputStream pom = ToolVersion.class.getResourceAsStream("/" + POM)) {
            Properties properties = new Properties();
            if (pom != null) {
                properties.load(pom);
            }
            return "Tandem " + properties.getProperty("version", "(not from a jar)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
