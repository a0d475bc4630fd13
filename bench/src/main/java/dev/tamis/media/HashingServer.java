package dev.tamis.media;

import dev.tamis.filters.child.ChildServer;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pdq;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A child process that does what img2dataset and pdqhash do, and none of the rest that is measured on an image. */
final class HashingServer {
    private HashingServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);
        Resampler resampler = new Resampler();
        Pdq pdq = new Pdq();
        ChildServer.<ImageFrames.Request>serve(
                ImageFrames::readRequest,
                () -> request -> {
                    ImageHeader header = ImageHeader.read(request.bytes());
                    Pixels pixels = decoder.decode(header, request.bytes());
                    List<Pixels> views = new ArrayList<>();
                    for (ImageView view : request.views()) {
                        views.add(resampler.view(pixels, view));
                    }
                    int quality = pdq.hash(pixels);
                    ImageFacts facts = new ImageFacts(
                            header.format(),
                            header.mime(),
                            header.width(),
                            header.height(),
                            header.frames(),
                            header.alpha(),
                            header.orientation(),
                            header.location(),
                            new byte[32],
                            pdq.bytes(),
                            quality,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0);
                    return out -> ImageFrames.writeLook(out, new ImageLook(facts, views));
                },
                Reason.IMAGE_CORRUPT);
    }
}
