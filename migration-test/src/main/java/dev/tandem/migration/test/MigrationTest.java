package dev.tandem.migration.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;

/**
 * Gives a test class databases of its own, with its migrations applied. They are new ones on servers that {@link
 * dev.tandem.migration.embedded.DatabasesForTests} starts once in a JVM, are migrated once before the first test, and dropped behind
 * the last.
 *
 * <p><b>Every test method begins with exactly the state behind the migrations</b>: the rows that they insert are there,
 * sequences stand where they left them, and nothing that another test did is left, whatever it was: rows, tables, settings.
 * Only what belongs to a whole server stays: roles and tablespaces of PostgreSQL, users, functions and named collections of
 * ClickHouse. There the rows of {@code Set} and {@code Buffer} tables stay, too, and refreshable views refresh when they like.
 *
 * <p>Methods and constructors may have parameters:
 *
 * <ul>
 *   <li>{@link javax.sql.DataSource}, or Spring's {@link org.springframework.jdbc.core.simple.JdbcClient}: of the database that
 *       {@link Database} names; without it of the only one there is, else of {@code postgres};
 *   <li>{@link dev.tandem.migration.MigrationManager}: of all of them, or of the one that {@link Database} names.
 * </ul>
 *
 * <p>They, and the addresses behind them, stay the same for the whole class. <b>A connection does not outlive its test
 * method</b>: PostgreSQL's are ended before the next one, also those in a pool. The data source that is injected has no
 * pool.
 *
 * <p>Classes may run at the same time; test methods of one class never do. Nested classes share the databases of the
 * outermost. What a {@code @BeforeAll} method writes is not seen by any test.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MigrationTestExtension.class)
@ResourceLock(target = ResourceLockTarget.SELF, providers = MethodLocks.class)
public @interface MigrationTest {

    /** The root of the migrations: {@code classpath:…}, {@code file:…} or a folder; a database's name is appended. */
    String path() default DatabasesOfClass.DEFAULT_PATH;

    /**
     * Which databases: {@code postgres}, {@code clickhouse}, or both. Those that have a folder unless set. Others, and
     * other settings, see {@link MigrationExtension}.
     */
    String[] databases() default {};

    /** Whether they are migrated; if not, they are empty, and every test method begins with empty ones. */
    boolean migrate() default true;
}
