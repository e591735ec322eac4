package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A PgBouncer of one test's own, on loopback, before a server that trusts whoever connects. */
final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "pgbouncer";
    /** Where distributions put it, which is not on everybody's path. */
    private static final String SYSTEM = "/usr/sbin";

    private static final int POOLED = 2;
    private static final Pattern ADDRESS = Pattern.compile("//([^/:]+):(\\d+)/([^?]+)");

    private final Process process;
    private final Path directory;
    private final String url;

    private PgBouncer(Process process, Path directory, String url) {
        this.process = process;
        this.directory = directory;
        this.url = url;
    }

    static boolean isThere() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of(SYSTEM))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one.
     *
     * @param mode what it pools: {@code session} or {@code transaction}
     */
    static PgBouncer start(TestDatabase database, String mode) throws IOException {
        Matcher address = ADDRESS.matcher(database.jdbcUrl());
        assertThat(address.find()).isTrue();
        int port = freePort();
        // It does not run as root, so somebody else has to read what root writes.
        Path directory = Files.createTempDirectory(
                PROGRAM, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = Files.writeString(
                directory.resolve("users.txt"), "\"" + database.username() + "\" \"" + database.password() + "\"\n");
        Path configuration = Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                %s = host=127.0.0.1 port=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = %d
                server_round_robin = 1
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        address.group(3), address.group(2), port, users, mode, POOLED));
        List<String> command = new ArrayList<>(List.of(program().orElseThrow().toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        String through = address.replaceFirst("//127.0.0.1:" + port + "/$3");
        PgBouncer bouncer = new PgBouncer(process, directory, through);
        bouncer.awaitAnswer();
        return bouncer;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(log());
            }
            return Jdbc.number(url, "SELECT 1") == 1;
        });
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    /** Makes it open as many server connections as it pools. */
    void warmUp() {
        try (Connection one = DriverManager.getConnection(url);
                Connection two = DriverManager.getConnection(url);
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            first.execute("SELECT 1");
            second.execute("SELECT 1");
            one.commit();
            two.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        for (String file : List.of("users.txt", "pgbouncer.ini", "log")) {
            Files.deleteIfExists(directory.resolve(file));
        }
        Files.delete(directory);
    }
}
