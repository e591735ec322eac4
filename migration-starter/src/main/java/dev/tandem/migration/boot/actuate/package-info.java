/** What Spring Boot's actuator shows of migrations: health and an endpoint, both from what is remembered. */
@NullMarked
package dev.tandem.migration.boot.actuate;

import org.jspecify.annotations.NullMarked;
