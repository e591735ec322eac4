package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingDriverTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost/db, org.postgresql.Driver, org.postgresql:postgresql",
        "jdbc:clickhouse://localhost/db, com.clickhouse.jdbc.Driver, com.clickhouse:clickhouse-jdbc"
    })
    void aMissingDriverIsNamedWithItsDependency(String url, String driver, String dependency)
            throws IOException, ClassNotFoundException {
        URL jar = Class.forName(driver).getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader without = new URLClassLoader(classPathWithout(jar), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> build(without, url))
                    .hasMessageContaining("driver is not on the class path")
                    .hasMessageContaining("Add the dependency " + dependency + ".");
        }
    }

    private static void build(ClassLoader loader, String url) throws Throwable {
        Object builder = loader.loadClass(SqlDatabase.class.getName())
                .getMethod("builder", String.class)
                .invoke(null, "main");
        builder.getClass().getMethod("url", String.class).invoke(builder, url);
        try {
            builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static URL[] classPathWithout(URL jar) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(MissingDriverTest::url)
                .filter(url -> !url.toString().equals(jar.toString()))
                .toArray(URL[]::new);
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
