package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Child processes under faults: each costs the one image, and the next is decoded. */
class ImageFaultsTest {
    private final ImageDecoders faulty = new ImageDecoders(limits(3_000, 64), FaultyImageServer.class);
    private final ImageDecoders decoders = new ImageDecoders(limits(5_000, 256), ImageServer.class);

    @AfterEach
    void end() {
        faulty.endIdle();
        decoders.endIdle();
    }

    @ParameterizedTest
    @CsvSource({
        FaultyImageServer.HANG + ", IMAGE_TIMEOUT, limits.media.millis",
        FaultyImageServer.EXIT + ", IMAGE_CRASH, exit code 139",
        FaultyImageServer.HEAP + ", IMAGE_CRASH, limits.media.heap_mib",
        FaultyImageServer.SEGMENT + ", IMAGE_CRASH, exit code",
        FaultyImageServer.GARBAGE + ", IMAGE_CRASH, protocol",
        FaultyImageServer.STACK + ", IMAGE_CORRUPT, StackOverflowError"
    })
    void faultCostsOneImageAndTheNextIsDecoded(int width, Reason reason, String message) throws Exception {
        byte[] good = MadeImages.encoded(10, 10, "png");
        faulty.look(good, false, List.of());
        ExtractionException e = assertThrows(
                ExtractionException.class, () -> faulty.look(MadeImages.encoded(width, 10, "png"), false, List.of()));
        assertEquals(reason, e.reason(), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        faulty.look(good, false, List.of());
    }

    @Test
    void childThatIsKilledFromOutsideCostsNothing() throws Exception {
        byte[] image = MadeImages.encoded(200, 100, "jpeg");
        decoders.look(image, true, List.of());
        for (int i = 0; i < 3; i++) {
            long pid = decoders.idlePids().get(0);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            decoders.look(image, true, List.of());
            assertNotEquals(pid, decoders.idlePids().get(0));
        }
    }

    @Test
    void childThatIsStoppedIsEndedAtTheDeadline() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill");
        byte[] image = MadeImages.encoded(200, 100, "jpeg");
        decoders.look(image, true, List.of());
        long pid = decoders.idlePids().get(0);
        assertEquals(
                0,
                new ProcessBuilder("/bin/kill", "-STOP", Long.toString(pid))
                        .start()
                        .waitFor());
        long begin = System.nanoTime();
        ExtractionException e = assertThrows(ExtractionException.class, () -> decoders.look(image, true, List.of()));
        assertEquals(Reason.IMAGE_TIMEOUT, e.reason());
        assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) < 20);
        decoders.look(image, true, List.of());
        assertTrue(isGone(pid));
    }

    @Test
    void oneChildServesManyImagesAndThreadsGetOneEach() throws Exception {
        byte[] image = MadeImages.encoded(200, 100, "png");
        decoders.look(image, true, List.of());
        List<Long> first = decoders.idlePids();
        decoders.look(image, true, List.of());
        assertEquals(first, decoders.idlePids());
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<byte[]>> hashes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                hashes.add(threads.submit(
                        () -> decoders.look(image, true, List.of()).facts().pixelHash()));
            }
            for (Future<byte[]> hash : hashes) {
                assertEquals(32, hash.get().length);
            }
        } finally {
            threads.shutdown();
        }
        assertTrue(decoders.idlePids().size() <= 3, decoders.idlePids().toString());
    }

    @Test
    void endedChildrenLeaveNoFiles() throws Exception {
        decoders.look(MadeImages.encoded(20, 10, "png"), true, List.of());
        long pid = decoders.idlePids().get(0);
        // ProcessHandle gives no arguments where they are longer than a page, as a class path may be.
        Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        assumeTrue(Files.isReadable(commandLine), "no /proc to find the child's folder in");
        String directory = Files.readString(commandLine)
                .lines()
                .flatMap(line -> Arrays.stream(line.split("\0", -1)))
                .filter(a -> a.startsWith("-Djava.io.tmpdir="))
                .findFirst()
                .orElseThrow()
                .substring("-Djava.io.tmpdir=".length());
        assertTrue(Files.isDirectory(Path.of(directory)));
        decoders.endIdle();
        assertTrue(isGone(pid));
        assertFalse(Files.exists(Path.of(directory)));
    }

    private static boolean isGone(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
        return process.isEmpty() || !process.get().isAlive();
    }

    static MediaLimits limits(int millis, int heapMiB) {
        MediaLimits d = MediaLimits.DEFAULT;
        return new MediaLimits(
                d.bytes(),
                d.pixels(),
                d.side(),
                d.frames(),
                d.expansion(),
                millis,
                heapMiB,
                d.nativeMiB(),
                d.pdfPages(),
                d.pdfDpi(),
                d.pdfMillis());
    }
}
