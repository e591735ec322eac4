package dev.tandem.migration.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines with which the sections of a single file begin. */
enum SectionLines {
    DBMATE("-- migrate:up", "-- migrate:down"),
    SQL_MIGRATE("-- +migrate Up", "-- +migrate Down"),
    GOOSE("-- +goose Up", "-- +goose Down"),
    /** Forward only: such a file has no sections. */
    NONE("", "");

    private final String up;
    private final String down;

    SectionLines(String up, String down) {
        this.up = up;
        this.down = down;
    }

    /** Those of a file; dbmate's when there is none to go by. */
    static SectionLines of(@Nullable MigrationFile file) {
        if (file == null || file.name().kind() != FileName.Kind.SINGLE) {
            return DBMATE;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.source().open(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .flatMap(line -> Arrays.stream(values())
                            .filter(kind -> kind != NONE && line.strip().startsWith(kind.up)))
                    .findFirst()
                    .orElse(NONE);
        } catch (IOException e) {
            throw Invalid.unreadable(file.location(), e);
        }
    }

    /** The text of a single file. */
    String text(String upText, String downText) {
        return this == NONE ? upText : up + "\n" + upText + "\n" + down + "\n" + downText;
    }
}
