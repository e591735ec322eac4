package dev.tandem.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a {@code main} of this module is run, with a class path of its own.
 *
 * @param target where this module is built
 */
record JavaCommand(Path target) {
    /** The Java that everybody is run with. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** The command line up to the arguments. */
    List<String> of(String main, List<String> options, String... libraries) {
        List<String> classPath = new ArrayList<>();
        classPath.add(target.resolve("benchmarks.jar").toString());
        Arrays.stream(libraries)
                .map(library -> target.resolve("lib").resolve(library) + "/*")
                .forEach(classPath::add);
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.addAll(options);
        // Writing a line for each migration is not what is measured.
        command.add("-Djava.util.logging.config.file=" + target.resolve("classes/quiet.properties"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main));
        return command;
    }

    /** That of a contender. */
    List<String> ofContender(String main, List<String> options, String... libraries) {
        return of("dev.tandem.benchmarks.contenders." + main, options, libraries);
    }
}
