/** Users, organizations and projects: what PostgreSQL keeps. */
@NullMarked
package dev.tandem.sample.account;

import org.jspecify.annotations.NullMarked;
