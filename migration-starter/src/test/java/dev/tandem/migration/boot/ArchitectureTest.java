package dev.tandem.migration.boot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.boot.autoconfigure.AutoConfiguration;

@AnalyzeClasses(packages = "dev.tandem.migration.boot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BOOT = "dev.tandem.migration.boot";

    @ArchTest
    static final ArchRule whatIsSharedKnowsNoneOfItsUsers = noClasses()
            .that()
            .resideInAPackage(BOOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT + ".autoconfigure..", BOOT + ".actuate..", BOOT + ".cli..");

    @ArchTest
    static final ArchRule theCommandLineNeedsNoContext = noClasses()
            .that()
            .resideInAPackage(BOOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT + ".autoconfigure..", BOOT + ".actuate..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule dialectsAreKnownToTheCoreOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tandem.migration.postgres..", "dev.tandem.migration.clickhouse..");

    @ArchTest
    static final ArchRule oneClassTouchesWhatMayBeMissing = noClasses()
            .that()
            .doNotHaveSimpleName("RunningDatabases")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tandem.migration.embedded..");

    @ArchTest
    static final ArchRule autoConfigurationsOfferNothingToCall =
            classes().that().areAnnotatedWith(AutoConfiguration.class).should().haveModifier(JavaModifier.FINAL);
}
