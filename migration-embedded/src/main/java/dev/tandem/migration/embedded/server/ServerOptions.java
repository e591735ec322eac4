package dev.tandem.migration.embedded.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the child process is told on its command line.
 *
 * @param library the native engine, {@code libchdb.so}
 * @param home the directory that holds the data and, as soon as the server answers, the state file
 * @param port the port of the loopback interface; 0 for any
 * @param config an engine configuration file, or null
 * @param detached false: ends when its standard input ends, which is when its parent dies
 * @param temporary {@code home} goes when the process ends
 */
public record ServerOptions(
        Path library, Path home, int port, @Nullable Path config, boolean detached, boolean temporary) {

    /** The engine's data directory. */
    public Path data() {
        return home.resolve("data");
    }

    /** Says which process serves the directory, on which port; see {@link ServerState}. */
    public Path state() {
        return home.resolve("server");
    }

    /** As arguments for {@link ClickHouseServer#main}. */
    public List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "library=" + library,
                "home=" + home,
                "port=" + port,
                "detached=" + detached,
                "temporary=" + temporary));
        if (config != null) {
            arguments.add("config=" + config);
        }
        return arguments;
    }

    static ServerOptions parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("Not of the form name=value: " + argument);
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        String config = values.get("config");
        return new ServerOptions(
                path(values, "library"),
                path(values, "home"),
                Integer.parseInt(values.getOrDefault("port", "0")),
                config == null ? null : Path.of(config),
                Boolean.parseBoolean(values.get("detached")),
                Boolean.parseBoolean(values.get("temporary")));
    }

    private static Path path(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Missing: " + name);
        }
        return Path.of(value);
    }
}
