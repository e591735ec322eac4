package dev.tandem.migration.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

    private final Path root;

    CacheTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void anEntryIsFilledOnceHoweverManyNeedIt() throws Exception {
        AtomicInteger fills = new AtomicInteger();
        Callable<Path> need = () -> new Cache(root).entry("thing", directory -> {
            fills.incrementAndGet();
            Files.writeString(directory.resolve("content"), "x");
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Path> entry : threads.invokeAll(List.of(need, need, need, need, need, need, need, need))) {
                assertThat(entry.get().resolve("content")).hasContent("x");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fills).hasValue(1);
    }

    @Test
    void anEntryThatCouldNotBeFilledIsNotThere() throws Exception {
        Cache cache = new Cache(root);
        assertThatThrownBy(() -> cache.entry("thing", directory -> {
                    Files.writeString(directory.resolve("half"), "x");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
        assertThat(cache.entry("thing", directory -> {})).isEmptyDirectory();
    }
}
