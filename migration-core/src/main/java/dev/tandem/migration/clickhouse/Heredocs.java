package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Chars;
import dev.tandem.migration.script.Literals;
import dev.tandem.migration.script.Text;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strings in {@code $tag$ … $tag$}. Without its closing end such an opening is a plain word, which is known only at the
 * end of the script. Searching that far for each opening would take quadratic time; so the first search in vain notes
 * where every tag occurs last, and no later opening is searched for in vain.
 */
final class Heredocs {
    private static final Chars NO_DOLLAR = Chars.except("$");

    private @Nullable Map<String, Long> lastOccurrences;

    /** From a dollar over the heredoc that begins there; stays and answers {@code false} when none does. */
    boolean skip(Text text) {
        long from = text.position();
        text.advance(1);
        if (text.skipWhile(NO_DOLLAR) == '$') {
            text.advance(1);
            if (mayBeClosed(text, from)) {
                if (Literals.skipDollarQuoted(text, from)) {
                    return true;
                }
                lastOccurrences = occurrences(text, from);
            }
        }
        text.back(from);
        return false;
    }

    private boolean mayBeClosed(Text text, long from) {
        if (lastOccurrences == null) {
            return true;
        }
        long end = text.position();
        Long last = lastOccurrences.get(text.substring(from, end));
        return last != null && last >= end;
    }

    /** A tag contains no dollar, so each occurrence is what stands between two neighbouring ones. */
    private static Map<String, Long> occurrences(Text text, long from) {
        Map<String, Long> last = new HashMap<>();
        text.back(from);
        long previous = from;
        text.advance(1);
        while (text.skipWhile(NO_DOLLAR) == '$') {
            text.advance(1);
            last.put(text.substring(previous, text.position()), previous);
            previous = text.position() - 1;
        }
        return last;
    }
}
