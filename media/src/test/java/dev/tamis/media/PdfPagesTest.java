package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Test;

class PdfPagesTest {
    private static final ImageDecoders DECODERS = ImageDecoders.shared(limits(3, 72, 60_000));

    @Test
    void pagesComeOneAfterAnotherUpToTheLimitAndAllAreCounted() throws Exception {
        byte[] pdf = pdf(5, new PDRectangle(200, 100), null);
        try (PdfPages pages = DECODERS.pages(pdf)) {
            for (int number = 1; number <= 3; number++) {
                PdfPage page = pages.next();
                assertEquals(number, page.number());
                assertNull(page.reason());
                ImageHeader header = ImageHeader.read(page.png());
                assertEquals("png 200 x 100", header.format() + " " + header.width() + " x " + header.height());
                assertNotNull(DECODERS.look(page.png(), true, List.of()).facts());
            }
            assertEquals(-1, pages.total());
            assertNull(pages.next());
            assertEquals(5, pages.total());
            assertNull(pages.next());
        }
    }

    @Test
    void pageThatIsTooLargeIsSaidAndTheNextOneIsDrawn() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage(new PDRectangle(1_000_000, 100)));
            document.addPage(new PDPage(new PDRectangle(100, 100)));
            document.save(out);
        }
        try (PdfPages pages = DECODERS.pages(out.toByteArray())) {
            PdfPage large = pages.next();
            assertEquals(Reason.IMAGE_TOO_LARGE, large.reason());
            assertNull(large.png());
            assertNotNull(pages.next().png());
            assertNull(pages.next());
        }
    }

    @Test
    void encryptedAndBrokenPdfsHaveAReason() throws Exception {
        assertEquals(Reason.DOCUMENT_ENCRYPTED, reason(pdf(1, new PDRectangle(50, 50), "secret")));
        assertEquals(Reason.DOCUMENT_PARSE, reason("no PDF at all".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Reason.DOCUMENT_PARSE, reason(new byte[0]));
    }

    @Test
    void drawingThatIsLeftEarlyLeavesTheDecodersUsable() throws Exception {
        byte[] pdf = pdf(3, new PDRectangle(300, 300), null);
        for (int i = 0; i < 3; i++) {
            try (PdfPages pages = DECODERS.pages(pdf)) {
                assertNotNull(pages.next().png());
            }
        }
        try (PdfPages pages = DECODERS.pages(pdf)) {
            assertEquals(1, pages.next().number());
            assertEquals(2, pages.next().number());
        }
    }

    @Test
    void drawingEndsAtItsDeadline() throws Exception {
        ImageDecoders hasty = ImageDecoders.shared(limits(1000, 300, 1));
        byte[] pdf = pdf(200, new PDRectangle(1000, 1000), null);
        try (PdfPages pages = hasty.pages(pdf)) {
            ExtractionException e = assertThrows(ExtractionException.class, () -> {
                while (pages.next() != null) {
                    // Until the time is up.
                }
            });
            assertEquals(Reason.DOCUMENT_TIMEOUT, e.reason());
            assertTrue(e.getMessage().contains("limits.media.pdf_millis"));
            assertNull(pages.next());
        }
    }

    private static Reason reason(byte[] pdf) {
        try (PdfPages pages = DECODERS.pages(pdf)) {
            return assertThrows(ExtractionException.class, pages::next).reason();
        }
    }

    private static byte[] pdf(int pages, PDRectangle size, String password) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage(size);
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.setNonStrokingColor(1f, 0f, 0f);
                    content.addRect(10, 10, 20, 20);
                    content.fill();
                }
            }
            if (password != null) {
                document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
            }
            document.save(out);
        }
        return out.toByteArray();
    }

    private static MediaLimits limits(int pages, int dpi, int millis) {
        MediaLimits d = MediaLimits.DEFAULT;
        return new MediaLimits(
                d.bytes(),
                d.pixels(),
                d.side(),
                d.frames(),
                d.expansion(),
                d.millis(),
                256,
                d.nativeMiB(),
                pages,
                dpi,
                millis);
    }
}
