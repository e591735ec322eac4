package dev.tandem.migration.boot.cli;

/** How results are written. */
enum OutputFormat {
    TEXT,
    JSON;

    /** From what is typed. */
    static final class Converter extends WordConverter<OutputFormat> {
        Converter() {
            super(OutputFormat.class);
        }
    }
}
