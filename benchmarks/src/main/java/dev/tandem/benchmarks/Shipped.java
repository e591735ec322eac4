package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A form in which the jar of an application is shipped.
 *
 * @param command starts it, as far as its arguments
 */
record Shipped(List<String> command) {
    /** As docs/command-line.md has them for a process that ends soon. */
    private static final List<String> SOON_OVER = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** As it is built. */
    static Shipped fat(Path jar) {
        return new Shipped(List.of(JavaCommand.JAVA, "-jar", jar.toString()));
    }

    /**
     * Extracted, with an archive of the classes that a training run loads.
     *
     * @param folder where to
     * @param training the arguments of the training run, which may fail
     */
    static Shipped extracted(Path jar, Path folder, List<String> training) throws IOException, InterruptedException {
        end(List.of(
                JavaCommand.JAVA,
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--destination",
                folder.toString()));
        Path archive = folder.resolve("app.jsa");
        String application = folder.resolve(jar.getFileName()).toString();
        List<String> train = java("-XX:ArchiveClassesAtExit=" + archive, "-jar", application);
        train.addAll(training);
        end(train);
        if (Files.notExists(archive)) {
            throw new IOException("No archive came of " + String.join(" ", train));
        }
        // An archive that cannot be used would otherwise be passed over in silence.
        return new Shipped(java("-XX:SharedArchiveFile=" + archive, "-Xshare:on", "-jar", application));
    }

    List<String> with(List<String> arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        return all;
    }

    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(JavaCommand.JAVA);
        command.addAll(SOON_OVER);
        command.addAll(List.of(options));
        return command;
    }

    private static void end(List<String> command) throws IOException, InterruptedException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
