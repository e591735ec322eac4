package dev.tandem.migration;

/**
 * Something that was found while migrations were validated.
 *
 * @param severity how bad it is
 * @param failure what and where
 */
public record Finding(Severity severity, Failure failure) {

    /** How bad it is. */
    public enum Severity {
        /** A run would fail or refuse. */
        ERROR,
        /** A run would succeed, but perhaps not as somebody thinks. */
        WARNING,
        /** Something could not be looked at. */
        NOTE
    }
}
