package dev.tandem.migration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tandem.migration.script.Lexer;
import dev.tandem.migration.sql.Dialect;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house, as far as the names of packages and what they import can say them. */
class ArchitectureTest {
    private static final String ROOT = "dev.tandem.migration";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(
                    MigrationManager.class.getProtectionDomain().getCodeSource().getLocation());

    /** The packages, and what of ours each of them may import. Another one begins with a line here. */
    private static final Map<String, Set<String>> IMPORTS = Map.of(
            ROOT,
            Set.of(),
            ROOT + ".script",
            Set.of(ROOT),
            ROOT + ".source",
            Set.of(ROOT, ROOT + ".script"),
            ROOT + ".seed",
            Set.of(ROOT),
            ROOT + ".sql",
            Set.of(ROOT, ROOT + ".script", ROOT + ".source", ROOT + ".seed", ROOT + ".foreign"),
            ROOT + ".foreign",
            Set.of(ROOT),
            ROOT + ".liquibase",
            Set.of(ROOT, ROOT + ".script", ROOT + ".source", ROOT + ".sql", ROOT + ".seed"),
            ROOT + ".postgres",
            Set.of(ROOT, ROOT + ".script", ROOT + ".sql", ROOT + ".seed"),
            ROOT + ".clickhouse",
            Set.of(ROOT, ROOT + ".script", ROOT + ".sql", ROOT + ".seed"));

    private static final Set<String> DIALECTS = Set.of(ROOT + ".postgres", ROOT + ".clickhouse");

    /** {@code Planner}, {@code EventLog} and what they work with, and everything that reads text. */
    private static final DescribedPredicate<JavaClass> PURE = describe(
            "are pure",
            type -> Set.of(ROOT + ".script", ROOT + ".foreign").contains(type.getPackageName())
                    || Set.of(
                                    "Planner",
                                    "AdoptPlanner",
                                    "Refusal",
                                    "Refusals",
                                    "HalfDoneRefusals",
                                    "AdoptRefusals",
                                    "DatabaseState",
                                    "EventLog",
                                    "History",
                                    "Plan")
                            .contains(outermost(type).getSimpleName()));

    static Stream<Arguments> imports() {
        return IMPORTS.entrySet().stream().map(entry -> arguments(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("imports")
    void importsNothingOfOursButWhatItMay(String name, Set<String> allowed) {
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(describe(
                        "are ours, but neither in " + name + " nor in " + allowed,
                        type -> isOurs(type)
                                && !type.getPackageName().equals(name)
                                && !allowed.contains(type.getPackageName())))
                .check(MAIN);
    }

    @Test
    void everyPackageHasItsLineAmongTheImports() {
        assertThat(packages()).extracting(JavaPackage::getName).containsExactlyInAnyOrderElementsOf(IMPORTS.keySet());
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theLibraryKnowsNothingOfSpringBoot() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(MAIN);
    }

    @Test
    void nullnessIsSaidOfEveryPackage() {
        assertThat(packages()).allMatch(one -> one.isAnnotatedWith(NullMarked.class), "is @NullMarked");
    }

    @Test
    void aDialectShowsNothingButItselfAndItsLexer() {
        classes()
                .that(describe("are of a dialect", type -> DIALECTS.contains(type.getPackageName())))
                .and()
                .arePublic()
                .should()
                .beAssignableTo(Dialect.class)
                .orShould()
                .beAssignableTo(Lexer.class)
                .check(MAIN);
    }

    @Test
    void driversAreUsedByTheirDialectsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".postgres")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".clickhouse")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.clickhouse..")
                .check(MAIN);
    }

    @Test
    void whatDecidesTouchesNoConnectionClockOrFile() {
        noClasses()
                .that(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "java.nio.file..", "java.net..", "org.springframework..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(MAIN);
    }

    private static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT + ".");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static Collection<JavaPackage> packages() {
        return MAIN.stream()
                .map(JavaClass::getPackage)
                .collect(Collectors.toMap(JavaPackage::getName, one -> one, (one, same) -> one))
                .values();
    }
}
