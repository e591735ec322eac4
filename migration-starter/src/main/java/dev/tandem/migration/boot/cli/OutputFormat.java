package dev.tandem.migration.boot.cli;

/** How results are written. */
enum OutputFormat {
    TEXT,
    JSON,
    /** Annotations of GitHub's workflows, of a command that has them. */
    GITHUB;

    /** From what is typed. */
    static final class Converter extends WordConverter<OutputFormat> {
        Converter() {
            super(OutputFormat.class);
        }

        @Override
        String words() {
            return "text or json";
        }
    }
}
