package dev.tamis.filters.record;

import java.util.Objects;

/**
 * An image of a page's main text, where the text has U+FFFC.
 *
 * @param url its address, absolute, of http or https
 * @param alt what the page says is to be seen, on one line; null where it says nothing
 */
public record PageImage(String url, String alt) {
    public PageImage {
        Objects.requireNonNull(url, "url");
    }
}
