package dev.tamis.media;

import dev.tamis.filters.image.HeifFile;
import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.util.Arrays;

/**
 * Images to upright pixels on white; of an animation the first frame. One thread; pixels are valid until the next image.
 */
final class ImageDecoder {
    /** A buffer above this is not kept for the next image. */
    private static final int KEPT_BYTES = 64 << 20;

    private final MediaLimits limits;
    private final FrameDecoder decoder;
    private final FramePixels frame = new FramePixels();
    private byte[] rgb = new byte[0];
    private byte[] row = new byte[0];

    ImageDecoder(MediaLimits limits) {
        this.limits = limits;
        this.decoder = new FrameDecoder(limits);
    }

    /**
     * Decodes an image.
     *
     * @param header as read from the same bytes
     * @throws ExtractionException with a reason {@code image.*}
     */
    Pixels decode(ImageHeader header, byte[] image) throws ExtractionException {
        // Again here, so that no mistake of a caller makes a child allocate beyond its limits.
        header.check(limits, image.length);
        int length = Math.toIntExact(3L * header.width() * header.height());
        if (rgb.length < length || rgb.length > KEPT_BYTES) {
            rgb = new byte[0];
            rgb = new byte[length];
        }
        Canvas canvas = new Canvas(header);
        switch (header.format()) {
            case "jpeg" -> whole("mjpeg", header, image, canvas);
            case "png" -> {
                PngData.check(image);
                whole("png", header, image, canvas);
            }
            case "gif" -> {
                GifData.check(image);
                whole("gif", header, image, canvas);
            }
            case "tiff", "bmp", "psd" -> whole(header.format(), header, image, canvas);
            case "jp2" -> whole("jpeg2000", header, image, canvas);
            case "webp" -> webp(header, image, canvas);
            case "avif", "heic" -> heif(HeifFile.read(image), header, canvas);
            default -> throw new ExtractionException(Reason.IMAGE_FORMAT, "no decoder for " + header.format());
        }
        return new Pixels(header.width(), header.height(), rgb);
    }

    private void whole(String codec, ImageHeader header, byte[] image, Canvas canvas) throws ExtractionException {
        boolean full = !header.format().equals("webp");
        frame.take(decoder.decode(codec, header.format(), null, image), header.format(), full);
        if (frame.width() != header.storedWidth() || frame.height() != header.storedHeight()) {
            throw new ExtractionException(
                    Reason.IMAGE_CORRUPT,
                    "a " + header.format() + " image decodes to " + frame.width() + " x " + frame.height()
                            + ", but its header says " + header.storedWidth() + " x " + header.storedHeight());
        }
        canvas.draw(0, 0);
    }

    private void webp(ImageHeader header, byte[] image, Canvas canvas) throws ExtractionException {
        WebpFrame first = WebpFrame.first(image);
        if (first == null) {
            whole("webp", header, image, canvas);
            return;
        }
        frame.take(decoder.decode("webp", "webp", null, first.file()), "webp", false);
        canvas.clear();
        canvas.draw(first.left(), first.top());
    }

    private void heif(HeifFile file, ImageHeader header, Canvas canvas) throws ExtractionException {
        tiles(file, file.picture(), header, canvas, false);
        HeifFile.Picture alpha = file.alpha();
        if (alpha != null) {
            if (alpha.width() != header.storedWidth() || alpha.height() != header.storedHeight()) {
                throw new ExtractionException(
                        Reason.IMAGE_FORMAT,
                        "a " + header.format()
                                + " image has opacity of another size than its colours, which is not read");
            }
            tiles(file, alpha, header, canvas, true);
        }
    }

    private void tiles(HeifFile file, HeifFile.Picture picture, ImageHeader header, Canvas canvas, boolean alpha)
            throws ExtractionException {
        int rows = picture.tiles().size() / picture.columns();
        int tileWidth = 0;
        int tileHeight = 0;
        for (int i = 0; i < picture.tiles().size(); i++) {
            HeifFile.Coded coded = file.coded(picture.tiles().get(i));
            boolean av1 = coded.codec().equals("av01");
            frame.take(
                    decoder.decode(
                            av1 ? "libaom-av1" : "hevc",
                            header.format(),
                            av1 ? null : coded.config(),
                            av1 ? withHeader(coded) : coded.data()),
                    header.format(),
                    false);
            if (i == 0) {
                tileWidth = frame.width();
                tileHeight = frame.height();
                // Tiles cover the picture, and the last of a row or column may stand over.
                if ((long) tileWidth * picture.columns() < picture.width()
                        || (long) tileWidth * (picture.columns() - 1) >= picture.width()
                        || (long) tileHeight * rows < picture.height()
                        || (long) tileHeight * (rows - 1) >= picture.height()) {
                    throw new ExtractionException(
                            Reason.IMAGE_CORRUPT,
                            "a " + header.format() + " image decodes to tiles of " + tileWidth + " x " + tileHeight
                                    + " that do not make " + picture.width() + " x " + picture.height());
                }
            } else if (frame.width() != tileWidth || frame.height() != tileHeight) {
                throw new ExtractionException(
                        Reason.IMAGE_CORRUPT, "a " + header.format() + " image has tiles of several sizes");
            }
            int left = i % picture.columns() * tileWidth;
            int top = i / picture.columns() * tileHeight;
            if (alpha) {
                canvas.fade(left, top);
            } else {
                canvas.draw(left, top);
            }
        }
    }

    /** The sequence header may stand in the configuration alone, after its four bytes. */
    private static byte[] withHeader(HeifFile.Coded coded) {
        int units = coded.config().length - 4;
        if (units <= 0) {
            return coded.data();
        }
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(coded.config(), 4, 4 + units), units + coded.data().length);
        System.arraycopy(coded.data(), 0, joined, units, coded.data().length);
        return joined;
    }

    /** Where pixels of the stored picture stand in the upright one. */
    private final class Canvas {
        private final int width;
        private final int height;
        private final int length;
        private final int origin;
        private final int stepX;
        private final int stepY;

        Canvas(ImageHeader header) {
            width = header.storedWidth();
            height = header.storedHeight();
            length = 3 * header.width() * header.height();
            int line = 3 * header.width();
            int right = 3 * (header.width() - 1);
            int bottom = line * (header.height() - 1);
            switch (header.orientation()) {
                case 2 -> {
                    origin = right;
                    stepX = -3;
                    stepY = line;
                }
                case 3 -> {
                    origin = right + bottom;
                    stepX = -3;
                    stepY = -line;
                }
                case 4 -> {
                    origin = bottom;
                    stepX = 3;
                    stepY = -line;
                }
                case 5 -> {
                    origin = 0;
                    stepX = line;
                    stepY = 3;
                }
                case 6 -> {
                    origin = right;
                    stepX = line;
                    stepY = -3;
                }
                case 7 -> {
                    origin = right + bottom;
                    stepX = -line;
                    stepY = -3;
                }
                case 8 -> {
                    origin = bottom;
                    stepX = -line;
                    stepY = 3;
                }
                default -> {
                    origin = 0;
                    stepX = 3;
                    stepY = line;
                }
            }
        }

        void clear() {
            Arrays.fill(rgb, 0, length, (byte) 255);
        }

        /** Draws the frame with its upper left corner at the place; what stands over is left out. */
        void draw(int left, int top) {
            int w = Math.min(frame.width(), width - left);
            int h = Math.min(frame.height(), height - top);
            boolean straight = stepX == 3 && w == frame.width();
            if (!straight && row.length < 3 * frame.width()) {
                row = new byte[3 * frame.width()];
            }
            for (int y = 0; y < h; y++) {
                int at = origin + left * stepX + (top + y) * stepY;
                if (straight) {
                    frame.row(y, rgb, at);
                } else {
                    frame.row(y, row, 0);
                    for (int x = 0; x < w; x++, at += stepX) {
                        rgb[at] = row[3 * x];
                        rgb[at + 1] = row[3 * x + 1];
                        rgb[at + 2] = row[3 * x + 2];
                    }
                }
            }
        }

        /** Takes the frame for the opacity of what is drawn, and lays that on white. */
        void fade(int left, int top) {
            int w = Math.min(frame.width(), width - left);
            int h = Math.min(frame.height(), height - top);
            if (row.length < frame.width()) {
                row = new byte[frame.width()];
            }
            for (int y = 0; y < h; y++) {
                frame.firstRow(y, row);
                int at = origin + left * stepX + (top + y) * stepY;
                for (int x = 0; x < w; x++, at += stepX) {
                    for (int c = 0; c < 3; c++) {
                        rgb[at + c] = (byte) FramePixels.onWhite(rgb[at + c] & 0xFF, row[x] & 0xFF);
                    }
                }
            }
        }
    }
}
