package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** An application's command line, but for the end of the process. */
public final class TestTool {

    /** What a command left behind. */
    public record Result(int code, String out, String err) {}

    private final Map<String, Object> properties = new HashMap<>();
    private final ClassLoader classLoader;

    TestTool() {
        this(TestTool.class.getClassLoader());
    }

    /** With another class path. */
    public TestTool(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    public TestTool with(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    /** With nobody in front of it. */
    public Result run(String... arguments) {
        return run(null, false, arguments);
    }

    /** On a terminal, with somebody who types these lines and then ends the input. */
    Result answering(List<String> lines, String... arguments) {
        return answering(new ArrayDeque<>(lines)::poll, arguments);
    }

    Result answering(Supplier<String> person, String... arguments) {
        return run(person, false, arguments);
    }

    Result inColour(String... arguments) {
        return run(() -> null, true, arguments);
    }

    private Result run(Supplier<String> person, boolean colour, String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        ConfigurationPropertySources.attach(environment);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(new PrintStream(out, false, UTF_8), new PrintStream(err, false, UTF_8), person, colour);
        int[] code = {-1};
        new MigrateListener(() -> terminal, exitCode -> code[0] = exitCode)
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(),
                        new SpringApplication(new DefaultResourceLoader(classLoader), getClass()),
                        arguments,
                        environment));
        return new Result(code[0], out.toString(UTF_8), err.toString(UTF_8));
    }
}
