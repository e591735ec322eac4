package dev.tandem.migration.script;

import java.util.ArrayList;
import java.util.List;

/** One statement after the other with its placeholders filled in; does nothing when none are configured. */
final class Filling {
    private final Text text;
    private final Placeholders placeholders;
    /** Beginnings and ends of what is left as it is in the current statement, in order. */
    private final List<Long> asItIs = new ArrayList<>();

    Filling(Text text, Placeholders placeholders) {
        this.text = text;
        this.placeholders = placeholders;
    }

    /** A statement begins. */
    void begin() {
        asItIs.clear();
    }

    /** With any configured, takes note of a token of the statement that was moved over. */
    void see(long from, Token token) {
        if (token == Token.COMMENT) {
            keep(from, text.position());
        } else if (token == Token.STRING && text.charAt(from) == '$') {
            // the dollar that ends an opening tag is none that begins a placeholder
            long end = from + 1;
            while (text.charAt(end) != '$') {
                end++;
            }
            keep(from, end + 1);
        }
    }

    private void keep(long from, long to) {
        asItIs.add(from);
        asItIs.add(to);
    }

    /**
     * The statement between two positions as it is to be sent.
     *
     * @throws dev.tandem.migration.InvalidMigrationException when a name is unknown
     */
    String fill(long first, long end) {
        StringBuilder filled = new StringBuilder();
        long from = first;
        for (int i = 0; i < asItIs.size() && asItIs.get(i) < end; i += 2) {
            fill(from, asItIs.get(i), filled);
            filled.append(text.substring(asItIs.get(i), asItIs.get(i + 1)));
            from = asItIs.get(i + 1);
        }
        fill(from, end, filled);
        return filled.toString();
    }

    private void fill(long from, long to, StringBuilder target) {
        String piece = text.substring(from, to);
        int unknown = placeholders.fill(piece, target);
        if (unknown >= 0) {
            String reference = piece.substring(unknown, piece.indexOf('}', unknown) + 1);
            throw text.malformed(
                    from + unknown,
                    "The placeholder " + reference + " is not configured.",
                    "Configure it for this database, or write $" + reference
                            + " if that very text is meant. Known are: " + String.join(", ", placeholders.names())
                            + ".");
        }
    }
}
