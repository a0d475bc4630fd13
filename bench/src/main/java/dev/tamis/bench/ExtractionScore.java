package dev.tamis.bench;

import de.l3s.boilerpipe.extractors.ArticleExtractor;
import dev.tamis.filters.html.HtmlExtractor;
import dev.tamis.filters.record.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import net.dankito.readability4j.Readability4J;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Scores extractors of main text on pages with known passages, as Trafilatura's evaluation does.
 *
 * <p>A passage that must be in the text and is, is a true positive; one that must not be and is, a false positive. Counts
 * are summed over all pages. A passage is searched as a substring, once in the text as it is ("raw") and once with white
 * space in both collapsed to single spaces and invisible characters removed, so that a line end inside a passage does not
 * decide.
 */
public final class ExtractionScore {
    /** Main text of a page; throws whatever its library throws. */
    interface Extractor {
        String text(GoldPages.Page page) throws Exception;
    }

    /** Passages found and missed: those wanted, then those not wanted. */
    record Counts(int found, int missed, int wrong, int avoided) {
        double precision() {
            return found == 0 ? 0 : (double) found / (found + wrong);
        }

        double recall() {
            return found == 0 ? 0 : (double) found / (found + missed);
        }

        double f1() {
            return found == 0 ? 0 : 2.0 * found / (2.0 * found + wrong + missed);
        }

        Counts plus(Counts other) {
            return new Counts(found + other.found, missed + other.missed, wrong + other.wrong, avoided + other.avoided);
        }
    }

    /**
     * An extractor's score.
     *
     * @param halves counts with white space normalised, of the half that rules were tuned on and of the other
     * @param raw counts of the plain substring test over both halves
     * @param failures pages on which the extractor threw
     * @param cpuSeconds the thread's processor time in the extractor
     */
    record Score(Counts[] halves, Counts raw, int failures, double cpuSeconds) {
        Counts all() {
            return halves[0].plus(halves[1]);
        }
    }

    private static final int WARM_UP = 200;

    private ExtractionScore() {}

    /** Prints the table; the one argument is the folder with {@value GoldPages#GOLD} and the shards. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: ExtractionScore FOLDER   (holds " + GoldPages.GOLD + " and pages-*.warc.gz)");
            System.exit(2);
        }
        List<GoldPages.Page> pages = GoldPages.read(Path.of(arguments[0]));
        long bytes = 0;
        int with = 0;
        int without = 0;
        for (GoldPages.Page page : pages) {
            bytes += page.html().length;
            with += page.with().size();
            without += page.without().size();
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.printf(
                Locale.ROOT,
                "%d pages, %.1f MB, %d passages wanted, %d not wanted%n%n",
                pages.size(),
                bytes / 1e6,
                with,
                without);
        out.println(
                "| extractor | precision | recall | F1 | F1 raw | F1 tuned half | F1 other half | failed | MB/s per core |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        row(out, "Tamis", pages, bytes, tamis());
        row(
                out,
                "boilerpipe 1.2.2, article",
                pages,
                bytes,
                page -> ArticleExtractor.getInstance().getText(jsoup(page).outerHtml()));
        row(out, "Readability4J 1.0.8", pages, bytes, ExtractionScore::readability);
        row(out, "jsoup body text", pages, bytes, page -> jsoup(page).body().wholeText());
    }

    static Extractor tamis() {
        HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);
        return page ->
                extractor.extract(page.html(), page.contentType(), page.url()).text();
    }

    private static String readability(GoldPages.Page page) {
        String text =
                new Readability4J(page.url(), jsoup(page).outerHtml()).parse().getTextContent();
        return text == null ? "" : text;
    }

    /** The libraries that read only strings get jsoup's reading of the page, so that charsets do not decide. */
    private static Document jsoup(GoldPages.Page page) {
        try (InputStream in = new ByteArrayInputStream(page.html())) {
            return Jsoup.parse(in, null, page.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(PrintStream out, String name, List<GoldPages.Page> pages, long bytes, Extractor extractor) {
        // Lets the compiler see the code before the pass that is timed.
        score(pages.subList(0, Math.min(WARM_UP, pages.size())), extractor);
        Score score = score(pages, extractor);
        Counts all = score.all();
        out.printf(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %d | %.1f |%n",
                name,
                all.precision(),
                all.recall(),
                all.f1(),
                score.raw().f1(),
                score.halves()[0].f1(),
                score.halves()[1].f1(),
                score.failures(),
                bytes / 1e6 / score.cpuSeconds());
    }

    static Score score(List<GoldPages.Page> pages, Extractor extractor) {
        Counts[] halves = {new Counts(0, 0, 0, 0), new Counts(0, 0, 0, 0)};
        Counts raw = new Counts(0, 0, 0, 0);
        int failures = 0;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (GoldPages.Page page : pages) {
            long start = threads.getCurrentThreadCpuTime();
            String text = text(page, extractor);
            nanos += threads.getCurrentThreadCpuTime() - start;
            if (text == null) {
                failures++;
                text = "";
            }
            halves[page.half()] = halves[page.half()].plus(count(page, text, true));
            raw = raw.plus(count(page, text, false));
        }
        return new Score(halves, raw, failures, nanos / 1e9);
    }

    /** The text, or null when the extractor failed: a comparison must survive every library. */
    private static String text(GoldPages.Page page, Extractor extractor) {
        try {
            return extractor.text(page);
        } catch (Exception | StackOverflowError e) {
            return null;
        }
    }

    private static Counts count(GoldPages.Page page, String text, boolean normalised) {
        String haystack = normalised ? normalise(text) : text;
        int found = 0;
        for (String passage : page.with()) {
            found += haystack.contains(normalised ? normalise(passage) : passage) ? 1 : 0;
        }
        int wrong = 0;
        for (String passage : page.without()) {
            wrong += haystack.contains(normalised ? normalise(passage) : passage) ? 1 : 0;
        }
        return new Counts(
                found, page.with().size() - found, wrong, page.without().size() - wrong);
    }

    /** White space to single spaces, none at the ends; soft hyphens, zero-width spaces and the like removed. */
    static String normalise(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00a0' || c == '\u202f' || c == '\u2007') {
                space = true;
            } else if (c != '\u00ad' && c != '\u200b' && c != '\u2060' && c != '\ufeff') {
                if (space && out.length() > 0) {
                    out.append(' ');
                }
                space = false;
                out.append(c);
            }
        }
        return out.toString();
    }
}
