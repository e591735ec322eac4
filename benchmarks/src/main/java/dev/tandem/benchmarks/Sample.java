package dev.tandem.benchmarks;

/**
 * One process, from its start to its end.
 *
 * @param seconds how long it took
 * @param peakMegabytes the most memory that it had resident; 0 where the system does not say
 */
record Sample(double seconds, double peakMegabytes) {}
