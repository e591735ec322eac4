package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.seed.SeedFile;
import dev.tandem.migration.seed.SeedOptions;
import dev.tandem.migration.seed.SeedReport;
import dev.tandem.migration.seed.Seeding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds seed files, asks before anything is emptied, seeds, and shows what became of the rows. */
final class SeedRun {
    private final CommandContext context;
    private final Output output;
    private final boolean truncate;

    SeedRun(CommandContext context, boolean truncate) {
        this.context = context;
        this.output = context.output();
        this.truncate = truncate;
    }

    /**
     * Seeds.
     *
     * @param names files of the seed folder, or paths
     * @param paths paths
     */
    int execute(List<String> names, List<String> paths) {
        try {
            MigrationManager manager = context.manager();
            List<SeedFile> files = files(names, paths);
            SeedOptions options = SeedOptions.defaults().with(context::variable);
            if (context.options().dryRun()) {
                finished(Seeding.run(manager, files, options.dry()));
                return ExitCode.DONE;
            }
            if (truncate) {
                context.refuseIfProtected();
                confirm(manager, files, options);
                options = options.truncating();
            }
            return seed(manager, files, options);
        } catch (MigrationException e) {
            return failed(e);
        }
    }

    private int seed(MigrationManager manager, List<SeedFile> files, SeedOptions options) {
        try (LastWords lastWords = new LastWords()) {
            int code = seeded(manager, files, options);
            lastWords.said();
            return code;
        }
    }

    /** Also tells of a failure before a process that is being ended may end. */
    private int seeded(MigrationManager manager, List<SeedFile> files, SeedOptions options) {
        try {
            finished(Seeding.run(manager, files, options));
            return ExitCode.DONE;
        } catch (MigrationException e) {
            return failed(e);
        } finally {
            context.terminal().flush();
        }
    }

    private int failed(MigrationException e) {
        return context.failed(e, MigrationJson.seed(e.failure()));
    }

    private List<SeedFile> files(List<String> names, List<String> paths) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(path(name, context.seedPath())));
        all.addAll(paths);
        return all.stream().map(context::seedFile).toList();
    }

    /** A bare word is a file of the folder. */
    static String path(String name, String folder) {
        boolean bare = name.indexOf('/') < 0 && name.indexOf(':') < 0 && !name.matches(".*\\.ya?ml");
        return bare ? folder + (folder.endsWith("/") || folder.endsWith(":") ? "" : "/") + name + ".yaml" : name;
    }

    private void confirm(MigrationManager manager, List<SeedFile> files, SeedOptions options) {
        List<SeedReport.Table> tables =
                Seeding.run(manager, files, options.dry()).tables();
        if (tables.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("This empties these tables, and then fills them:");
        Table table = new Table();
        Map<String, List<TableRows>> present = manager.rows();
        tables.forEach(one -> table.add(
                one.database(),
                one.table(),
                present.getOrDefault(one.database(), List.of()).stream()
                        .filter(rows -> rows.table().equals(one.table()))
                        .findFirst()
                        .map(Texts::rows)
                        .orElse("rows not known"),
                Texts.count(one.rows(), "row") + " to come"));
        lines.addAll(table.lines("  "));
        new Confirmation(context).require(lines, List.of(Confirmation.YES), manager.databases());
    }

    private void finished(SeedReport report) {
        if (!context.options().quiet()) {
            lines(report).forEach(output::text);
        }
        if (context.options().json()) {
            output.json(MigrationJson.seed(report));
        }
    }

    private static List<String> lines(SeedReport report) {
        Table table = new Table();
        report.tables().forEach(one -> table.add(cells(report, one)));
        List<String> lines = new ArrayList<>(table.lines(""));
        String rows = Texts.count(report.rows(), "row");
        if (report.rows() == 0) {
            lines.add("Nothing to do: there are no rows in it.");
        } else if (report.dryRun()) {
            lines.add("Nothing was written: " + rows + " in "
                    + Texts.count(report.tables().size(), "table") + ".");
        } else {
            lines.add("Done: " + rows + ", "
                    + report.tables().stream()
                            .mapToLong(SeedReport.Table::inserted)
                            .sum()
                    + " inserted, "
                    + report.tables().stream()
                            .mapToLong(SeedReport.Table::updated)
                            .sum()
                    + " updated.");
        }
        return lines;
    }

    private static String[] cells(SeedReport report, SeedReport.Table table) {
        if (report.dryRun()) {
            return new String[] {table.database(), table.table(), Texts.count(table.rows(), "row")};
        }
        return new String[] {
            table.database(),
            table.table(),
            table.inserted() + " inserted",
            table.updated() + " updated",
            table.unchanged() + " unchanged"
        };
    }
}
