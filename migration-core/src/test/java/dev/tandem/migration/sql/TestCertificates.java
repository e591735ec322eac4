package dev.tandem.migration.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of a test's own, and the certificate that it gives a server; made by the JDK's keytool. */
public final class TestCertificates {
    private static final String SECRET = "changeit";

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    /** For a server of the name localhost, and of no other. */
    public static TestCertificates create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        TestCertificates certificates = new TestCertificates(directory);
        certificates.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=test authority", "-ext", "bc:c");
        certificates.keytool("-genkeypair", "-alias", "server", "-dname", "CN=localhost");
        certificates.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", "ca.pem");
        certificates.keytool("-certreq", "-alias", "server", "-file", "server.csr");
        certificates.keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-ext",
                "san=dns:localhost",
                "-infile",
                "server.csr",
                "-outfile",
                "server.pem");
        certificates.keytool("-importcert", "-noprompt", "-alias", "server", "-file", "server.pem");
        return certificates;
    }

    /** The authority's own certificate, in PEM. */
    public Path authority() {
        return directory.resolve("ca.pem");
    }

    /** The server's certificate and its key, in PKCS #12. */
    public KeyStore keys() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(directory.resolve("keys.p12").toFile(), SECRET.toCharArray());
    }

    public char[] secret() {
        return SECRET.toCharArray();
    }

    /** Writes certificate and key as a server reads them: nobody else may read the key. */
    public void writeServer(Path certificate, Path key) throws GeneralSecurityException, IOException {
        Files.copy(directory.resolve("server.pem"), certificate);
        byte[] secret = keys().getKey("server", secret()).getEncoded();
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(secret)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "keys.p12", "-storepass", SECRET, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-validity", "2"));
        }
        Path log = directory.resolve("keytool.log");
        int exit = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(Files.readString(log));
        }
    }
}
