package dev.tandem.migration.script;

/** The part of a file in which a statement stands. */
enum Section {
    /** No section: the file has none, or none has begun yet. */
    NONE("no"),
    UP("Up"),
    DOWN("Down");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /** As a message says it. */
    String title() {
        return title;
    }
}
