package dev.tamis.media;

import dev.tamis.filters.child.ChildServer;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Draws the pages of a PDF with PDFBox. */
final class PdfDrawing {
    private static final double POINTS_PER_INCH = 72;

    private final MediaLimits limits;

    PdfDrawing(MediaLimits limits) {
        this.limits = limits;
        ImageIO.setUseCache(false);
    }

    /** The pages are drawn while the answer is written. */
    ChildServer.Answer draw(byte[] pdf) throws ExtractionException {
        PDDocument document;
        try {
            document = Loader.loadPDF(pdf);
        } catch (InvalidPasswordException e) {
            throw new ExtractionException(Reason.DOCUMENT_ENCRYPTED, "the PDF needs a password", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new ExtractionException(Reason.DOCUMENT_PARSE, "the PDF cannot be read: " + said(e), e);
        }
        return out -> {
            try (document) {
                write(document, out);
            }
        };
    }

    private void write(PDDocument document, DataOutputStream out) throws IOException {
        int pages = document.getNumberOfPages();
        PDFRenderer renderer = new PDFRenderer(document);
        // A page's pictures are decoded no finer than they are drawn.
        renderer.setSubsamplingAllowed(true);
        for (int i = 0; i < Math.min(pages, limits.pdfPages()); i++) {
            byte[] png;
            try {
                png = page(document, renderer, i);
            } catch (ExtractionException e) {
                ImageFrames.writeRefused(out, i + 1, e.reason(), e.getMessage());
                continue;
            } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
                ImageFrames.writeRefused(
                        out, i + 1, Reason.DOCUMENT_PARSE, "page " + (i + 1) + " cannot be drawn: " + said(e));
                continue;
            }
            ImageFrames.writePage(out, i + 1, png);
        }
        ImageFrames.writeEnd(out, pages);
    }

    private byte[] page(PDDocument document, PDFRenderer renderer, int index) throws IOException, ExtractionException {
        PDRectangle box = document.getPage(index).getCropBox();
        double scale = limits.pdfDpi() / POINTS_PER_INCH;
        double width = box.getWidth() * scale;
        double height = box.getHeight() * scale;
        if (!(width * height <= limits.pixels()) || Math.max(width, height) > limits.side()) {
            throw new ExtractionException(
                    Reason.IMAGE_TOO_LARGE,
                    "page " + (index + 1) + " would have " + Math.round(width) + " x " + Math.round(height)
                            + " pixels (limits.media.pixels, limits.media.side, limits.media.pdf_dpi)");
        }
        BufferedImage image = renderer.renderImageWithDPI(index, limits.pdfDpi(), ImageType.RGB);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", png)) {
            throw new IOException("this JDK writes no PNG");
        }
        return png.toByteArray();
    }

    private static String said(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
