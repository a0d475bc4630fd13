package dev.tamis.filters.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Pictures that tests draw. */
final class Pictures {
    private Pictures() {}

    /** Blocks of colours under waves: many frequencies, and the same pixels on every machine. */
    static Pixels blocks(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] colours = new int[54];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = random.nextInt(256);
        }
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int block = x * 5 / width + y * 3 / height * 3;
                for (int k = 0; k < 3; k++) {
                    int wave = ((x * (7 + k) + y * (11 - k)) / (3 + k)) & 63;
                    rgb[3 * (y * width + x) + k] =
                            (byte) Math.min(255, colours[(block * 3 + k) % colours.length] * 3 / 4 + wave);
                }
            }
        }
        return new Pixels(width, height, rgb);
    }

    static Pixels noise(int width, int height, SplittableRandom random) {
        byte[] rgb = new byte[3 * width * height];
        random.nextBytes(rgb);
        return new Pixels(width, height, rgb);
    }

    static Pixels flat(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return new Pixels(width, height, rgb);
    }

    /** Something like a photograph: soft shapes over a gradient. */
    static BufferedImage scene(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (int y = 0; y < height; y++) {
            graphics.setColor(new Color(60 + 120 * y / height, 90, 200 - 150 * y / height));
            graphics.drawLine(0, y, width, y);
        }
        for (int i = 0; i < 40; i++) {
            graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
            int w = 1 + random.nextInt(width / 3);
            int h = 1 + random.nextInt(height / 3);
            graphics.fillOval(random.nextInt(width), random.nextInt(height), w, h);
        }
        graphics.dispose();
        return image;
    }

    static Pixels of(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int i = 0; i < rgb.length / 3; i++) {
            int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
            rgb[3 * i] = (byte) (pixel >> 16);
            rgb[3 * i + 1] = (byte) (pixel >> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return new Pixels(image.getWidth(), image.getHeight(), rgb);
    }

    /** The picture turned: one of the eight ways, in the order of {@link Pdq#dihedral()}. */
    static Pixels turned(Pixels image, int way) {
        int w = image.width();
        int h = image.height();
        boolean swapped = way == 1 || way == 3 || way == 6 || way == 7;
        byte[] rgb = new byte[3 * w * h];
        int width = swapped ? h : w;
        for (int y = 0; y < (swapped ? w : h); y++) {
            for (int x = 0; x < width; x++) {
                int from = switch (way) {
                    case 0 -> y * w + x;
                    case 1 -> x * w + (w - 1 - y);
                    case 2 -> (h - 1 - y) * w + (w - 1 - x);
                    case 3 -> (h - 1 - x) * w + y;
                    case 4 -> (h - 1 - y) * w + x;
                    case 5 -> y * w + (w - 1 - x);
                    case 6 -> x * w + y;
                    default -> (h - 1 - x) * w + (w - 1 - y);
                };
                System.arraycopy(image.rgb(), 3 * from, rgb, 3 * (y * width + x), 3);
            }
        }
        return new Pixels(width, swapped ? w : h, rgb);
    }
}
