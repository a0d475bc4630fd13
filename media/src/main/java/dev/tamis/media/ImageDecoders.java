package dev.tamis.media;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMeasure;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Child processes that decode images; they are started when first needed, and used again. Threads share it. */
public final class ImageDecoders {
    private final MediaLimits limits;

    private ImageDecoders(MediaLimits limits) {
        this.limits = limits;
    }

    /** The decoders of this JVM for the given limits. */
    public static ImageDecoders shared(MediaLimits limits) {
        return new ImageDecoders(limits);
    }

    public MediaLimits limits() {
        return limits;
    }

    /**
     * Decodes an image once.
     *
     * @param image its bytes as stored
     * @param measure whether {@link ImageLook#facts} are wanted
     * @param views small pictures that are wanted
     * @throws ExtractionException with a reason {@code image.*} if it is not decoded
     */
    public ImageLook look(byte[] image, boolean measure, List<ImageView> views) throws ExtractionException {
        BufferedImage read;
        try {
            read = ImageIO.read(new ByteArrayInputStream(image));
        } catch (IOException | RuntimeException e) {
            throw new ExtractionException(Reason.IMAGE_CORRUPT, "no image: " + e.getMessage(), e);
        }
        if (read == null) {
            throw new ExtractionException(Reason.IMAGE_FORMAT, "no image of a known format");
        }
        List<Pixels> small = new ArrayList<>();
        for (ImageView view : views) {
            small.add(pixels(read, view.width(), view.height()));
        }
        ImageFacts facts = !measure
                ? null
                : new ImageMeasure()
                        .of(
                                image[0] == (byte) 0xFF ? "jpeg" : "png",
                                image[0] == (byte) 0xFF ? "image/jpeg" : "image/png",
                                1,
                                read.getColorModel().hasAlpha(),
                                1,
                                false,
                                pixels(read, read.getWidth(), read.getHeight()));
        return new ImageLook(facts, small);
    }

    private static Pixels pixels(BufferedImage image, int width, int height) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = scaled.createGraphics();
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int pixel = scaled.getRGB(i % width, i / width);
            rgb[3 * i] = (byte) (pixel >> 16);
            rgb[3 * i + 1] = (byte) (pixel >> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return new Pixels(width, height, rgb);
    }
}
