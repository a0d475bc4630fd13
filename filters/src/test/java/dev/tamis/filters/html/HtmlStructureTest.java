package dev.tamis.filters.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Golden cases of how structure becomes plain text. */
final class HtmlStructureTest {
    private static final String PROSE = "The miller opened the sluice before dawn, and the wheel began to turn; "
            + "by noon, forty sacks of rye stood at the door, waiting for the cart from the town.";

    private final HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);

    private String text(String html) throws ExtractionException {
        return extractor
                .extract(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8", null)
                .text();
    }

    /** The text of an article that begins with prose, without that prose. */
    private String after(String inner) throws ExtractionException {
        String text = text(
                "<html><body><article><p>" + PROSE + "</p>" + inner + "<p>" + PROSE + "</p></article></body></html>");
        assertEquals(PROSE, text.substring(0, PROSE.length()));
        assertEquals(PROSE, text.substring(text.length() - PROSE.length()));
        return text.substring(PROSE.length(), text.length() - PROSE.length()).strip();
    }

    @Test
    void paragraphsAreSeparatedByABlankLine() throws ExtractionException {
        assertEquals(
                PROSE + "\n\n" + PROSE, text("<body><div><p>" + PROSE + "</p>\n\n<p>" + PROSE + "</p></div></body>"));
    }

    @Test
    void inlineElementsDoNotSplitWordsAndBlocksDoNotGlueThem() throws ExtractionException {
        assertEquals(
                "Wasserfall and foam,\n\nthen mist.",
                after("<p>Was<b>ser</b><i>fall</i> and\n\t foam,</p><div>then mist.</div>"));
    }

    @Test
    void aLineBreakIsALineAndTwoAreAParagraph() throws ExtractionException {
        assertEquals(
                "One line, here,\nthe next line.\n\nA new paragraph, too.",
                after("<p>One line, here,<br>the next line.<br><br>A new paragraph, too.</p>"));
    }

    @Test
    void listItemsAreLinesWithTheirMark() throws ExtractionException {
        assertEquals(
                "- rye\n- oats, two kinds:\n  - white\n  - black\n- barley",
                after(
                        "<ul><li>rye</li><li>oats, two kinds:<ul><li>white</li><li><p>black</p></li></ul></li><li>barley</ul>"));
        assertEquals("1. sow\n2. reap", after("<ol><li>sow</li><li>reap</li></ol>"));
        assertEquals("7. sow\n8. reap", after("<ol start=7><li>sow</li><li>reap</li></ol>"));
    }

    @Test
    void aDataTableIsOneRowALine() throws ExtractionException {
        assertEquals(
                "Grain | Sacks\nrye | 40\noats |  | few",
                after("<table><tr><th>Grain</th><th>Sacks</th></tr><tr><td>rye</td><td><p>40</p></td></tr>"
                        + "<tr><td> oats </td><td></td><td>few</td></tr></table>"));
    }

    @Test
    void aRowThatBeginsWithAnEmptyCellKeepsItsColumns() throws ExtractionException {
        assertEquals(
                "| 1900 | 1901\nrye | 40 | 41",
                after("<table><tr><td></td><td>1900</td><td>1901</td></tr>"
                        + "<tr><td>rye</td><td>40</td><td>41</td></tr></table>"));
    }

    @Test
    void aLayoutTableIsFlattenedToParagraphs() throws ExtractionException {
        assertEquals(
                PROSE + "\n\n" + PROSE,
                text("<body><table><tr><td><table><tr><td><p>" + PROSE + "</p></td></tr><tr><td>" + PROSE
                        + "</td></tr></table></td></tr></table></body>"));
    }

    @Test
    void preformattedTextKeepsItsWhiteSpace() throws ExtractionException {
        assertEquals(
                "for (;;) {\n    grind();\n\n\tsift();\n}",
                after("<pre><code>for (;;) {\n    grind();\n\n\tsift();\n}\n</code></pre>"));
    }

    @Test
    void headingsAreParagraphs() throws ExtractionException {
        assertEquals("The wheel", after("<h2>The <em>wheel</em></h2>"));
    }

    @Test
    void whatAReaderDoesNotSeeIsLeftOut() throws ExtractionException {
        assertEquals(
                "Visible, of course.",
                after("<p>Vis\u00adible,\u200b of&nbsp; course.</p><p hidden>hidden text, secret.</p>"
                        + "<p aria-hidden=true>aria text, secret.</p><p style='color:red; DISPLAY : none'>css, secret.</p>"
                        + "<script>var a = 'script, text.';</script><style>p { x }</style><noscript>no script, here.</noscript>"
                        + "<template>a template, unused.</template><svg><text>drawn, not written.</text></svg>"
                        + "<!-- a comment, unseen. -->"));
    }

    @Test
    void zeroWidthJoinersStay() throws ExtractionException {
        assertEquals(
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u060c",
                after("<p>\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u060c</p>"));
    }

    @Test
    void theReadingAidsOfRubyAreLeftOut() throws ExtractionException {
        assertEquals(
                "\u6cd5\u5f8b\u3067\u306f\u3001",
                after(
                        "<p><ruby>\u6cd5<rt>\u307b\u3046</rt></ruby><ruby>\u5f8b<rp>(</rp><rt>\u308a\u3064</rt><rp>)</rp></ruby>\u3067\u306f\u3001</p>"));
    }

    @Test
    void boilerplateAroundTheArticleIsDropped() throws ExtractionException {
        String links = "<ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Contact</a></ul>";
        assertEquals(
                "The mill\n\n" + PROSE + "\n\n" + PROSE,
                text(
                        "<body><nav>" + links + "</nav><header><div class=logo>The Paper</div></header>"
                                + "<div class=cookie-banner>We use cookies, as all do. Accept them all, or else.</div>"
                                + "<main><article><h1>The mill</h1><p>" + PROSE
                                + "</p><div class=share-bar><p>Share this, please.</p></div>"
                                + "<p>" + PROSE + "</p></article>"
                                + "<section class=related-posts><h3>Related</h3><p>Another mill, another story, told by others.</p></section>"
                                + "<div id=comments><p>Great article, thanks a lot for it, dear author.</p></div></main>"
                                + "<aside><p>Buy flour, today, at half the price of it.</p></aside><footer>Imprint, 2020.</footer></body>"));
    }

    @Test
    void aPageOfLittleTextKeepsIt() throws ExtractionException {
        assertEquals("Hello, world", text("<body>Hello, world</body>"));
        assertEquals("Hello", text("Hello"));
        assertEquals("", text(""));
    }
}
