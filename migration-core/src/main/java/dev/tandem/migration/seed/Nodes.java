package dev.tandem.migration.seed;

import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import dev.tandem.migration.seed.Value.Scalar;
import dev.tandem.migration.seed.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Values out of YAML's events, one row at a time. Scalars keep their text: what type they are is the column's business.
 * An alias shares what its anchor stands for; how much of a row aliases may make up has a limit, and so has how much is
 * remembered for them.
 */
final class Nodes {
    private static final int DEEPEST = 64;
    private static final long MOST_ALIASED = 1_000_000;
    private static final long MOST_ANCHORED = 4_000_000;
    private static final String MERGE = "<<";

    private final Iterator<Event> events;
    private final Variables variables;
    private final Map<String, Value> anchors = new HashMap<>();
    private long anchored;
    private long aliased;
    private int depth;

    Nodes(Iterator<Event> events, Variables variables) {
        this.events = events;
        this.variables = variables;
    }

    /** The value that begins with an event, which is a row of its own. */
    Value row(Event first) {
        aliased = 0;
        return value(first);
    }

    static Mark mark(Event event) {
        var mark = event.getStartMark();
        return mark.isPresent() ? new Mark(mark.get().getLine() + 1, mark.get().getColumn() + 1) : new Mark(1, 1);
    }

    /** The name that an event is; a mapping's key. */
    static String name(Event event) {
        if (event instanceof ScalarEvent scalar && scalar.getAnchor().isEmpty()) {
            refuseTag(event, scalar.getTag());
            return scalar.getValue();
        }
        throw SeedProblem.at(mark(event), "A name was expected here.", null);
    }

    private Value value(Event event) {
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        if (++depth > DEEPEST) {
            throw SeedProblem.at(mark(event), "Values are nested deeper than " + DEEPEST + " levels.", null);
        }
        Value value = fresh(event);
        depth--;
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        if (anchor.isPresent()) {
            remember(anchor.get(), value);
        }
        return value;
    }

    private Value fresh(Event event) {
        Mark at = mark(event);
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            boolean plain = scalar.isPlain() && scalar.getTag().isEmpty();
            return new Scalar(at, variables.fill(scalar.getValue(), at), scalar.getValue(), plain);
        }
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(event, sequence.getTag());
            List<Value> items = new ArrayList<>();
            for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
                items.add(value(next));
            }
            return Sequence.of(at, items);
        }
        if (event instanceof MappingStartEvent mapping) {
            refuseTag(event, mapping.getTag());
            return mapping(at);
        }
        throw SeedProblem.at(at, "A value was expected here.", null);
    }

    private Mapping mapping(Mark at) {
        List<Field> fields = new ArrayList<>();
        Names names = new Names(fields);
        List<Mapping> merged = new ArrayList<>();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            String name = name(key);
            Value value = value(events.next());
            if (name.equals(MERGE) && ((ScalarEvent) key).isPlain() && value instanceof Mapping other) {
                merged.add(other);
            } else if (names.isNew(name)) {
                fields.add(new Field(name, mark(key), value));
            } else {
                throw SeedProblem.at(mark(key), name + " is given twice.", "Leave one of them.");
            }
        }
        for (Mapping other : merged) {
            other.fields().stream().filter(field -> names.isNew(field.name())).forEach(fields::add);
        }
        return Mapping.of(at, fields);
    }

    private Value alias(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        Value value = anchors.get(name);
        if (value == null) {
            throw SeedProblem.at(
                    mark(alias),
                    "The alias *" + name + " has no anchor before it.",
                    "Anchors stand on a row or within one.");
        }
        aliased += value.weight();
        if (aliased > MOST_ALIASED) {
            throw SeedProblem.at(
                    mark(alias),
                    "With the alias *" + name + " more than " + MOST_ALIASED
                            + " characters of this row would come from aliases.",
                    "Write the values out.");
        }
        return value;
    }

    private void remember(Anchor anchor, Value value) {
        Value before = anchors.put(anchor.getValue(), value);
        anchored += value.weight() - (before == null ? 0 : before.weight());
        if (anchored > MOST_ANCHORED) {
            throw SeedProblem.at(
                    value.at(),
                    "With &" + anchor.getValue() + " more than " + MOST_ANCHORED
                            + " characters would have to be remembered for aliases.",
                    "Anchor only what is repeated.");
        }
    }

    private static void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals("tag:yaml.org,2002:str")) {
            throw SeedProblem.at(
                    mark(event),
                    "The tag " + tag.get() + " is not supported.",
                    "Leave it out: types follow from the columns.");
        }
    }

    /** Which names a mapping has had. Of a few each is looked at: rows are many, and their columns seldom are. */
    private static final class Names {
        private static final int FEW = 16;

        private final List<Field> fields;
        private @Nullable Set<String> many;

        Names(List<Field> fields) {
            this.fields = fields;
        }

        /** Whether none of the fields is called so; it becomes one of them then. */
        boolean isNew(String name) {
            if (many == null && fields.size() > FEW) {
                many = new HashSet<>();
                for (Field field : fields) {
                    many.add(field.name());
                }
            }
            return many == null ? !isAmongTheFew(name) : many.add(name);
        }

        private boolean isAmongTheFew(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return true;
                }
            }
            return false;
        }
    }
}
