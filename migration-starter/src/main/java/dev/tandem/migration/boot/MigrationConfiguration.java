package dev.tandem.migration.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Configuration;

/**
 * A configuration class whose beans take part in migrating, in the application and on the command line alike: {@link
 * dev.tandem.migration.JavaMigration Java migrations}, {@link dev.tandem.migration.MigrationListener listeners}, {@link
 * MigrationCustomizer customizers}, {@link dev.tandem.migration.MigrationDatabase databases}, and a DataSource that {@code
 * tandem.databases.<name>.data-source} names.
 *
 * <p>The command line has none of the application's other beans. So that it finds the class without looking through all of the
 * application, its name stands as a line in {@code META-INF/spring/dev.tandem.migration.boot.MigrationConfiguration.imports}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Configuration(proxyBeanMethods = false)
public @interface MigrationConfiguration {}
