package dev.tandem.migration.foreign;

import dev.tandem.migration.ForeignHistory.Doubt;
import dev.tandem.migration.Migration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What another tool has as applied.
 *
 * @param versions with the names it knows them by, empty ones where it has none
 * @param doubt why that is not to be told, {@code null} when it is
 */
public record Recorded(
        SortedMap<Long, String> versions, @Nullable Doubt doubt) {

    /** Nothing is applied. */
    static final Recorded NOTHING = new Recorded(new TreeMap<>(), null);

    static Recorded dirty(String message) {
        return new Recorded(new TreeMap<>(), new Doubt(true, message));
    }

    static Recorded unclear(String message) {
        return new Recorded(new TreeMap<>(), new Doubt(false, message));
    }

    /** Every file up to a version. */
    static SortedMap<Long, String> upTo(long version, List<Migration> files) {
        SortedMap<Long, String> versions = new TreeMap<>();
        for (Migration file : files) {
            Long known = file.version();
            if (known != null && known <= version) {
                versions.put(known, "");
            }
        }
        return versions;
    }

    /** Versions that the tool keeps as text, which here are whole numbers. */
    static Recorded of(Map<String, String> texts) {
        SortedMap<Long, String> versions = new TreeMap<>();
        List<String> others = new ArrayList<>();
        texts.forEach((text, name) -> {
            Long version = number(text);
            if (version == null) {
                others.add(text);
            } else {
                versions.put(version, name);
            }
        });
        return others.isEmpty()
                ? new Recorded(versions, null)
                : unclear("has versions that are no whole numbers, as the versions of files are here: " + listed(others)
                        + ".");
    }

    static @Nullable Long number(String text) {
        try {
            return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.valueOf(text) : null;
        } catch (NumberFormatException tooLong) {
            return null;
        }
    }

    static boolean isTrue(@Nullable String text) {
        return text != null && (text.equals("1") || text.equals("t") || text.equalsIgnoreCase("true"));
    }

    /** Not more of them than people read. */
    static String listed(List<String> names) {
        int shown = 5;
        return String.join(", ", names.subList(0, Math.min(shown, names.size())))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }
}
