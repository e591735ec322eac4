package dev.tandem.migration.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link javax.sql.DataSource} bean whose address, user and password migrations use, over connections of their own. A
 * URL in {@code tandem.databases.<name>} goes before it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MigrationDataSource {

    /** The configured name of the database. */
    String value() default "postgres";
}
