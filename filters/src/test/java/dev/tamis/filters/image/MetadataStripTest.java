package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.MetadataStrip.Outcome;
import dev.tamis.filters.image.MetadataStrip.Stripped;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class MetadataStripTest {
    private static final String SECRET = "GPS-48.85N-2.35E";

    private static BufferedImage picture() {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, ((x * 6) << 16) | ((y * 8) << 8) | (x ^ y));
            }
        }
        return image;
    }

    private static byte[] encoded(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture(), format, out));
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] segment(int marker, byte[] content) {
        return join(
                new byte[] {(byte) 0xFF, (byte) marker, (byte) ((content.length + 2) >> 8), (byte) (content.length + 2)
                },
                content);
    }

    /** A TIFF structure with an orientation, and a secret behind it. */
    private static byte[] tiff(int orientation, boolean little) {
        ByteBuffer tiff = ByteBuffer.allocate(80).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.put(latin(little ? "II" : "MM")).putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x010F)
                .putShort((short) 2)
                .putInt(SECRET.length())
                .putInt(40);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        tiff.position(40).put(latin(SECRET));
        return tiff.array();
    }

    private static byte[] jpegWith(byte[]... segments) throws IOException {
        byte[] plain = encoded("jpg");
        int jfif = 4 + 16;
        return join(
                Arrays.copyOf(plain, jfif),
                join(segments),
                Arrays.copyOfRange(plain, jfif, plain.length),
                latin(SECRET));
    }

    private static void assertSamePixels(byte[] one, byte[] other) throws IOException {
        BufferedImage a = ImageIO.read(new ByteArrayInputStream(one));
        BufferedImage b = ImageIO.read(new ByteArrayInputStream(other));
        assertEquals(a.getWidth(), b.getWidth());
        int[] left = a.getRGB(0, 0, a.getWidth(), a.getHeight(), null, 0, a.getWidth());
        assertArrayEquals(left, b.getRGB(0, 0, b.getWidth(), b.getHeight(), null, 0, b.getWidth()));
    }

    private static void assertGone(Stripped stripped) {
        assertEquals(Outcome.STRIPPED, stripped.outcome());
        String left = new String(stripped.bytes(), StandardCharsets.ISO_8859_1);
        assertFalse(left.contains(SECRET), "the secret is still there");
        Stripped again = MetadataStrip.strip(stripped.bytes());
        assertEquals(Outcome.CLEAN, again.outcome());
        assertSame(stripped.bytes(), again.bytes());
    }

    @Test
    void aJpegLosesExifXmpIptcCommentsMakersAndWhatFollowsItsEnd() throws IOException {
        byte[] jpeg = jpegWith(
                segment(0xE1, join(latin("Exif\0\0"), tiff(1, true))),
                segment(0xE1, latin("http://ns.adobe.com/xap/1.0/\0" + SECRET)),
                segment(0xED, latin("Photoshop 3.0\0" + SECRET)),
                segment(0xE2, latin("MPF\0" + SECRET)),
                segment(0xE2, latin("ICC_PROFILE\0\1\1profile")),
                segment(0xEB, latin("JP" + SECRET)),
                segment(0xFE, latin(SECRET)));
        Stripped stripped = MetadataStrip.strip(jpeg);
        assertGone(stripped);
        assertSamePixels(encoded("jpg"), stripped.bytes());
        assertTrue(new String(stripped.bytes(), StandardCharsets.ISO_8859_1).contains("ICC_PROFILE"));
    }

    @Test
    void theThumbnailOfJfifGoesAndItsHeaderStays() throws IOException {
        byte[] plain = encoded("jpg");
        byte[] header = Arrays.copyOfRange(plain, 6, 18);
        byte[] jpeg = join(
                Arrays.copyOf(plain, 2),
                segment(0xE0, join(header, new byte[] {2, 3}, latin(SECRET + "18"))),
                segment(0xE0, latin("JFXX\0\23" + SECRET)),
                Arrays.copyOfRange(plain, 20, plain.length));
        Stripped stripped = MetadataStrip.strip(jpeg);
        assertGone(stripped);
        assertArrayEquals(MetadataStrip.strip(plain).bytes(), stripped.bytes());
    }

    @Test
    void anOrientationStaysAlone() throws IOException {
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] tiff = tiff(orientation, orientation % 2 == 0);
            byte[] jpeg = MetadataStrip.strip(jpegWith(segment(0xE1, join(latin("Exif\0\0"), tiff))))
                    .bytes();
            byte[] png = MetadataStrip.strip(pngWith(chunk("eXIf", tiff))).bytes();
            byte[] webp = MetadataStrip.strip(webp(0x0C, riff("EXIF", tiff), riff("XMP ", latin(SECRET))))
                    .bytes();
            byte[] left = orientation == 1
                    ? new byte[0]
                    : latin("MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0" + (char) orientation);
            for (byte[] bytes : new byte[][] {jpeg, png, webp}) {
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(SECRET));
                assertEquals(orientation > 1, text.contains("MM\0*"), "orientation " + orientation);
                assertTrue(text.contains(new String(left, StandardCharsets.ISO_8859_1)));
            }
            assertSamePixels(encoded("png"), png);
            assertSamePixels(encoded("jpg"), jpeg);
            assertEquals(orientation > 1 ? 0x08 : 0, webp[20] & 0x0C);
            assertEquals(
                    webp.length - 8,
                    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        }
    }

    private static byte[] chunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(latin(type));
        crc.update(data);
        return join(
                ByteBuffer.allocate(4).putInt(data.length).array(),
                latin(type),
                data,
                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] pngWith(byte[]... chunks) throws IOException {
        byte[] plain = encoded("png");
        int header = 8 + 25;
        return join(Arrays.copyOf(plain, header), join(chunks), Arrays.copyOfRange(plain, header, plain.length));
    }

    @Test
    void aPngLosesTextTimesAndChunksOfOthers() throws IOException {
        byte[] png = pngWith(
                chunk("gAMA", new byte[] {0, 0, (byte) 0xB1, (byte) 0x8F}),
                chunk("tEXt", latin("Author\0" + SECRET)),
                chunk("iTXt", latin("XML:com.adobe.xmp\0\0\0\0\0" + SECRET)),
                chunk("tIME", new byte[7]),
                chunk("caBX", latin(SECRET)));
        Stripped stripped = MetadataStrip.strip(join(png, latin(SECRET)));
        assertGone(stripped);
        assertArrayEquals(pngWith(chunk("gAMA", new byte[] {0, 0, (byte) 0xB1, (byte) 0x8F})), stripped.bytes());
        assertEquals(
                Outcome.KEPT,
                MetadataStrip.strip(pngWith(chunk("XXXX", new byte[3]))).outcome());
    }

    private static byte[] riff(String type, byte[] data) {
        return join(
                latin(type),
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(data.length)
                        .array(),
                data,
                new byte[data.length & 1]);
    }

    private static byte[] webp(int flags, byte[]... chunks) {
        byte[] body = join(
                latin("WEBP"),
                riff("VP8X", new byte[] {(byte) flags, 0, 0, 0, 9, 0, 0, 9, 0, 0}),
                riff("VP8L", new byte[] {0x2F, 1, 2, 3, 4}),
                join(chunks));
        return riff("RIFF", body);
    }

    @Test
    void aWebpLosesExifXmpAndUnknownChunks() {
        Stripped stripped = MetadataStrip.strip(
                webp(0x1C, riff("XMP ", latin(SECRET)), riff("EXIF", tiff(1, true)), riff("abcd", latin(SECRET))));
        assertGone(stripped);
        assertArrayEquals(webp(0x10), stripped.bytes());
    }

    @Test
    void aGifLosesCommentsAndXmpAndKeepsItsLoop() throws IOException {
        byte[] plain = encoded("gif");
        int start = 13 + ((plain[10] & 0x80) == 0 ? 0 : 3 << ((plain[10] & 7) + 1));
        byte[] loop = join(new byte[] {0x21, (byte) 0xFF, 11}, latin("NETSCAPE2.0"), new byte[] {3, 1, 0, 0, 0});
        byte[] gif = join(
                Arrays.copyOf(plain, start),
                loop,
                new byte[] {0x21, (byte) 0xFE, (byte) SECRET.length()},
                latin(SECRET),
                new byte[] {0},
                new byte[] {0x21, (byte) 0xFF, 11},
                latin("XMP DataXMP"),
                new byte[] {(byte) SECRET.length()},
                latin(SECRET),
                new byte[] {0},
                Arrays.copyOfRange(plain, start, plain.length),
                latin(SECRET));
        Stripped stripped = MetadataStrip.strip(gif);
        assertGone(stripped);
        assertArrayEquals(
                join(Arrays.copyOf(plain, start), loop, Arrays.copyOfRange(plain, start, plain.length)),
                stripped.bytes());
    }

    @Test
    void formatsThatAreNotKnownAndBrokenFilesStayAsTheyAre() throws IOException {
        byte[] jpeg = encoded("jpg");
        for (byte[] bytes : new byte[][] {
            new byte[0],
            encoded("bmp"),
            Arrays.copyOf(jpeg, jpeg.length / 2),
            Arrays.copyOf(encoded("png"), 60),
            {'G', 'I', 'F', '8'}
        }) {
            Stripped stripped = MetadataStrip.strip(bytes);
            assertEquals(Outcome.KEPT, stripped.outcome());
            assertSame(bytes, stripped.bytes());
        }
    }

    @Test
    void noMutationThrowsOrGrows() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        byte[][] seeds = {
            jpegWith(segment(0xE1, join(latin("Exif\0\0"), tiff(6, true))), segment(0xFE, latin(SECRET))),
            pngWith(chunk("eXIf", tiff(3, false)), chunk("tEXt", latin(SECRET))),
            webp(0x0C, riff("EXIF", tiff(8, true)), riff("XMP ", latin(SECRET))),
            encoded("gif")
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seeds[i % seeds.length].clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            Stripped stripped = MetadataStrip.strip(bytes);
            assertTrue(stripped.bytes().length <= bytes.length + 64);
        }
    }
}
