package dev.tandem.migration.seed;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.seed.Value.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a seed file from its beginning to its end and holds one row at a time. On top are tables, or databases that hold
 * tables; a table is a list of rows, a row a mapping. Works on YAML's events, because the types that a parser would see
 * in plain scalars are not those of the columns.
 */
final class SeedReader {
    private static final int BUFFER = 16_384;
    private static final int ROWS_BETWEEN_CHECKS = 256;

    /** Hears of tables and rows. */
    interface Handler {
        /**
         * A table begins.
         *
         * @param database the one that the file names for it, or {@code null}
         */
        void table(@Nullable String database, String name, Mark at) throws SQLException;

        void row(Mapping row) throws SQLException;

        /** The table that began last is over. */
        void end() throws SQLException;
    }

    private final Variables variables;
    private final Deadline deadline;

    SeedReader(Variables variables, Deadline deadline) {
        this.variables = variables;
        this.deadline = deadline;
    }

    /**
     * Reads a file.
     *
     * @throws SeedProblem when something in it is wrong
     */
    void read(SeedFile file, Handler handler) throws SQLException {
        try (InputStream in = file.open();
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())) {
            new Pass(text, handler).document();
        } catch (MarkedYamlEngineException e) {
            // What is not closed is of interest where it was opened.
            boolean unclosed = e.getContextMark().isPresent() && e.getProblem().contains("end of stream");
            Mark at = (unclosed ? e.getContextMark() : e.getProblemMark())
                    .map(mark -> new Mark(mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(new Mark(1, 1));
            String context = e.getContext() == null ? "" : e.getContext() + ": ";
            throw SeedProblem.at(at, "This is not YAML: " + context + e.getProblem() + ".", null);
        } catch (YamlEngineException e) {
            throw SeedProblem.at(new Mark(1, 1), "This is not YAML in UTF-8: " + e.getMessage() + ".", null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One reading of one file. */
    private final class Pass {
        private final Iterator<Event> events;
        private final Nodes nodes;
        private final Handler handler;
        private int rows;

        Pass(Reader text, Handler handler) {
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .setBufferSize(BUFFER)
                    .build();
            this.events = new Parse(settings).parseReader(text).iterator();
            this.nodes = new Nodes(events, variables);
            this.handler = handler;
        }

        void document() throws SQLException {
            events.next();
            if (!(events.next() instanceof DocumentStartEvent)) {
                return;
            }
            Event root = events.next();
            if (root instanceof MappingStartEvent) {
                tables(null);
            } else if (!isEmpty(root)) {
                throw SeedProblem.at(
                        Nodes.mark(root), "On top there have to be names of tables, or of databases.", null);
            }
            events.next();
            Event next = events.next();
            if (next instanceof DocumentStartEvent) {
                throw SeedProblem.at(Nodes.mark(next), "A second document begins here.", "Use a file for each.");
            }
        }

        private void tables(@Nullable String database) throws SQLException {
            Map<String, Mark> names = new HashMap<>();
            for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
                String name = Nodes.name(key);
                Mark at = Nodes.mark(key);
                Mark before = names.put(name, at);
                if (before != null) {
                    throw SeedProblem.at(
                            at, name + " is given twice, first in line " + before.line() + ".", "Put them together.");
                }
                Event value = events.next();
                if (value instanceof MappingStartEvent && database == null) {
                    tables(name);
                } else {
                    handler.table(database, name, at);
                    rows(name, value);
                    handler.end();
                }
            }
        }

        private void rows(String table, Event first) throws SQLException {
            if (isEmpty(first)) {
                return;
            }
            if (!(first instanceof SequenceStartEvent)) {
                throw SeedProblem.at(
                        Nodes.mark(first),
                        "The table " + table + " is no list of rows.",
                        "Begin each row with \"- \".");
            }
            for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
                if (++rows % ROWS_BETWEEN_CHECKS == 0) {
                    deadline.check("while the seed file was read");
                }
                if (!(nodes.row(event) instanceof Mapping row)) {
                    throw SeedProblem.at(
                            Nodes.mark(event),
                            "A row of " + table + " is no mapping of columns to values.",
                            "Write it as \"- column: value\".");
                }
                handler.row(row);
            }
        }

        private static boolean isEmpty(Event event) {
            return event instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().isEmpty();
        }
    }
}
