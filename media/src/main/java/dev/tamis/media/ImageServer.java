package dev.tamis.media;

import dev.tamis.filters.child.ChildServer;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.image.ImageMeasure;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The child process that decodes images and draws pages. */
final class ImageServer {
    private final MediaLimits limits;
    private final ImageDecoder decoder;
    private final ImageMeasure measure = new ImageMeasure();
    private final Resampler resampler = new Resampler();

    private ImageServer(MediaLimits limits) {
        this.limits = limits;
        this.decoder = new ImageDecoder(limits);
    }

    /** Starts the child, whose {@code java.io.tmpdir} is its own. The arguments are the limits in their order. */
    public static void main(String[] args) throws IOException, InterruptedException {
        MediaLimits limits = limits(args);
        ChildServer.<ImageFrames.Request>serve(
                ImageFrames::readRequest, () -> new ImageServer(limits)::answer, Reason.IMAGE_CORRUPT);
    }

    static List<String> arguments(MediaLimits limits) {
        return List.of(
                Long.toString(limits.bytes()),
                Long.toString(limits.pixels()),
                Integer.toString(limits.side()),
                Integer.toString(limits.frames()),
                Integer.toString(limits.expansion()),
                Integer.toString(limits.millis()),
                Integer.toString(limits.heapMiB()),
                Integer.toString(limits.nativeMiB()),
                Integer.toString(limits.pdfPages()),
                Integer.toString(limits.pdfDpi()),
                Integer.toString(limits.pdfMillis()));
    }

    private static MediaLimits limits(String[] args) {
        return new MediaLimits(
                Long.parseLong(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Integer.parseInt(args[6]),
                Integer.parseInt(args[7]),
                Integer.parseInt(args[8]),
                Integer.parseInt(args[9]),
                Integer.parseInt(args[10]));
    }

    private ChildServer.Answer answer(ImageFrames.Request request) throws ExtractionException {
        if (request.pdf()) {
            return new PdfDrawing(limits).draw(request.bytes());
        }
        ImageHeader header = ImageHeader.read(request.bytes());
        Pixels pixels = decoder.decode(header, request.bytes());
        List<Pixels> views = new ArrayList<>();
        for (ImageView view : request.views()) {
            views.add(resampler.view(pixels, view));
        }
        ImageLook look = new ImageLook(request.measure() ? measure(header, pixels) : null, views);
        return out -> ImageFrames.writeLook(out, look);
    }

    private ImageFacts measure(ImageHeader header, Pixels pixels) {
        return measure.of(
                header.format(),
                header.mime(),
                header.frames(),
                header.alpha(),
                header.orientation(),
                header.location(),
                pixels);
    }
}
