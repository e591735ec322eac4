package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * A version, its name, an up and perhaps a down.
 *
 * @param version 0 or more, unique in its database
 * @param name the part of the file name behind the version
 * @param up what applies it
 * @param down what takes it back, {@code null} when it was written without
 */
public record Migration(
        long version, String name, Script up, @Nullable Script down) {}
