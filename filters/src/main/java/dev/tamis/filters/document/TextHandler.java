package dev.tamis.filters.document;

import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.helpers.DefaultHandler;

/** Gathers text from Tika's stream of XHTML events, and stops the parser when there is too much of it. */
abstract class TextHandler extends DefaultHandler {
    private final int limit;
    private boolean overflowed;

    /** @param limit most UTF-16 units of text */
    TextHandler(int limit) {
        this.limit = limit;
    }

    /** The text so far; complete only after {@link #endDocument}. */
    abstract String text();

    /** True once the limit was passed, however the parser then took its being stopped. */
    final boolean overflowed() {
        return overflowed;
    }

    final void checkLength(int length) throws WriteLimitReachedException {
        if (overflowed || length > limit) {
            overflowed = true;
            throw new WriteLimitReachedException(limit);
        }
    }
}
