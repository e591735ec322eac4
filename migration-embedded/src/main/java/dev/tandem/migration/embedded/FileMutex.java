package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mutual exclusion by a lock file, between processes and between the threads of this one (which a file lock alone does
 * not give). The operating system lets go of it when its holder dies. The file stays: deleting it would let two holders
 * in.
 */
final class FileMutex {

    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private FileMutex() {}

    /** Waits until the lock is free, and does the work under it. */
    static <T> T holding(Path file, Failures.Work<T> work) throws IOException, InterruptedException {
        Path absolute = file.toAbsolutePath().normalize();
        Files.createDirectories(absolute.resolveSibling("."));
        ReentrantLock thread = THREADS.computeIfAbsent(absolute, path -> new ReentrantLock());
        thread.lockInterruptibly();
        try (FileChannel channel = FileChannel.open(absolute, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            try {
                return work.run();
            } finally {
                lock.release();
            }
        } finally {
            thread.unlock();
        }
    }
}
