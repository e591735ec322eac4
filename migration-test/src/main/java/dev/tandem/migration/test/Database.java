package dev.tandem.migration.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says of which database a parameter is, in a class with {@link MigrationTest} or {@link MigrationExtension}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Database {

    /** The database's name, such as {@code clickhouse}. */
    String value();
}
