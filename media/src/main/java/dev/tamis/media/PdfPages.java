package dev.tamis.media;

import dev.tamis.filters.child.ChildException;
import dev.tamis.filters.child.ChildProcess;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pages of one PDF, drawn in a child process and taken one after another, of which none is kept here. Confined to one
 * thread, and closed by it.
 */
public final class PdfPages implements AutoCloseable {
    private final ImageDecoders decoders;
    private final byte[] pdf;
    private ChildProcess child;
    private long millisLeft;
    private boolean begun;
    private boolean ended;
    private int total = -1;

    PdfPages(ImageDecoders decoders, byte[] pdf) {
        this.decoders = decoders;
        this.pdf = pdf;
        this.millisLeft = decoders.limits().pdfMillis();
    }

    /**
     * The next page, or null after the last one and after the one at {@code limits.media.pdf_pages}. The time limit counts
     * only while this is waited for.
     *
     * @throws ExtractionException with {@link Reason#DOCUMENT_ENCRYPTED}, {@link Reason#DOCUMENT_PARSE},
     *     {@link Reason#DOCUMENT_TIMEOUT} or {@link Reason#DOCUMENT_CRASH}; no page comes after that
     */
    public PdfPage next() throws ExtractionException {
        if (ended) {
            return null;
        }
        long from = System.nanoTime();
        PdfPage page;
        boolean done = false;
        try {
            if (child == null) {
                child = decoders.take();
            }
            boolean first = !begun;
            begun = true;
            page = child.ask((int) Math.max(1, millisLeft), (requests, replies) -> {
                if (first) {
                    ImageFrames.writeRequest(requests, new ImageFrames.Request(true, false, List.of(), pdf));
                }
                return ImageFrames.readPage(replies, pageBytes());
            });
            done = true;
        } catch (ChildException e) {
            throw e.isLate()
                    ? new ExtractionException(
                            Reason.DOCUMENT_TIMEOUT,
                            "a PDF of " + pdf.length + " bytes was not drawn within "
                                    + decoders.limits().pdfMillis() + " ms (limits.media.pdf_millis)",
                            e)
                    : new ExtractionException(
                            Reason.DOCUMENT_CRASH,
                            "the process that drew a PDF of " + pdf.length + " bytes " + e.getMessage(),
                            e);
        } finally {
            millisLeft -= TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            if (!done) {
                finish();
            }
        }
        if (page.png() == null && page.reason() == null) {
            total = page.number();
            finish();
            return null;
        }
        return page;
    }

    /** Pages that the PDF has, drawn or not; -1 until {@link #next} has returned null. */
    public int total() {
        return total;
    }

    /** Ends the drawing; where pages are still to come, the child that draws them with it. */
    @Override
    public void close() {
        if (child != null && begun && !ended) {
            child.destroy();
        }
        finish();
    }

    private void finish() {
        ended = true;
        if (child != null) {
            decoders.give(child);
            child = null;
        }
    }

    /** A PNG is hardly larger than what it holds. */
    private int pageBytes() {
        return (int) Math.min(Integer.MAX_VALUE - 16, 4 * decoders.limits().pixels() + (1 << 20));
    }
}
