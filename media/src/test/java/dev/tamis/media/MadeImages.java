package dev.tamis.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images that tests draw. */
final class MadeImages {
    private MadeImages() {}

    /** Smooth colours with some shapes on them, which differ in all four corners. */
    static BufferedImage drawing(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int r = 255 * x / width;
                int g = 255 * y / height;
                int b = 128 + (int) (100 * Math.sin(x * 0.05) * Math.cos(y * 0.07));
                image.setRGB(x, y, 0xFF000000 | r << 16 | g << 8 | b);
            }
        }
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(width / 16, height / 16, width / 4, height / 6);
        graphics.setColor(Color.WHITE);
        graphics.fillOval(width / 2, height / 3, width / 3, height / 2);
        graphics.dispose();
        return image;
    }

    /** A file by the JDK's writer of the format. */
    static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("this JDK does not write " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] encoded(int width, int height, String format) {
        return encoded(drawing(width, height, BufferedImage.TYPE_INT_RGB), format);
    }
}
