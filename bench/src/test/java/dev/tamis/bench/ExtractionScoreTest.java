package dev.tamis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.bench.ExtractionScore.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

final class ExtractionScoreTest {
    @Test
    void mainTextReachesTheBarOnTheGoldSet(TestReporter reporter) throws IOException {
        Path data = Path.of(System.getProperty("tamis.root", "."), "..", "shared", "data", "web");
        assumeTrue(Files.exists(data.resolve(GoldPages.GOLD)), "no gold set in ../shared/data/web");
        List<GoldPages.Page> pages = GoldPages.read(data);
        Score score = ExtractionScore.score(pages, ExtractionScore.tamis());
        reporter.publishEntry("f1", Double.toString(score.all().f1()));
        reporter.publishEntry("f1_raw", Double.toString(score.raw().f1()));
        reporter.publishEntry("f1_other_half", Double.toString(score.halves()[1].f1()));
        assertEquals(0, score.failures());
        assertTrue(score.all().f1() >= 0.88, "F1 " + score.all().f1());
        assertTrue(score.raw().f1() >= 0.88, "raw F1 " + score.raw().f1());
        assertTrue(score.halves()[1].f1() >= 0.88, "F1 of the half not tuned on " + score.halves()[1].f1());
    }

    @Test
    void aPassageIsFoundAcrossLineEnds() {
        GoldPages.Page page =
                new GoldPages.Page("u", null, new byte[0], List.of("a b", "x y", "gone"), List.of("junk", "clean"));
        Score score = ExtractionScore.score(List.of(page), p -> "a\n\nb and x\u00a0\u00ady, junk");
        assertEquals(new ExtractionScore.Counts(2, 1, 1, 1), score.all());
        assertEquals(new ExtractionScore.Counts(0, 3, 1, 1), score.raw());
    }

    @Test
    void aFailingExtractorScoresNothingAndIsCounted() {
        GoldPages.Page page = new GoldPages.Page("u", null, new byte[0], List.of("a"), List.of("b"));
        Score score = ExtractionScore.score(List.of(page), p -> {
            throw new IllegalStateException("broken");
        });
        assertEquals(1, score.failures());
        assertEquals(0, score.all().f1());
    }
}
