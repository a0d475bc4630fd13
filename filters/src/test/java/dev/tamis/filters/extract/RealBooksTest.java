package dev.tamis.filters.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Books as their publishers made them, where the development data is at hand. */
class RealBooksTest {
    private static final Extraction EXTRACTION = new Extraction(Limits.DEFAULT);

    @AfterAll
    static void close() {
        EXTRACTION.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1342-0.txt | It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.",
                "1342.txt | It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.",
                "1342-h.htm | It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.",
                "1342-pdf.pdf | It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.",
                "41568-pdf.pdf | line ABC, which includes all points for which p and v are positive",
                "24675-8.txt | Ontboezemingen",
                "24675-h.htm | Ontboezemingen",
                "9198-h.htm | Izaak Walton",
                "testEPUB.epub | This is the text for chapter One",
                "testEPUB_multi-metadata-vals.epub | The Inheritors",
                "testEPUB_xml_ext.epub | It was a bright cold day in April"
            })
    void bookHoldsAPhraseOfIts(String file, String phrase) throws Exception {
        String text = extract(file).text();
        StringBuilder oneLine = new StringBuilder();
        for (String line : text.split("\n")) {
            oneLine.append(line.strip()).append(' ');
        }
        assertTrue(oneLine.indexOf(phrase) >= 0, file);
        assertTrue(PlainText.isWellFormed(text) && text.indexOf(0) < 0 && text.indexOf('\r') < 0, file);
        assertFalse(text.contains("\uFFFD"), file);
    }

    @ParameterizedTest
    @CsvSource({"16351-8.txt", "24675-8.txt", "44157-8.txt", "9198-8.txt"})
    void latin1IsFoundWithoutDeclaration(String file) throws Exception {
        byte[] bytes = read(file);
        String wanted = PlainText.of(new String(bytes, StandardCharsets.ISO_8859_1));
        assertEquals(wanted, extract(file).text());
    }

    @Test
    void pdfParagraphsAreWholeAndWithoutRunningHeads() throws Exception {
        String text = extract("41568-pdf.pdf").text();
        assertFalse(text.contains("INTRODUCTION TO MATHEMATICS 1"), "a running head is left");
        String novel = extract("1342-pdf.pdf").text();
        assertTrue(novel.contains("\n\nMr. Bennet replied that he had not.\n\n"), "paragraphs were joined");
        assertTrue(novel.contains("surrounding families, that he is considered the rightful"), "lines were not joined");
    }

    private static ExtractedText extract(String file) throws Exception {
        byte[] content = read(file);
        Origin origin = new Origin(file, 0, content.length, file, null, null, null);
        return EXTRACTION.extract(Kind.BOOK, new RawRecord(origin, content, false, Map.of()));
    }

    private static byte[] read(String file) throws IOException {
        Path path = Path.of(System.getProperty("tamis.root", "."), "../shared/data/books", file);
        assumeTrue(Files.exists(path), "no " + file + " in ../shared/data/books");
        return Files.readAllBytes(path);
    }
}
