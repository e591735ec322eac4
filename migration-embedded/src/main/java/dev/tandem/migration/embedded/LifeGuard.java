package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends a PostgreSQL with this process, however this process ends. A shell reads from a pipe that we hold open; the end
 * of the pipe, which comes when we close it and also when we are killed, makes it stop the server and delete its
 * directory.
 */
final class LifeGuard {

    private static final String SCRIPT =
            "trap '' INT TERM HUP; home=$1; shift; cat >/dev/null; \"$@\"; rm -rf \"$home\"";
    private static final long LIMIT_SECONDS = 20;

    private final Process shell;

    private LifeGuard(Process shell) {
        this.shell = shell;
    }

    static LifeGuard over(Path home, List<String> stopCommand) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "tandem-guard", home.toString()));
        command.addAll(stopCommand);
        return new LifeGuard(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Ends what is guarded, and waits for it. */
    void release() throws IOException, InterruptedException {
        shell.getOutputStream().close();
        if (!shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new EmbeddedDatabasesException("PostgreSQL did not end within " + LIMIT_SECONDS
                    + " s; the shell with process id " + shell.pid() + " waits for it");
        }
    }
}
