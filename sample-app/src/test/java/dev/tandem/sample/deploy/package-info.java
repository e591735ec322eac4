/** What stands in {@code deploy/}: that it is well-formed, and that it says what its comments promise. Needs no database. */
package dev.tandem.sample.deploy;
