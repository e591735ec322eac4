package dev.tandem.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that have started and wait to be told what to apply, and in which database. */
final class Instances implements AutoCloseable {
    private final Path log;
    private final List<Instance> all = new ArrayList<>();

    private record Instance(Process process, BufferedReader answers) {}

    private Instances(Path log) {
        this.log = log;
    }

    /**
     * Starts some.
     *
     * @param log where what they complain of goes
     */
    static Instances start(int number, List<String> command, Path log) throws IOException {
        Instances instances = new Instances(log);
        for (int i = 0; i < number; i++) {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            instances.all.add(new Instance(process, process.inputReader(UTF_8)));
        }
        return instances;
    }

    /** How long all of them together need. */
    double all(Path folder, String jdbcUrl) throws IOException {
        return run(all, folder, jdbcUrl);
    }

    /** How long one of them needs. */
    double one(int index, Path folder, String jdbcUrl) throws IOException {
        return run(List.of(all.get(index)), folder, jdbcUrl);
    }

    /** From the moment before the first is told to that after the last has said that it is done, in seconds. */
    private double run(List<Instance> some, Path folder, String jdbcUrl) throws IOException {
        byte[] line = (folder + "\t" + jdbcUrl + "\n").getBytes(UTF_8);
        long start = System.nanoTime();
        for (Instance instance : some) {
            instance.process().getOutputStream().write(line);
            instance.process().getOutputStream().flush();
        }
        for (Instance instance : some) {
            if (!"done".equals(instance.answers().readLine())) {
                throw new IOException("An instance failed, see " + log);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Ends them. */
    @Override
    public void close() {
        all.forEach(instance -> instance.process().destroy());
    }
}
