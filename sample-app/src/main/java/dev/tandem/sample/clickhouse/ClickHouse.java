package dev.tandem.sample.clickhouse;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks what belongs to ClickHouse: what {@code tandem.databases.clickhouse.create-data-source} makes. What is not marked belongs
 * to PostgreSQL.
 */
@Qualifier("clickhouse")
@Target({ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface ClickHouse {}
