package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line, for native images. picocli reads annotations and sets fields; what it makes of the classes here says which
 * they are, so that no command can be forgotten.
 */
final class CommandLineHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        command(hints, Commands.all().getCommandSpec());
        hints.resources().registerPattern(ToolVersion.POM);
        hints.reflection().registerTypeIfPresent(classLoader, Push.REGISTRY);
    }

    private static void command(RuntimeHints hints, CommandSpec command) {
        members(hints, command.userObject());
        command.mixins().values().forEach(mixin -> command(hints, mixin));
        for (ArgSpec argument : command.args()) {
            for (Object converter : argument.converters()) {
                members(hints, converter);
            }
        }
        command.subcommands().values().forEach(subcommand -> command(hints, subcommand.getCommandSpec()));
    }

    private static void members(RuntimeHints hints, Object object) {
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            hints.reflection()
                    .registerType(
                            type,
                            MemberCategory.ACCESS_DECLARED_FIELDS,
                            MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                            MemberCategory.INVOKE_DECLARED_METHODS);
        }
    }
}
