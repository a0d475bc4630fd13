package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void headerSaysWhatWasWritten(String format) throws Exception {
        for (int[] size : new int[][] {{1, 1}, {17, 5}, {300, 200}, {5, 1000}}) {
            byte[] image = encoded(size[0], size[1], BufferedImage.TYPE_INT_RGB, format);
            assertEquals(
                    new ImageHeader(format, "image/" + format, size[0], size[1], 1, false, 1, false),
                    ImageHeader.read(image));
        }
    }

    @Test
    void transparencyIsSeenInTheHeader() throws Exception {
        assertTrue(ImageHeader.read(encoded(9, 9, BufferedImage.TYPE_INT_ARGB, "png"))
                .alpha());
        assertTrue(ImageHeader.read(encoded(9, 9, BufferedImage.TYPE_INT_ARGB, "tiff"))
                .alpha());
        assertTrue(ImageHeader.read(webp(30, 20, true, 1, new byte[0])).alpha());
        assertFalse(ImageHeader.read(webp(30, 20, false, 1, new byte[0])).alpha());
    }

    @Test
    void orientationTurnsTheSizeAndLocationIsSeen() throws Exception {
        byte[] jpeg = encoded(30, 20, BufferedImage.TYPE_INT_RGB, "jpeg");
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (int orientation = 1; orientation <= 8; orientation++) {
                ImageHeader header = ImageHeader.read(withExif(jpeg, exif(order, orientation, orientation % 2 == 0)));
                assertEquals(orientation, header.orientation());
                assertEquals(orientation < 5 ? 30 : 20, header.width());
                assertEquals(orientation < 5 ? 20 : 30, header.height());
                assertEquals(30, header.storedWidth());
                assertEquals(20, header.storedHeight());
                assertEquals(orientation % 2 == 0, header.location());
            }
        }
    }

    @Test
    void unreadableExifSaysNothingAndTheImageIsNoneTheWorse() throws Exception {
        byte[] jpeg = encoded(30, 20, BufferedImage.TYPE_INT_RGB, "jpeg");
        byte[] exif = exif(ByteOrder.LITTLE_ENDIAN, 6, true);
        for (int length = 0; length < exif.length; length++) {
            ImageHeader header = ImageHeader.read(withExif(jpeg, Arrays.copyOf(exif, length)));
            assertTrue(header.orientation() == 1 || header.orientation() == 6);
        }
        assertEquals(
                1,
                ImageHeader.read(withExif(jpeg, exif(ByteOrder.BIG_ENDIAN, 9, false)))
                        .orientation());
    }

    @Test
    void exifMarksWithoutEndAreReadOnce() throws Exception {
        byte[] marks = "Exif\0\0".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
        byte[] plain = encoded(30, 20, BufferedImage.TYPE_INT_RGB, "png");
        // Behind the signature and IHDR.
        byte[] png =
                concat(Arrays.copyOf(plain, 33), chunk("eXIf", marks), Arrays.copyOfRange(plain, 33, plain.length));
        ImageHeader header = ImageHeader.read(png);
        assertEquals(1, header.orientation());
        assertFalse(header.location());
    }

    @Test
    void piecesThatTakeNoByteOfAFileAreBounded() throws Exception {
        byte[] type = box("ftyp", "heic\0\0\0\0heic".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer extents = ByteBuffer.allocate(8 + 6 * 65_000);
        extents.putInt(0).putShort((short) 0).putShort((short) 65_000);
        for (int id = 0; id < 65_000; id++) {
            extents.putShort((short) id).putShort((short) 0).putShort((short) 1000);
        }
        ByteBuffer reference =
                ByteBuffer.allocate(4 + 2 * 60_000).putShort((short) 1).putShort((short) 60_000);
        byte[] tiles = box("dimg", reference.array());
        byte[] properties = box("ipco", box("free", new byte[0]));
        for (int i = 0; i < 16; i++) {
            properties = concat(properties, properties);
        }
        for (byte[] content : new byte[][] {
            box("iloc", extents.array()),
            box("iref", concat(new byte[4], tiles, tiles, tiles, tiles)),
            box("iprp", properties)
        }) {
            ExtractionException e = assertThrows(
                    ExtractionException.class,
                    () -> ImageHeader.read(concat(type, box("meta", concat(new byte[4], content)))));
            assertEquals(Reason.IMAGE_CORRUPT, e.reason());
            assertTrue(e.getMessage().contains("has more than"), e.getMessage());
        }
    }

    @Test
    void framesOfAnimationsAreCounted() throws Exception {
        assertEquals(3, ImageHeader.read(gif(10, 8, 3)).frames());
        assertEquals(4, ImageHeader.read(webp(30, 20, false, 4, new byte[10])).frames());
        byte[] png = encoded(10, 8, BufferedImage.TYPE_INT_RGB, "png");
        byte[] animated = concat(
                Arrays.copyOf(png, 33),
                chunk("acTL", new byte[] {0, 0, 0, 7, 0, 0, 0, 0}),
                Arrays.copyOfRange(png, 33, png.length));
        assertEquals(7, ImageHeader.read(animated).frames());
    }

    @Test
    void formatsThatAreNotDecodedAreNamed() {
        refused("BigTIFF", new byte[] {'I', 'I', 43, 0, 8, 0, 0, 0});
        refused("JPEG XL", new byte[] {(byte) 0xFF, 0x0A, 0, 0});
        refused("JPEG XL", new byte[] {0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, (byte) 0x87, 10});
        refused("icon", new byte[] {0, 0, 1, 0, 1, 0});
        refused("no known", "BMW is a car".getBytes(StandardCharsets.US_ASCII));
        refused("no bytes", new byte[0]);
        refused(
                "brands",
                concat(new byte[] {0, 0, 0, 16}, "ftypisom".getBytes(StandardCharsets.US_ASCII), new byte[4]));
    }

    private static void refused(String message, byte[] bytes) {
        ExtractionException e = assertThrows(ExtractionException.class, () -> ImageHeader.read(bytes));
        assertEquals(Reason.IMAGE_FORMAT, e.reason());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void everyShorterFileIsTruncated(String format) throws Exception {
        byte[] image = encoded(60, 40, BufferedImage.TYPE_INT_RGB, format);
        // Two bytes of a TIFF in the middle belong to nothing; the writer puts the directory last or first.
        for (int length = 60; length < image.length - 2; length += 7) {
            byte[] cut = Arrays.copyOf(image, length);
            ExtractionException e = assertThrows(ExtractionException.class, () -> ImageHeader.read(cut), format);
            assertEquals(Reason.IMAGE_TRUNCATED, e.reason(), format + " of " + length + ": " + e.getMessage());
        }
    }

    @Test
    void mutatedHeadersAreReadOrRefusedInTime() throws Exception {
        byte[][] images = {
            withExif(encoded(60, 40, BufferedImage.TYPE_INT_RGB, "jpeg"), exif(ByteOrder.BIG_ENDIAN, 6, true)),
            encoded(60, 40, BufferedImage.TYPE_INT_ARGB, "png"),
            gif(20, 10, 5),
            webp(60, 40, true, 3, new byte[40]),
            encoded(60, 40, BufferedImage.TYPE_INT_RGB, "tiff"),
            encoded(60, 40, BufferedImage.TYPE_INT_RGB, "bmp"),
            avif(60, 40)
        };
        SplittableRandom random = new SplittableRandom(8);
        long begin = System.nanoTime();
        for (int i = 0; i < 50_000; i++) {
            byte[] image = images[i % images.length].clone();
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                // Mostly near the beginning, where headers are.
                int at = random.nextInt(random.nextBoolean() ? Math.min(200, image.length) : image.length);
                image[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 0xFF : 0);
            }
            if (random.nextInt(10) == 0) {
                image = Arrays.copyOf(image, random.nextInt(image.length));
            }
            try {
                ImageHeader header = ImageHeader.read(image);
                assertTrue(header.width() > 0 && header.height() > 0 && header.frames() > 0);
            } catch (ExtractionException e) {
                assertTrue(e.reason().id().startsWith("image."), e.getMessage());
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertTrue(seconds < 60, seconds + " s");
    }

    @Test
    void avifSaysItsSizeRotationAndMirroring() throws Exception {
        ImageHeader header = ImageHeader.read(avif(60, 40));
        assertEquals("avif", header.format());
        // A quarter against the clock is EXIF's 8.
        assertEquals(8, header.orientation());
        assertEquals(40, header.width());
        assertEquals(60, header.height());
    }

    @Test
    void bombIsRefusedByItsHeader() throws Exception {
        byte[] png = hugePng(60_000, 60_000);
        long begin = System.nanoTime();
        ImageHeader header = ImageHeader.read(png);
        ExtractionException e =
                assertThrows(ExtractionException.class, () -> header.check(MediaLimits.DEFAULT, png.length));
        assertEquals(Reason.IMAGE_TOO_LARGE, e.reason());
        assertTrue(System.nanoTime() - begin < 100_000_000);
    }

    @Test
    void limitsHoldOnTheHeader() throws Exception {
        MediaLimits d = MediaLimits.DEFAULT;
        check(null, new ImageHeader("png", "image/png", 10_000, 10_000, 1, false, 1, false), 300_000);
        check(Reason.IMAGE_BOMB, new ImageHeader("png", "image/png", 10_000, 10_000, 1, false, 1, false), 299_999);
        check(null, new ImageHeader("png", "image/png", 2000, 2000, 1, false, 1, false), 100);
        check(Reason.IMAGE_TOO_LARGE, new ImageHeader("png", "image/png", 20_001, 1, 1, false, 1, false), 100);
        check(Reason.IMAGE_TOO_LARGE, new ImageHeader("png", "image/png", 1, 20_001, 1, false, 1, false), 100);
        check(Reason.IMAGE_TOO_LARGE, new ImageHeader("png", "image/png", 10_001, 10_000, 1, false, 1, false), 1 << 20);
        check(null, new ImageHeader("gif", "image/gif", 10, 10, 300, false, 1, false), 5000);
        check(Reason.IMAGE_TOO_LARGE, new ImageHeader("gif", "image/gif", 10, 10, 301, false, 1, false), 5000);
        check(Reason.IMAGE_TOO_LARGE, new ImageHeader("gif", "image/gif", 10, 10, 1, false, 1, false), d.bytes() + 1);
    }

    private static void check(Reason reason, ImageHeader header, long bytes) throws ExtractionException {
        if (reason == null) {
            header.check(MediaLimits.DEFAULT, bytes);
        } else {
            ExtractionException e =
                    assertThrows(ExtractionException.class, () -> header.check(MediaLimits.DEFAULT, bytes));
            assertEquals(reason, e.reason(), e.getMessage());
            assertTrue(e.getMessage().contains("limits.media."), e.getMessage());
        }
    }

    @Test
    void gifOfTenThousandFramesIsRefusedAtOnce() throws Exception {
        byte[] gif = gif(100, 100, 10_000);
        long begin = System.nanoTime();
        ImageHeader header = ImageHeader.read(gif);
        assertEquals(10_000, header.frames());
        assertThrows(ExtractionException.class, () -> header.check(MediaLimits.DEFAULT, gif.length));
        assertTrue(System.nanoTime() - begin < 100_000_000);
    }

    static byte[] encoded(int width, int height, int type, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, 0xFF000000 | ((i * 2_654_435) & 0xF0F0F0));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out), format);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] withExif(byte[] jpeg, byte[] exif) {
        int length = exif.length + 8;
        return concat(
                Arrays.copyOf(jpeg, 2),
                new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) (length >> 8), (byte) length, 'E', 'x', 'i', 'f', 0, 0},
                exif,
                Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** A TIFF structure with an orientation and, where wanted, a latitude. */
    private static byte[] exif(ByteOrder order, int orientation, boolean location) {
        ByteBuffer b = ByteBuffer.allocate(80).order(order);
        b.put(order == ByteOrder.LITTLE_ENDIAN ? new byte[] {'I', 'I'} : new byte[] {'M', 'M'});
        b.putShort((short) 42).putInt(8);
        b.putShort((short) (location ? 2 : 1));
        b.putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        if (location) {
            b.putShort((short) 0x8825).putShort((short) 4).putInt(1).putInt(38);
        }
        b.putInt(0);
        if (location) {
            b.putShort((short) 1);
            b.putShort((short) 2).putShort((short) 5).putInt(3).putInt(56);
        }
        return b.array();
    }

    private static byte[] gif(int width, int height, int frames) throws IOException {
        byte[] still = encoded(width, height, BufferedImage.TYPE_BYTE_INDEXED, "gif");
        int begin = 13 + (3 << ((still[10] & 7) + 1));
        byte[] frame = Arrays.copyOfRange(still, begin, still.length - 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(still, 0, begin);
        for (int i = 0; i < frames; i++) {
            out.writeBytes(frame);
        }
        out.write(0x3B);
        return out.toByteArray();
    }

    private static byte[] webp(int width, int height, boolean alpha, int frames, byte[] frame) {
        byte[] size = {
            (byte) (width - 1), (byte) ((width - 1) >> 8), 0, (byte) (height - 1), (byte) ((height - 1) >> 8), 0
        };
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes(riff("VP8X", concat(new byte[] {(byte) (alpha ? 0x12 : 2), 0, 0, 0}, size)));
        for (int i = 0; i < frames; i++) {
            chunks.writeBytes(riff("ANMF", concat(new byte[6], size, new byte[4], frame)));
        }
        return riff("RIFF", concat("WEBP".getBytes(StandardCharsets.US_ASCII), chunks.toByteArray()));
    }

    private static byte[] riff(String type, byte[] content) {
        ByteBuffer b =
                ByteBuffer.allocate(8 + content.length + (content.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        b.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
        return b.array();
    }

    private static byte[] chunk(String type, byte[] content) {
        ByteBuffer b = ByteBuffer.allocate(12 + content.length);
        b.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 crc = new CRC32();
        crc.update(b.array(), 4, 4 + content.length);
        b.putInt((int) crc.getValue());
        return b.array();
    }

    /** As long as one of white pixels is when deflated; nothing here looks at its pixels. */
    private static byte[] hugePng(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(8, (byte) 1);
        return concat(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
                chunk("IHDR", header.array()),
                chunk("IDAT", new byte[437_000]),
                chunk("IEND", new byte[0]));
    }

    /** The boxes of an AVIF file turned by a quarter, around no picture. */
    private static byte[] avif(int width, int height) {
        byte[] ftyp = box("ftyp", "avif\0\0\0\0mif1".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer size = ByteBuffer.allocate(12).putInt(0).putInt(width).putInt(height);
        byte[] properties = box(
                "iprp",
                concat(
                        box(
                                "ipco",
                                concat(
                                        box("ispe", size.array()),
                                        box("av1C", new byte[] {(byte) 0x81, 0, 0, 0}),
                                        box("irot", new byte[] {1}))),
                        box("ipma", new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 3, 1, 2, 3})));
        byte[] info = box(
                "iinf",
                concat(
                        new byte[] {0, 0, 0, 0, 0, 1},
                        box(
                                "infe",
                                concat(
                                        new byte[] {2, 0, 0, 0, 0, 1, 0, 0},
                                        "av01\0".getBytes(StandardCharsets.US_ASCII)))));
        byte[] places =
                box("iloc", new byte[] {1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4});
        byte[] meta = box(
                "meta",
                concat(
                        new byte[4],
                        box("pitm", new byte[] {0, 0, 0, 0, 0, 1}),
                        info,
                        places,
                        properties,
                        box("idat", new byte[4])));
        return concat(ftyp, meta);
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }
}
