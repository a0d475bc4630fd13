package dev.tamis.media;

import dev.tamis.filters.child.Wire;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames between parent and child, made of what {@link Wire} has.
 *
 * <pre>
 * request  IMAGE bool(measure) int(n) n * (int(width) int(height) string(fit) string(filter)) bytes(image)
 *       |  PDF bytes(pdf)
 * reply    LOOK bool(measured) facts? int(n) n * (int(width) int(height) bytes(rgb))      to an image
 *       |  (PAGE int(number) bytes(png) | REFUSED int(number) string(reason) string(message))* END int(pages)   to a PDF
 *       |  a failure
 * </pre>
 */
final class ImageFrames {
    private static final int IMAGE = 0x54414D49;
    private static final int PDF = 0x54414D50;
    private static final int LOOK = 0x54414D4C;
    private static final int PAGE = 0x54414D47;
    private static final int REFUSED = 0x54414D58;
    private static final int END = 0x54414D45;

    private static final int HASH_BYTES = 32;
    private static final int VIEWS = 1000;

    private ImageFrames() {}

    /**
     * What the child is asked for.
     *
     * @param pdf whether the bytes are those of a PDF, whose pages are wanted, rather than of an image
     * @param measure whether facts are wanted
     */
    record Request(boolean pdf, boolean measure, List<ImageView> views, byte[] bytes) {
        Request {
            views = List.copyOf(views);
        }
    }

    static void writeRequest(DataOutputStream out, Request request) throws IOException {
        if (request.pdf) {
            out.writeInt(PDF);
        } else {
            out.writeInt(IMAGE);
            out.writeBoolean(request.measure);
            out.writeInt(request.views.size());
            for (ImageView view : request.views) {
                out.writeInt(view.width());
                out.writeInt(view.height());
                Wire.writeString(out, view.fit().name());
                Wire.writeString(out, view.filter().name());
            }
        }
        Wire.writeBytes(out, request.bytes);
        out.flush();
    }

    /** The next request, or null at the end of the stream. The child trusts its parent's lengths. */
    static Request readRequest(DataInputStream in) throws IOException {
        int frame;
        try {
            frame = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        boolean measure = false;
        List<ImageView> views = List.of();
        if (frame != PDF) {
            Wire.expect(frame, IMAGE);
            measure = in.readBoolean();
            int count = in.readInt();
            views = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                views.add(new ImageView(
                        in.readInt(),
                        in.readInt(),
                        ImageView.Fit.valueOf(Wire.readString(in)),
                        ImageView.Filter.valueOf(Wire.readString(in))));
            }
        }
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new Request(frame == PDF, measure, views, bytes);
    }

    static void writeLook(DataOutputStream out, ImageLook look) throws IOException {
        out.writeInt(LOOK);
        ImageFacts facts = look.facts();
        out.writeBoolean(facts != null);
        if (facts != null) {
            Wire.writeString(out, facts.format());
            Wire.writeString(out, facts.mime());
            out.writeInt(facts.width());
            out.writeInt(facts.height());
            out.writeInt(facts.frames());
            out.writeBoolean(facts.alpha());
            out.writeInt(facts.orientation());
            out.writeBoolean(facts.location());
            Wire.writeBytes(out, facts.pixelHash());
            Wire.writeBytes(out, facts.pdq());
            out.writeInt(facts.pdqQuality());
            out.writeDouble(facts.entropy());
            out.writeDouble(facts.blur());
            out.writeDouble(facts.sharpness());
            out.writeDouble(facts.brightness());
            out.writeDouble(facts.contrast());
            out.writeDouble(facts.solid());
            out.writeDouble(facts.qrArea());
        }
        out.writeInt(look.views().size());
        for (Pixels view : look.views()) {
            out.writeInt(view.width());
            out.writeInt(view.height());
            int length = 3 * view.width() * view.height();
            out.writeInt(length);
            out.write(view.rgb(), 0, length);
        }
    }

    /** @param asked the views that were asked for, which bound those that come */
    static ImageLook readLook(DataInputStream in, List<ImageView> asked) throws IOException, ExtractionException {
        Wire.expect(Wire.readAnswer(in), LOOK);
        ImageFacts facts = null;
        if (in.readBoolean()) {
            facts = new ImageFacts(
                    Wire.readString(in),
                    Wire.readString(in),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readBoolean(),
                    in.readInt(),
                    in.readBoolean(),
                    hash(in),
                    hash(in),
                    in.readInt(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble());
        }
        int count = in.readInt();
        if (count != asked.size() || count > VIEWS) {
            throw new StreamCorruptedException(count + " views instead of " + asked.size());
        }
        List<Pixels> views = new ArrayList<>(count);
        for (ImageView view : asked) {
            int width = in.readInt();
            int height = in.readInt();
            if (width < 1 || height < 1 || width > view.width() || height > view.height()) {
                throw new StreamCorruptedException("a view of " + width + " x " + height);
            }
            byte[] rgb = Wire.readBytes(in, Math.toIntExact(3L * width * height));
            if (rgb.length != 3 * width * height) {
                throw new StreamCorruptedException("a view of " + rgb.length + " bytes");
            }
            views.add(new Pixels(width, height, rgb));
        }
        return new ImageLook(facts, views);
    }

    private static byte[] hash(DataInputStream in) throws IOException {
        byte[] hash = Wire.readBytes(in, HASH_BYTES);
        if (hash.length != HASH_BYTES) {
            throw new StreamCorruptedException("a hash of " + hash.length + " bytes");
        }
        return hash;
    }

    static void writePage(DataOutputStream out, int number, byte[] png) throws IOException {
        out.writeInt(PAGE);
        out.writeInt(number);
        Wire.writeBytes(out, png);
        out.flush();
    }

    static void writeRefused(DataOutputStream out, int number, Reason reason, String message) throws IOException {
        out.writeInt(REFUSED);
        out.writeInt(number);
        Wire.writeString(out, reason.name());
        Wire.writeString(out, message);
        out.flush();
    }

    static void writeEnd(DataOutputStream out, int pages) throws IOException {
        out.writeInt(END);
        out.writeInt(pages);
        out.flush();
    }

    /**
     * The next page, or after the last one a page without bytes and reason whose number is that of all pages of the PDF.
     *
     * @param bytes most bytes of a page
     */
    static PdfPage readPage(DataInputStream in, int bytes) throws IOException, ExtractionException {
        int frame = Wire.readAnswer(in);
        int number = in.readInt();
        if (frame == END) {
            return new PdfPage(number, null, null, null);
        }
        if (frame == REFUSED) {
            String name = Wire.readString(in);
            String message = Wire.readString(in);
            for (Reason reason : Reason.values()) {
                if (reason.name().equals(name)) {
                    return new PdfPage(number, null, reason, message);
                }
            }
            throw new StreamCorruptedException("unknown reason of a page");
        }
        Wire.expect(frame, PAGE);
        return new PdfPage(number, Wire.readBytes(in, bytes), null, null);
    }
}
