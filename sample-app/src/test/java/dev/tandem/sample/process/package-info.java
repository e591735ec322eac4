/** The application's jar as it is shipped, started as child processes on real databases: what a user sees of it. */
package dev.tandem.sample.process;
