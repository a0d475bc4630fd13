package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What the decoder makes of formats and colours, in this process. */
class DecodedPixelsTest {
    private final ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);

    private Pixels decode(byte[] image) throws ExtractionException {
        ImageHeader header = ImageHeader.read(image);
        Pixels pixels = decoder.decode(header, image);
        assertEquals(header.width(), pixels.width());
        assertEquals(header.height(), pixels.height());
        return pixels;
    }

    private static int rgb(Pixels pixels, int x, int y) {
        int i = 3 * (y * pixels.width() + x);
        return (pixels.rgb()[i] & 0xFF) << 16 | (pixels.rgb()[i + 1] & 0xFF) << 8 | (pixels.rgb()[i + 2] & 0xFF);
    }

    private static void assertSame(BufferedImage wanted, Pixels found, int tolerance) {
        for (int y = 0; y < wanted.getHeight(); y++) {
            for (int x = 0; x < wanted.getWidth(); x++) {
                int a = wanted.getRGB(x, y);
                int b = rgb(found, x, y);
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertEquals(a >> shift & 0xFF, b >> shift & 0xFF, tolerance, x + ", " + y);
                }
            }
        }
    }

    @Test
    void encodersOfFfmpegGiveWhatTheHeaderSays() throws Exception {
        BufferedImage drawn = MadeImages.drawing(70, 50, BufferedImage.TYPE_INT_RGB);
        for (String codec : new String[] {"libwebp", "jpeg2000", "png"}) {
            byte[] image = EncodedFrames.encode(codec, drawn);
            assumeTrue(image != null, "no encoder " + codec);
            assertSame(drawn, decode(image), codec.equals("jpeg2000") ? 30 : 0);
        }
    }

    @Test
    void avifIsDecodedAndTurned() throws Exception {
        BufferedImage drawn = MadeImages.drawing(64, 48, BufferedImage.TYPE_INT_RGB);
        byte[] coded = EncodedFrames.encode("libaom-av1", drawn);
        assumeTrue(coded != null, "no encoder of AV1");
        Pixels pixels = decode(avif(64, 48, coded));
        assertEquals(48, pixels.width());
        double error = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 48; x++) {
                // A quarter against the clock: the upper right corner becomes the upper left one.
                int wanted = drawn.getRGB(63 - y, x);
                int found = rgb(pixels, x, y);
                error += Math.abs((wanted >> 8 & 0xFF) - (found >> 8 & 0xFF));
            }
        }
        assertTrue(error / (64 * 48) < 6, "mean error " + error / (64 * 48));
    }

    @Test
    void orientationsStandUpright() throws Exception {
        BufferedImage drawn = MadeImages.drawing(40, 24, BufferedImage.TYPE_INT_RGB);
        byte[] jpeg = MadeImages.encoded(drawn, "jpeg");
        Pixels p = decode(jpeg);
        byte[] plain = Arrays.copyOf(p.rgb(), 3 * 40 * 24);
        for (int orientation = 1; orientation <= 8; orientation++) {
            Pixels turned = decode(oriented(jpeg, orientation));
            int w = turned.width();
            int h = turned.height();
            assertEquals(orientation < 5 ? 40 : 24, w);
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int sx;
                    int sy;
                    switch (orientation) {
                        case 2 -> {
                            sx = w - 1 - x;
                            sy = y;
                        }
                        case 3 -> {
                            sx = w - 1 - x;
                            sy = h - 1 - y;
                        }
                        case 4 -> {
                            sx = x;
                            sy = h - 1 - y;
                        }
                        case 5 -> {
                            sx = y;
                            sy = x;
                        }
                        case 6 -> {
                            sx = y;
                            sy = w - 1 - x;
                        }
                        case 7 -> {
                            sx = h - 1 - y;
                            sy = w - 1 - x;
                        }
                        case 8 -> {
                            sx = h - 1 - y;
                            sy = x;
                        }
                        default -> {
                            sx = x;
                            sy = y;
                        }
                    }
                    for (int c = 0; c < 3; c++) {
                        assertEquals(plain[3 * (sy * 40 + sx) + c], turned.rgb()[3 * (y * w + x) + c]);
                    }
                }
            }
        }
    }

    @Test
    void jpegColoursAgreeWithTheJdks() throws Exception {
        BufferedImage drawn = MadeImages.drawing(203, 151, BufferedImage.TYPE_INT_RGB);
        byte[] jpeg = MadeImages.encoded(drawn, "jpeg");
        assertSame(ImageIO.read(new ByteArrayInputStream(jpeg)), decode(jpeg), 6);
    }

    @Test
    void grayAndPaletteAndTransparency() throws Exception {
        BufferedImage gray = MadeImages.drawing(33, 22, BufferedImage.TYPE_BYTE_GRAY);
        int level = gray.getRaster().getSample(20, 11, 0);
        assertEquals(level * 0x010101, rgb(decode(MadeImages.encoded(gray, "png")), 20, 11));
        BufferedImage palette = MadeImages.drawing(33, 22, BufferedImage.TYPE_BYTE_INDEXED);
        assertSame(palette, decode(MadeImages.encoded(palette, "png")), 0);
        assertSame(palette, decode(MadeImages.encoded(palette, "gif")), 0);
        BufferedImage bits = MadeImages.drawing(33, 22, BufferedImage.TYPE_BYTE_BINARY);
        assertSame(bits, decode(MadeImages.encoded(bits, "png")), 0);
        assertSame(bits, decode(MadeImages.encoded(bits, "tiff")), 0);
        BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x00123456);
        clear.setRGB(1, 0, 0x80FF0000);
        Pixels onWhite = decode(MadeImages.encoded(clear, "png"));
        assertEquals(0xFFFFFF, rgb(onWhite, 0, 0));
        assertEquals(0xFF7F7F, rgb(onWhite, 1, 0));
    }

    @Test
    void sixteenBitsBecomeEight() throws Exception {
        BufferedImage gray = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 0);
        gray.getRaster().setSample(1, 0, 0, 0x80FF);
        gray.getRaster().setSample(2, 0, 0, 0xFFFF);
        Pixels pixels = decode(MadeImages.encoded(gray, "png"));
        assertEquals(0, rgb(pixels, 0, 0));
        assertEquals(0x818181, rgb(pixels, 1, 0) + 0x010101 * (rgb(pixels, 1, 0) == 0x808080 ? 1 : 0));
        assertEquals(0xFFFFFF, rgb(pixels, 2, 0));
    }

    @Test
    void animatedWebpGivesItsFirstFrameInItsPlace() throws Exception {
        BufferedImage drawn = MadeImages.drawing(20, 10, BufferedImage.TYPE_INT_RGB);
        byte[] still = EncodedFrames.encode("libwebp", drawn);
        assumeTrue(still != null, "no encoder of WebP");
        byte[] frame = Arrays.copyOfRange(still, 12, still.length);
        byte[] head = {2, 0, 0, 1, 0, 0, 19, 0, 0, 9, 0, 0, 50, 0, 0, 0};
        byte[] content = concat(
                "WEBP".getBytes(StandardCharsets.US_ASCII),
                riff("VP8X", new byte[] {2, 0, 0, 0, 29, 0, 0, 14, 0, 0}),
                riff("ANIM", new byte[6]),
                riff("ANMF", concat(head, frame)),
                riff("ANMF", concat(head, frame)));
        byte[] image = riff("RIFF", content);
        Pixels pixels = decode(image);
        assertEquals(2, ImageHeader.read(image).frames());
        assertEquals(0xFFFFFF, rgb(pixels, 0, 0));
        assertEquals(0xFFFFFF, rgb(pixels, 29, 14));
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                assertEquals(drawn.getRGB(x, y) & 0xFFFFFF, rgb(pixels, x + 4, y + 2));
            }
        }
    }

    @Test
    void pngWhoseDataEndsEarlyIsNotTakenThoughItsChunksAreWhole() throws Exception {
        byte[] png = MadeImages.encoded(120, 90, "png");
        int data = 8 + 25;
        int length = ByteBuffer.wrap(png).getInt(data);
        for (int keep : new int[] {length / 4, length / 2, length - 40}) {
            byte[] type = Arrays.copyOfRange(png, data + 4, data + 8 + keep);
            CRC32 crc = new CRC32();
            crc.update(type);
            byte[] cut = concat(
                    Arrays.copyOf(png, data),
                    ByteBuffer.allocate(4).putInt(keep).array(),
                    type,
                    ByteBuffer.allocate(4).putInt((int) crc.getValue()).array(),
                    Arrays.copyOfRange(png, png.length - 12, png.length));
            ExtractionException e = assertThrows(ExtractionException.class, () -> decode(cut), "kept " + keep);
            assertTrue(e.reason() == Reason.IMAGE_CORRUPT || e.reason() == Reason.IMAGE_TRUNCATED, e.getMessage());
        }
    }

    @Test
    void jpegWhoseDataEndsEarlyIsNotTakenThoughItHasAnEnd() throws Exception {
        byte[] jpeg = MadeImages.encoded(320, 240, "jpeg");
        for (int share = 5; share < 10; share++) {
            byte[] cut = Arrays.copyOf(jpeg, jpeg.length * share / 10);
            cut[cut.length - 2] = (byte) 0xFF;
            cut[cut.length - 1] = (byte) 0xD9;
            ExtractionException e = assertThrows(ExtractionException.class, () -> decode(cut), "share " + share);
            assertTrue(e.reason() == Reason.IMAGE_CORRUPT || e.reason() == Reason.IMAGE_TRUNCATED, e.getMessage());
        }
    }

    @Test
    void gifWhoseDataEndsEarlyIsNotTakenThoughItsBlocksAreWhole() throws Exception {
        for (int[] size : new int[][] {{1, 1}, {5, 300}, {320, 240}, {700, 900}}) {
            BufferedImage drawn = MadeImages.drawing(size[0], size[1], BufferedImage.TYPE_BYTE_INDEXED);
            byte[] gif = MadeImages.encoded(drawn, "gif");
            decode(gif);
            // The last block of data becomes one byte shorter each time; the end code alone may go.
            int last = gif.length - 2;
            int at = 13 + (3 << ((gif[10] & 7) + 1));
            while (gif[at] != 0x2C) {
                at += 2;
                while (gif[at] != 0) {
                    at += 1 + (gif[at] & 0xFF);
                }
                at++;
            }
            int block = at + 11;
            while (block + 1 + (gif[block] & 0xFF) < last) {
                block += 1 + (gif[block] & 0xFF);
            }
            int length = gif[block] & 0xFF;
            if (length > 20) {
                byte[] cut = concat(
                        Arrays.copyOf(gif, block),
                        new byte[] {(byte) (length - 15)},
                        Arrays.copyOfRange(gif, block + 1, block + 1 + length - 15),
                        new byte[] {0, 0x3B});
                ExtractionException e = assertThrows(ExtractionException.class, () -> decode(cut));
                assertEquals(Reason.IMAGE_TRUNCATED, e.reason(), e.getMessage());
            }
        }
    }

    private static byte[] oriented(byte[] jpeg, int orientation) {
        ByteBuffer b = ByteBuffer.allocate(36);
        b.put(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42});
        b.putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1);
        b.putShort((short) orientation).putShort((short) 0).putInt(0);
        return concat(Arrays.copyOf(jpeg, 2), b.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] avif(int width, int height, byte[] coded) {
        byte[] ftyp = box("ftyp", "avif\0\0\0\0mif1".getBytes(StandardCharsets.US_ASCII));
        byte[] size =
                ByteBuffer.allocate(12).putInt(0).putInt(width).putInt(height).array();
        byte[] parts =
                concat(box("ispe", size), box("av1C", new byte[] {(byte) 0x81, 0, 0, 0}), box("irot", new byte[] {1}));
        byte[] properties =
                box("iprp", concat(box("ipco", parts), box("ipma", new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 3, 1, 2, 3
                })));
        byte[] entry =
                box("infe", concat(new byte[] {2, 0, 0, 0, 0, 1, 0, 0}, "av01\0".getBytes(StandardCharsets.US_ASCII)));
        byte[] places = ByteBuffer.allocate(24)
                .put(new byte[] {1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1})
                .putInt(0)
                .putInt(coded.length)
                .array();
        byte[] meta = box(
                "meta",
                concat(
                        new byte[4],
                        box("pitm", new byte[] {0, 0, 0, 0, 0, 1}),
                        box("iinf", concat(new byte[] {0, 0, 0, 0, 0, 1}, entry)),
                        box("iloc", places),
                        properties,
                        box("idat", coded)));
        return concat(ftyp, meta);
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }

    private static byte[] riff(String type, byte[] content) {
        ByteBuffer b =
                ByteBuffer.allocate(8 + content.length + (content.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        b.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
        return b.array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
