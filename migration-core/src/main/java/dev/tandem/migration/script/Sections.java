package dev.tandem.migration.script;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the directives of a file have said so far: which section it is in, and whether everything belongs to one statement.
 *
 * <p>A directive before the first section holds for the whole file, and so does goose's NO TRANSACTION wherever it
 * stands.
 */
final class Sections {
    private final Text text;
    private final Map<Section, Part> parts = new EnumMap<>(Section.class);
    private final Part header = new Part(Section.NONE, 1);
    private Part current = header;
    private boolean transactional = true;
    private int block;

    Sections(Text text) {
        this.text = text;
    }

    Part current() {
        return current;
    }

    /** Whether the end of a statement is where a directive says so, and nowhere else. */
    boolean inBlock() {
        return block > 0;
    }

    /** A section begins. */
    void enter(Directive directive) {
        refuseOpenBlock();
        Section section = directive.kind() == Directive.Kind.UP ? Section.UP : Section.DOWN;
        if (current.section == Section.NONE && current.statements > 0) {
            throw text.malformedOnLine(
                    current.firstLine,
                    "A statement stands before the first section, which begins on line " + directive.line() + " ("
                            + directive.text() + ").",
                    "Move it into a section, or begin the Up section before it.");
        }
        Part part = new Part(section, directive.line());
        part.transactional = directive.transactional();
        Part other = parts.putIfAbsent(section, part);
        if (other != null) {
            throw text.malformedOnLine(
                    directive.line(),
                    "This is a second " + section.title() + " section (" + directive.text()
                            + "); the first one begins on line " + other.line + ".",
                    "Put everything into one of them.");
        }
        current = part;
    }

    void beginBlock(Directive directive, boolean open) {
        refuseOpenBlock();
        if (open) {
            throw text.malformedOnLine(
                    directive.line(),
                    "The statement before StatementBegin is not ended.",
                    "End it with a semicolon, or move StatementBegin before it.");
        }
        block = directive.line();
    }

    void endBlock(Directive directive) {
        if (!inBlock()) {
            throw text.malformedOnLine(
                    directive.line(),
                    "StatementEnd without a StatementBegin (" + directive.text() + ").",
                    "Write StatementBegin before the statement, or delete the line.");
        }
        block = 0;
    }

    void withoutTransaction(Directive directive, boolean open) {
        refuseWithin(directive, open);
        transactional = false;
    }

    void limit(Directive directive, boolean open) {
        refuseWithin(directive, open);
        if (current.timeout != null) {
            throw text.malformedOnLine(
                    directive.line(), "A timeout was given before (" + directive.text() + ").", "Delete one of them.");
        }
        current.timeout = directive.timeout();
    }

    private void refuseWithin(Directive directive, boolean open) {
        if (open) {
            throw text.malformedOnLine(
                    directive.line(),
                    "The directive " + directive.text() + " stands within a statement.",
                    "Put it before the first statement.");
        }
    }

    /** The end of the file, or of a section. */
    void refuseOpenBlock() {
        if (inBlock()) {
            throw text.malformedOnLine(
                    block, "StatementBegin is not followed by a StatementEnd.", "Write it behind the statement.");
        }
    }

    /** What is known of the file now. */
    Contents contents(String location, String digest) {
        Map<Section, Contents.Part> read = new EnumMap<>(Section.class);
        parts.forEach((section, part) -> read.put(section, contents(part)));
        return new Contents(location, digest, contents(header), read);
    }

    private Contents.Part contents(Part part) {
        return new Contents.Part(
                part.line,
                part.statements,
                part.fingerprint.value(),
                transactional && part.transactional,
                part.timeout != null ? part.timeout : header.timeout);
    }
}
