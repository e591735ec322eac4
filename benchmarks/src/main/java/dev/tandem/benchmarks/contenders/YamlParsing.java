package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What of seeding is the parser's: it reads the file as often as a seeding does, which checks everything before it writes. */
final class YamlParsing {
    private static final int READINGS = 2;
    private static final int BUFFER = 16_384;

    private YamlParsing() {}

    public static void main(String[] args) throws IOException {
        for (int reading = 0; reading < READINGS; reading++) {
            long values = 0;
            try (Reader text = Files.newBufferedReader(Path.of(args[0]), UTF_8)) {
                LoadSettings settings = LoadSettings.builder()
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .setBufferSize(BUFFER)
                        .build();
                for (Event event : new Parse(settings).parseReader(text)) {
                    values += event instanceof ScalarEvent ? 1 : 0;
                }
            }
            System.out.println(values);
        }
    }
}
