package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Down;
import dev.tandem.migration.Command.Force;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Repair;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationTool;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.boot.cli.Parsed.Answer;
import dev.tandem.migration.boot.cli.Parsed.Work;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static final MigrationManager NONE = MigrationManager.builder().build();

    @ParameterizedTest
    @ValueSource(strings = {"shell --dry-run", "shell --output json"})
    void thePromptTakesNothingThatItCouldNotKeepTo(String line) {
        assertThat(Parser.parse(List.of(line.split(" ")), false))
                .isInstanceOfSatisfying(
                        Parsed.Answer.class,
                        answer -> assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void everySpellingMeansOneCommand(String line, Command expected) {
        assertThat(command(line)).isEqualTo(expected);
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of("up", Command.up()),
                Arguments.of("-db postgres up", Command.up()),
                Arguments.of("-dry-run up", Command.up()),
                Arguments.of("up --all", Command.up()),
                Arguments.of("up --steps 2", up(2)),
                Arguments.of("-db postgres -steps 2 up", up(2)),
                Arguments.of("up -steps=2", up(2)),
                Arguments.of("up --steps -2", Command.down(2)),
                Arguments.of("up --resume retry", new Up(Command.ALL, Resume.RETRY)),
                Arguments.of("-resume SKIP up", new Up(Command.ALL, Resume.SKIP)),
                Arguments.of("down", Command.down(1)),
                Arguments.of("rollback", Command.down(1)),
                Arguments.of("-steps 2 down", Command.down(2)),
                Arguments.of("-steps -1 down", Command.down(1)),
                Arguments.of("down --steps=-3", Command.down(3)),
                Arguments.of("down --all", Command.down(Command.ALL)),
                Arguments.of("--all down --resume skip", new Down(Command.ALL, Resume.SKIP)),
                Arguments.of("steps 2", up(2)),
                Arguments.of("steps -2", Command.down(2)),
                Arguments.of("steps -steps 2", up(2)),
                Arguments.of("steps -steps -1", Command.down(1)),
                Arguments.of("-db postgres steps -steps 3", up(3)),
                Arguments.of("steps -db postgres -3", Command.down(3)),
                Arguments.of("--steps -2", Command.down(2)),
                Arguments.of("-steps 2 -db all", up(2)),
                Arguments.of("goto 5", goTo(5L)),
                Arguments.of("to 5", goTo(5L)),
                Arguments.of("goto 000005", goTo(5L)),
                Arguments.of("goto 20251126205953 --db postgres", goTo(20251126205953L)),
                Arguments.of("-db postgres goto 5", goTo(5L)),
                Arguments.of("goto -version 5", goTo(5L)),
                Arguments.of("-version 5 goto", goTo(5L)),
                Arguments.of("--version=5 goto", goTo(5L)),
                Arguments.of("goto none", goTo(null)),
                Arguments.of("goto -version none", goTo(null)),
                Arguments.of("goto 0", goTo(0L)),
                Arguments.of("goto 5 --resume skip", new GoTo(5L, Resume.SKIP)),
                Arguments.of("force 5", new Force(5L)),
                Arguments.of("force NONE", new Force(null)),
                Arguments.of("force -1", new Force(null)),
                Arguments.of("-version -1 force", new Force(null)),
                Arguments.of("-version 0 force -db postgres", new Force(0L)),
                Arguments.of("baseline 12", new Baseline(12)),
                Arguments.of("baseline --version 0", new Baseline(0)),
                Arguments.of("adopt", new Adopt(null, null, null)),
                Arguments.of(
                        "-version 3 adopt -from Golang-Migrate", new Adopt(MigrationTool.GOLANG_MIGRATE, null, 3L)),
                Arguments.of("adopt --version none --table a.b", new Adopt(null, "a.b", Adopt.NOTHING)),
                Arguments.of("-dry-run repair", new Repair()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            up                                  | false |
            up --db all                         | true  |
            -db all up                          | true  |
            up --db postgres                    | true  | postgres
            up --db=postgres,clickhouse         | true  | postgres clickhouse
            -db clickhouse status -db postgres  | true  | clickhouse postgres
            """)
    void databasesAreNamedOnceSeveralTimesOrWithCommas(String line, boolean named, String databases) {
        CommonOptions options = options(line);
        assertThat(options.namesDatabases()).isEqualTo(named);
        assertThat(options.databases()).isEqualTo(databases == null ? List.of() : List.of(databases.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop -yes=true -dry-run=true -output json -timeout 90s -verbose -quiet -profile prod,eu",
                "--yes --dry-run --output JSON --timeout 1m30s --verbose --quiet --profile prod --profile eu drop",
                "--output=json --timeout=PT1M30S --profile=prod,eu drop --quiet --yes --verbose --dry-run",
            })
    void optionsStandBeforeOrBehindTheCommandWithOneDashOrTwo(String line) {
        CommonOptions options = options(line);
        assertThat(options.yes()).isTrue();
        assertThat(options.dryRun()).isTrue();
        assertThat(options.json()).isTrue();
        assertThat(options.verbose()).isTrue();
        assertThat(options.quiet()).isTrue();
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.profiles()).containsExactly("prod", "eu");
    }

    @Test
    void aSwitchCanBeTurnedOff() {
        assertThat(options("up -dry-run=false").dryRun()).isFalse();
    }

    @Test
    void nothingIsOnUnlessAskedFor() {
        CommonOptions options = options("down");
        assertThat(options.yes()).isFalse();
        assertThat(options.dryRun()).isFalse();
        assertThat(options.json()).isFalse();
        assertThat(options.verbose()).isFalse();
        assertThat(options.quiet()).isFalse();
        assertThat(options.timeout()).isNull();
        assertThat(options.profiles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            upp                      | There is no command 'upp'. Did you mean up?
            stauts                   | There is no command 'stauts'. Did you mean status?
            -db postgres roll        | There is no command 'roll'. Did you mean rollback?
            frobnicate               | There is no command 'frobnicate'.
            up --dryrun              | There is no option --dryrun. Did you mean --dry-run?
            up -ouput json           | There is no option -ouput. Did you mean --output?
            down --step 2            | There is no option --step. Did you mean --steps?
            --yess down              | There is no option --yess. Did you mean --yes?
            up --frobnicate=3        | There is no option --frobnicate.
            status --steps 2         | status does not take --steps.
            drop --resume skip       | drop does not take --resume.
            down -2                  | There is no option -2.
            down 2                   | down does not know what to do with '2'. Did you mean --steps 2?
            up twice                 | up does not know what to do with 'twice'.
            up --steps               | Missing required parameter for option '--steps'
            up --db                  | Missing required parameter for option '--db'
            up --db --yes            | Expected parameter for option '--db' but found '--yes'
            up --steps 0             | '0' is not a number of migrations
            up --steps two           | 'two' is not a number of migrations
            steps 99999999999        | '99999999999' is not a number of migrations
            steps                    | How many? For example: migrate steps 2
            down --all --steps 2     | --steps and --all contradict each other.
            steps 2 --steps 3        | Give the number once.
            up --steps 1 --steps 2   | should be specified only once
            up --timeout 30          | '30' is not a time such as 30s
            up --timeout 0s          | '0s' is not a time
            up --timeout soon        | 'soon' is not a time
            up --timeout 999999999d9999999999d | is not a time
            up --output xml          | expected text or json, not 'xml'
            up --resume refuse       | expected retry or skip, not 'refuse'
            --db postgres            | Which command?
            goto                     | Which version? For example: migrate goto 5
            force --db postgres      | Which version? For example: migrate force 5 --db postgres
            force 5 --version 6      | Give the version once.
            baseline                 | Which version? For example: migrate baseline 12
            baseline none            | A baseline of nothing is no baseline: give a version.
            goto latest              | 'latest' is not a version; 5, 000005 or none would be
            goto 99999999999999999999 | '99999999999999999999' is not a version
            goto --version           | Missing required parameter for option '--version'
            baseline -1              | '-1' is not a version; 5, 000005 or none would be
            force -2                 | '-2' is not a version; 5, 000005 or none would be
            goto -1                  | '-1' is not a version; 5, 000005 or none would be
            force 5 --resume skip    | force does not take --resume.
            adopt --from rails       | expected golang-migrate or dbmate or goose or flyway or liquibase or alembic
            adopt 5                  | adopt does not know what to do with '5'.
            repair 5                 | repair does not know what to do with '5'.
            up --version 5           | up does not take --version.
            create                   | Which name? For example: migrate create add_users_table
            create a --name b        | Give the name once.
            create a b               | create does not know what to do with 'b'.
            create a --format kotlin | expected pair or single or java, not 'kotlin'
            creat a                  | There is no command 'creat'. Did you mean create?
            validat                  | There is no command 'validat'. Did you mean validate?
            status --output github   | status is written as text or json only.
            up --output github       | up is written as text or json only.
            wait --migrate           | There is no option --migrate. Did you mean --migrated?
            status --wach            | There is no option --wach. Did you mean --watch?
            info 5                   | info does not know what to do with '5'.
            got 5                    | There is no command 'got'. Did you mean goto?
            """)
    void aWrongWordIsRefusedWithTheRightOne(String line, String complaint) {
        Answer answer = answer(line);
        assertThat(answer.text()).contains(complaint);
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    @Test
    void aComplaintSaysWhereToReadOn() {
        assertThat(answer("up --dryrun").text()).isEqualToNormalizingNewlines("""
                There is no option --dryrun. Did you mean --dry-run?
                Try: migrate up --help
                """);
    }

    @Test
    void noCommandAtAllShowsTheHelpAndIsWrong() {
        Answer answer = answer("");
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.text()).contains("Which command?", "Commands:", "rollback", "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-help", "-h", "help"})
    void theHelpShowsEveryCommand(String line) {
        Answer answer = answer(line);
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.text())
                .contains(
                        "up", "down, rollback", "steps", "goto, to", "status", "force", "drop", "migrate up --dry-run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"down --help", "--help down", "help down", "-h down", "help rollback"})
    void theHelpOfACommandShowsItsOwnOptionsOnly(String line) {
        Answer answer = answer(line);
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.text())
                .contains("migrate down", "--steps=N", "--resume=retry|skip", "--db=NAME|all", "Examples:")
                .doesNotContain("--check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-version"})
    void theVersionIsThatOfTheTool(String line) {
        assertThat(answer(line).text()).startsWith("Tandem ");
        assertThat(answer(line).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create add_users_table                  | add_users_table |
            new add_users_table                     | add_users_table |
            create -name add_users_table            | add_users_table |
            create -name "add_users_table"          | add_users_table |
            -db postgres -name create_users create  | create_users    |
            -name up create                         | up              |
            -name create create                     | create          |
            create x -format single                 | x               | SINGLE
            --format=pair create --name=x           | x               | PAIR
            --format java create x                  | x               | JAVA
            """)
    void aNewMigrationIsNamedByAWordOrAnOption(String line, String name, NewMigration.Format format) {
        NewMigration request = ((CreateCommand) work(line.replace("\"", ""))).request();
        assertThat(request).isEqualTo(new NewMigration(name, format, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create x", "new x", "validate --offline", "-offline validate"})
    void someCommandsDoWithoutADatabase(String line) {
        assertThat(work(line).isOffline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate",
                "validate --output github",
                "wait --migrated --timeout 5m",
                "version",
                "-db postgres version",
                "info",
                "status --watch"
            })
    void othersNeedOne(String line) {
        assertThat(work(line).isOffline()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-dry-run down", "-dry-run up", "-dry-run -name x create"})
    void aDryRunStandsBeforeTheCommandToo(String line) {
        assertThat(options(line).dryRun()).isTrue();
    }

    private static GoTo goTo(Long version) {
        return new GoTo(version, Resume.REFUSE);
    }

    private static Up up(int limit) {
        return new Up(limit, Resume.REFUSE);
    }

    private static Command command(String line) {
        Subcommand command = work(line);
        if (command instanceof UpCommand up) {
            return up.command();
        }
        if (command instanceof GoToCommand goTo) {
            return goTo.command(NONE);
        }
        if (command instanceof ForceCommand force) {
            return force.command(NONE);
        }
        if (command instanceof BaselineCommand baseline) {
            return baseline.command(NONE);
        }
        if (command instanceof AdoptCommand adopt) {
            return adopt.command();
        }
        if (command instanceof RepairCommand repair) {
            return repair.command();
        }
        return command instanceof DownCommand down ? down.command() : ((StepsCommand) command).command();
    }

    /** Only the commands among the words are made, if these options are theirs. */
    @ParameterizedTest
    @ValueSource(strings = {"--profile --format drop", "--db --file down"})
    void anOptionOfAnotherCommandIsNoValue(String line) {
        assertThat(answer(line).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static CommonOptions options(String line) {
        return work(line).options();
    }

    private static Subcommand work(String line) {
        Parsed parsed = parse(line);
        assertThat(parsed).isInstanceOf(Work.class);
        return ((Work) parsed).command();
    }

    private static Answer answer(String line) {
        Parsed parsed = parse(line);
        assertThat(parsed).isInstanceOf(Answer.class);
        return (Answer) parsed;
    }

    private static Parsed parse(String line) {
        return Parser.parse(line.isEmpty() ? List.of() : List.of(line.split(" +")), false);
    }
}
