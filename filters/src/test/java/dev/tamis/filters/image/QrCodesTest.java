package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** QR codes are found, measured, and cost no more than they may. */
class QrCodesTest {

    private static double area(BufferedImage image) {
        return new QrCodes().area(new Luma().of(Pictures.of(image)));
    }

    /** Draws a code without its quiet zone, with white around it. */
    private static void draw(BufferedImage image, String text, AffineTransform place, int side) throws Exception {
        BitMatrix code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 1, 1, Map.of(EncodeHintType.MARGIN, 0));
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.transform(place);
        double module = (double) side / code.getWidth();
        graphics.scale(module, module);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(-3, -3, code.getWidth() + 6, code.getHeight() + 6);
        graphics.setColor(Color.BLACK);
        for (int y = 0; y < code.getHeight(); y++) {
            for (int x = 0; x < code.getWidth(); x++) {
                if (code.get(x, y)) {
                    graphics.fill(new Rectangle2D.Double(x, y, 1, 1));
                }
            }
        }
        graphics.dispose();
    }

    @Test
    void areaIsThatOfTheCode() throws Exception {
        for (int side : new int[] {120, 200, 330}) {
            BufferedImage image = Pictures.scene(640, 480, side);
            draw(image, "https://example.org/a/page?of=" + side, AffineTransform.getTranslateInstance(60, 70), side);
            double expected = side * side / (640.0 * 480);
            assertEquals(expected, area(image), expected * 0.06, side + " pixels");
        }
    }

    @Test
    void severalTurnedCodesAreAdded() throws Exception {
        BufferedImage image = Pictures.scene(512, 512, 3);
        for (int i = 0; i < 4; i++) {
            AffineTransform place = AffineTransform.getTranslateInstance(128 + 256 * (i % 2), 128 + 256 * (i / 2));
            place.rotate(i * 0.6);
            place.translate(-60, -60);
            draw(image, "number " + i, place, 120);
        }
        double expected = 4 * 120 * 120 / (512.0 * 512);
        assertEquals(expected, area(image), expected * 0.1);
    }

    @Test
    void picturesWithoutCodesHaveNone() {
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(0, area(Pictures.scene(400, 300, seed)));
        }
        assertEquals(0, new QrCodes().area(new Luma().of(Pictures.flat(1, 1, 0, 0, 0))));
        assertEquals(0, new QrCodes().area(new Luma().of(Pictures.flat(600, 2, 255, 0, 0))));
    }

    @Test
    void wallOfFinderPatternsCostsNoMoreThanItMay() {
        BufferedImage image = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 512, 512);
        for (int module = 1; module <= 2; module++) {
            for (int y = module == 1 ? 0 : 256; y + 9 * module <= 256 * module; y += 9 * module) {
                for (int x = 0; x + 9 * module <= 512; x += 9 * module) {
                    graphics.setColor(Color.BLACK);
                    graphics.fillRect(x, y, 7 * module, 7 * module);
                    graphics.setColor(Color.WHITE);
                    graphics.fillRect(x + module, y + module, 5 * module, 5 * module);
                    graphics.setColor(Color.BLACK);
                    graphics.fillRect(x + 2 * module, y + 2 * module, 3 * module, 3 * module);
                }
            }
        }
        graphics.dispose();
        double area = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> area(image));
        assertTrue(area >= 0 && area <= 1, "area " + area);
    }
}
