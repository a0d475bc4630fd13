package dev.tamis.filters.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.PageImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where the images of a page stand in its text, and under which addresses. */
final class PageImagesTest {
    private static final String PROSE = "The miller opened the sluice before dawn, and the wheel began to turn; "
            + "by noon, forty sacks of rye stood at the door, waiting for the cart from the town.";
    private static final String URL = "https://mill.example/stories/wheel.html";

    private final HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);

    private ExtractedText page(String html) throws ExtractionException {
        return extractor.extract(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8", URL, true);
    }

    private static String article(String inner) {
        return "<html><body><article><p>" + PROSE + "</p>" + inner + "<p>" + PROSE + "</p></article></body></html>";
    }

    /** What stands between the first and the last paragraph of an article, with I for each image. */
    private String between(String inner) throws ExtractionException {
        ExtractedText page = page(article(inner));
        String text = page.text();
        assertEquals(page.images().size(), MediaMarks.count(text));
        assertTrue(text.startsWith(PROSE) && text.endsWith(PROSE), text);
        return text.substring(PROSE.length(), text.length() - PROSE.length()).replace('\uFFFC', 'I');
    }

    private PageImage only(String img) throws ExtractionException {
        List<PageImage> images = page(article(img)).images();
        assertEquals(1, images.size(), img);
        return images.get(0);
    }

    private Map<String, Integer> leftOut(String img) throws ExtractionException {
        ExtractedText page = page(article(img));
        assertEquals(List.of(), page.images());
        assertEquals(-1, page.text().indexOf('\uFFFC'));
        return page.imagesLeftOut();
    }

    @Test
    void anImageIsALineOfItsOwnWhereItStands() throws ExtractionException {
        assertEquals("\n\nI\n\n", between("<p><img src=a.png></p>"));
        assertEquals("\n\nI\nI\n\n", between("<p><img src=a.png><img src=b.png></p>"));
        assertEquals("\n\nI\nBeside a float, words.\n\n", between("<p><img src=a.png>Beside a float, words.</p>"));
        assertEquals(
                "\n\nOne line, here,\nI\nthe next line.\n\n",
                between("<p>One line, here,<br><img src=a.png><br>the next line.</p>"));
    }

    @Test
    void anImageAmidALineStandsAfterIt() throws ExtractionException {
        assertEquals("\n\nOne line, and more.\n\nI\n\n", between("<p>One line, <img src=a.png>and more.</p>"));
        assertEquals(
                "\n\nOne line, and more,\nI\nthe next line.\n\n",
                between("<p>One line, <img src=a.png>and more,<br>the next line.</p>"));
    }

    @Test
    void imagesOfATableStandAfterTheirRow() throws ExtractionException {
        assertEquals(
                "\n\nGrain | Sacks\nI\nrye | 40\n\nI\n\n",
                between(
                        "<table><tr><th>Grain<img src=a.png><th>Sacks</tr><tr><td>rye<td>40 <img src=b.png></tr></table>"));
    }

    @Test
    void captionsStandUnderTheirImageAndOnlyWhereImagesAreWanted() throws ExtractionException {
        String figure = "<figure><img src=a.png alt='A wheel'><figcaption>The wheel of 1802.</figcaption></figure>";
        assertEquals("\n\nI\nThe wheel of 1802.\n\n", between(figure));
        assertFalse(extractor
                .extract(article(figure).getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8", URL)
                .text()
                .contains("1802"));
        assertEquals(
                "\n\nI\nThe wheel, from the south.\n\n",
                between("<div class='wp-caption alignleft'><a href='/full.jpg'><img src=a.png></a>"
                        + "<p class='wp-caption-text'>The wheel, from the south.</p></div>"));
    }

    @Test
    void altTextIsThatOfTheImageOnOneLine() throws ExtractionException {
        assertEquals(
                "A wheel in the mill",
                only("<img src=a.png alt=' A wheel\n in the\uFFFC mill '>").alt());
        assertNull(only("<img src=a.png alt=' '>").alt());
        assertNull(only("<img src=a.png>").alt());
    }

    @Test
    void addressesAreResolvedAgainstTheBaseAndThePage() throws ExtractionException {
        assertEquals(
                "https://mill.example/stories/a.png", only("<img src=a.png>").url());
        assertEquals(
                "https://mill.example/a%20b.png?x=%7C1",
                only("<img src='/a b.png?x=|1#top'>").url());
        assertEquals(
                "https://cdn.example/a.png",
                only("<img src='//cdn.example/a.png'>").url());
        assertEquals(
                "http://cdn.example/a%zz.png".replace("%", "%25"),
                only("<img src='http://cdn.example/a%zz.png'>").url());
        assertEquals(
                "https://files.example/pics/a.png",
                page("<html><head><base href='//files.example/pics/x'></head><body><article><p>" + PROSE
                                + "</p><img src=a.png></article>")
                        .images()
                        .get(0)
                        .url());
        assertEquals("https://mill.example/a.png", PageImages.resolve("https://mill.example", "a.png"));
        assertNull(PageImages.resolve(null, "a.png"));
    }

    @Test
    void theLargestCandidateOfASetIsTaken() throws ExtractionException {
        assertEquals(
                "https://mill.example/b,1.png",
                only("<img src=/s.png srcset='/a.png 320w, /b,1.png 1280w, /c.png 640w'>")
                        .url());
        assertEquals(
                "https://mill.example/c.png",
                only("<img src=/s.png srcset='/a.png, /b.png 1.5x,/c.png 2x'>").url());
        assertEquals(
                "https://mill.example/s.png",
                only("<img src=/s.png srcset=' , ,'>").url());
        assertEquals("/a.png", PageImages.largest("/a.png 10w,data:image/png;base64,AAAA 900w"));
        assertEquals("/a.png", PageImages.largest("/a.png,"));
        assertNull(PageImages.largest(""));
    }

    @Test
    void imagesThatScriptsLoadLateHaveTheAddressThatScriptsTake() throws ExtractionException {
        assertEquals(
                "https://mill.example/real.jpg",
                only("<img src='data:image/gif;base64,R0lGOD' data-lazy-src='/real.jpg'>")
                        .url());
        assertEquals(
                "https://mill.example/real.jpg",
                only("<img src='/blank.gif' data-src='/real.jpg'>").url());
        assertEquals(
                "https://mill.example/two.webp",
                only("<picture><source srcset='/one.webp 1x, /two.webp 2x'><img alt=x></picture>")
                        .url());
        assertEquals(
                "https://mill.example/one.jpg",
                only("<picture><source srcset='/one.webp'><img src=/one.jpg></picture>")
                        .url());
    }

    @Test
    void pixelsAndImagesWithoutAddressAreCountedAndLeftOut() throws ExtractionException {
        assertEquals(Map.of("pixel", 1), leftOut("<img src=/count.gif width=1 height=1>"));
        assertEquals(Map.of("pixel", 1), leftOut("<img src=/count.gif width=' 0px'>"));
        assertEquals(Map.of("data_uri", 1), leftOut("<img src='data:image/png;base64,AAAA'>"));
        assertEquals(Map.of("no_address", 2), leftOut("<img alt=x><img src='ftp://a.example/x.png'>"));
    }

    @Test
    void imagesOfBoilerplateAreNotLookedAt() throws ExtractionException {
        ExtractedText page = page("<html><body><nav><img src=logo.png> <a href=/>Home</a></nav><article><p>" + PROSE
                + "</p><p><img src=a.png></p><p>" + PROSE + "</p></article><div class=sidebar><img src=ad.png>"
                + "<a href=/x>Buy</a></div><footer><img src='data:x'>All rights</footer></body></html>");
        assertEquals(List.of(new PageImage("https://mill.example/stories/a.png", null)), page.images());
        assertEquals(Map.of(), page.imagesLeftOut());
    }

    @Test
    void thePagesOwnReplacementCharactersGo() throws ExtractionException {
        assertEquals("\n\nI\nab\n\n", between("<p><img src=a.png>a\uFFFCb</p>"));
        assertTrue(extractor
                .extract(article("<p>a\uFFFCb</p>").getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8", URL)
                .text()
                .contains("a\uFFFCb"));
    }

    @Test
    void noPageHasMoreThanTheMostImages() throws ExtractionException {
        ExtractedText page = page(article("<p>" + "<img src=a.png>".repeat(PageImages.MOST + 7) + "</p>"));
        assertEquals(PageImages.MOST, page.images().size());
        assertEquals(PageImages.MOST, MediaMarks.count(page.text()));
        assertEquals(Map.of("too_many", 7), page.imagesLeftOut());
    }

    @Test
    void everyMarkHasItsImageInOrderAndTextIsWhatItIsWithoutImages() throws ExtractionException {
        SplittableRandom random = new SplittableRandom(5);
        String[] parts = {
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<ul><li>",
            "</ul>",
            "<br>",
            "<table><tr><td>",
            "<td>",
            "</table>",
            "<b>",
            "</b>",
            "<pre>",
            "</pre>",
            "<h2>Part</h2>",
            "words, and more. ",
            PROSE,
            "<blockquote>",
            "</blockquote>"
        };
        for (int round = 0; round < 400; round++) {
            StringBuilder html = new StringBuilder("<html><body><article><p>" + PROSE + "</p>");
            StringBuilder bare = new StringBuilder(html);
            int next = 0;
            for (int i = random.nextInt(40); i > 0; i--) {
                String part = parts[random.nextInt(parts.length)];
                html.append(part);
                bare.append(part);
                for (int k = random.nextInt(3); k > 0; k--) {
                    html.append("<img src=/").append(next++).append(".png>");
                }
            }
            html.append("<p>").append(PROSE);
            bare.append("<p>").append(PROSE);
            ExtractedText page = page(html.toString());
            assertEquals(page.images().size(), MediaMarks.count(page.text()));
            int last = -1;
            for (PageImage image : page.images()) {
                int number =
                        Integer.parseInt(image.url().substring(21, image.url().length() - 4));
                assertTrue(number > last, image.url());
                last = number;
            }
            for (String line : page.text().split("\n")) {
                assertTrue(line.indexOf('\uFFFC') < 0 || line.equals("\uFFFC"), line);
            }
            assertEquals(words(page(bare.toString()).text()), words(MediaMarks.without(page.text())), html.toString());
        }
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
