package dev.tandem.migration.boot.cli;

/** A shell that completes words. */
enum ShellName {
    BASH,
    ZSH;

    /** From what is typed. */
    static final class Converter extends WordConverter<ShellName> {
        Converter() {
            super(ShellName.class);
        }
    }
}
