package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What AOT processing is told for native images, by whoever stands in {@code aot.factories}. */
class NativeHintsTest {
    private static final List<String> PICOCLI = List.of("Command", "Option", "Parameters", "Mixin");

    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void register() {
        ClassLoader classLoader = getClass().getClassLoader();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", classLoader)
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, classLoader));
    }

    /** Found without picocli, so that the test knows them from elsewhere than what it tests. */
    static Stream<String> commandLine() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.tandem.migration.boot.cli")
                        .stream()
                        .filter(NativeHintsTest::isRead)
                        .map(JavaClass::getName);
    }

    private static boolean isRead(JavaClass type) {
        return Stream.concat(
                                Stream.of(type.getAnnotations()).flatMap(all -> all.stream()),
                                type.getMembers().stream()
                                        .map(JavaMember::getAnnotations)
                                        .flatMap(all -> all.stream()))
                        .anyMatch(
                                annotation -> annotation.getRawType().getName().startsWith("picocli.CommandLine$")
                                        && PICOCLI.contains(
                                                annotation.getRawType().getSimpleName()))
                || (type.isAssignableTo("picocli.CommandLine$ITypeConverter")
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    @ParameterizedTest
    @MethodSource("commandLine")
    void picocliCanReadEveryClassOfTheCommandLine(String type) {
        assertThat(reflection()
                        .onType(TypeReference.of(type))
                        .withMemberCategories(
                                MemberCategory.ACCESS_DECLARED_FIELDS,
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                MemberCategory.INVOKE_DECLARED_METHODS))
                .accepts(hints);
    }

    @Test
    void thePropertiesCanBeBoundWithoutAContext() {
        for (Class<?> type : List.of(
                MigrationProperties.class,
                MigrationProperties.Push.class,
                MigrationProperties.Embedded.class,
                MigrationProperties.Database.class)) {
            assertThat(reflection()
                            .onType(type)
                            .withMemberCategories(
                                    MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_METHODS))
                    .accepts(hints);
            assertThat(reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
                    .accepts(hints);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev/tandem/migration/boot/actuate/migrations.html",
                "META-INF/maven/dev.tandem/migration-starter/pom.properties",
                "META-INF/spring/dev.tandem.migration.boot.MigrationConfiguration.imports",
                "META-INF/services/dev.tandem.migration.JavaMigration"
            })
    void whatIsReadFromTheClassPathIsInTheImage(String name) {
        assertThat(resource().forResource(name)).accepts(hints);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.zaxxer.hikari.HikariDataSource",
                "com.clickhouse.client.api.Client",
                "liquibase.Scope",
                "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                "org.postgresql.Driver"
            })
    void librariesThatAreThereAreFound(String type) {
        assertThat(reflection().onType(TypeReference.of(type))).accepts(hints);
    }
}
