package dev.tamis.filters.document;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The child process under faults: each costs the one document, and the next gets its text. */
class DocumentExtractorFaultsTest {
    private final DocumentExtractor extractor = new DocumentExtractor(limits(3_000, 64, 1000), FaultyServer.class);

    @AfterEach
    void close() {
        extractor.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hang, DOCUMENT_TIMEOUT, limits.document_millis",
        "exit, DOCUMENT_CRASH, exit code 139",
        "memory, DOCUMENT_CRASH, heap of 64 MiB",
        "stack, DOCUMENT_PARSE, StackOverflowError",
        "garbage, DOCUMENT_CRASH, protocol",
        "lies, DOCUMENT_CRASH, protocol"
    })
    void faultCostsOneDocumentAndTheNextIsParsed(String fault, Reason reason, String message) throws Exception {
        assertEquals("before", extract("before", "plain"));
        ExtractionException e = assertThrows(ExtractionException.class, () -> extract("during", fault));
        assertEquals(reason, e.reason(), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals("after", extract("after", "plain"));
    }

    @Test
    void whatAParserPrintsStaysOutOfTheAnswer() throws Exception {
        assertEquals("text", extract("text", "prints"));
        assertEquals("next", extract("next", "plain"));
    }

    @Test
    void textAboveTheLimitIsNotTakenFromTheChild() {
        ExtractionException e = assertThrows(ExtractionException.class, () -> extract("x".repeat(1001), "plain"));
        assertEquals(Reason.DOCUMENT_CRASH, e.reason());
    }

    @Test
    void childGetsNoVariablesOfItsParent() throws Exception {
        assertFalse(extract("", "environment").contains("PATH "));
        assertFalse(extract("", "environment").contains("HOME"));
    }

    @Test
    void oneChildServesManyDocumentsAndEndsOnClose() throws Exception {
        assertEquals(-1, extractor.childPid());
        extract("a", "plain");
        long pid = extractor.childPid();
        extract("b", "plain");
        assertEquals(pid, extractor.childPid());
        extractor.close();
        assertTrue(isGone(pid));
        extract("c", "plain");
        assertNotEquals(pid, extractor.childPid());
    }

    @Test
    void childIsReplacedAfterManyDocuments() throws Exception {
        extract("a", "plain");
        long pid = extractor.childPid();
        for (int i = 0; i < 500; i++) {
            extract("a", "plain");
        }
        assertNotEquals(pid, extractor.childPid());
        assertTrue(isGone(pid));
    }

    @Test
    void childEndsWithAKilledParentAndLeavesNoFiles(@TempDir Path temporary) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphanage.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            pid = Long.parseLong(out.readLine());
        }
        assertEquals(9, parent.waitFor());
        assertTrue(isGone(pid));
        assertArrayEquals(new String[0], temporary.toFile().list());
    }

    private String extract(String content, String name) throws ExtractionException {
        return extractor
                .extract(content.getBytes(StandardCharsets.UTF_8), name, null)
                .text();
    }

    /** Whether the process ends within a generous time; it may still be waiting to be reaped. */
    private static boolean isGone(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
        return process.isEmpty() || !process.get().isAlive();
    }

    static Limits limits(int millis, int heapMiB, int textChars) {
        Limits d = Limits.DEFAULT;
        return new Limits(
                d.recordBytes(),
                d.expansionRatio(),
                d.archiveEntries(),
                d.archiveBytes(),
                d.htmlDepth(),
                textChars,
                millis,
                heapMiB,
                d.quarantinedBytes());
    }
}
