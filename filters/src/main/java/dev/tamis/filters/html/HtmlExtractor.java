package dev.tamis.filters.html;

import dev.tamis.filters.extract.ExtractedText;
import dev.tamis.filters.extract.ExtractionException;
import dev.tamis.filters.record.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;

/** The text of an HTML page. Stands in until main-content extraction replaces it. */
public final class HtmlExtractor {
    private final Limits limits;

    public HtmlExtractor(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    public ExtractedText extract(byte[] html, String httpContentTypeOrNull, String urlOrNull)
            throws ExtractionException {
        String text =
                Jsoup.parse(new String(html, StandardCharsets.UTF_8)).body().text();
        return new ExtractedText(text.substring(0, Math.min(text.length(), limits.textChars())), Map.of());
    }
}
