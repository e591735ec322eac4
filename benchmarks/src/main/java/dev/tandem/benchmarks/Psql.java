package dev.tandem.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** PostgreSQL's own client, where it is installed. */
record Psql(Path program) {
    static final String NAME = "psql";

    /** The one that a shell would find. */
    static Optional<Psql> find() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, NAME))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Psql::new);
    }

    /** A command line that ends at the first error, says nothing else and reads no settings of anybody's. */
    List<String> command(String jdbcUrl, String... arguments) {
        List<String> quiet = List.of(
                program.toString(),
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                jdbcUrl.substring("jdbc:".length()));
        return Contenders.with(quiet, arguments);
    }
}
