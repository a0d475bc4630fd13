package dev.tamis.filters.signal;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.record.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Signals of images and of their captions. Those of images are null for what was not decoded. A new one takes one entry
 * here.
 */
public final class ImageSignals implements SignalSet {
    /** An image for examples: twice as wide as high, with two frames. */
    private static final ImageFacts WIDE = new ImageFacts(
            "gif",
            "image/gif",
            640,
            320,
            2,
            true,
            6,
            true,
            new byte[32],
            new byte[32],
            71,
            6.5,
            120.25,
            180.5,
            0.5,
            0.25,
            0.125,
            0.0625);

    private static final List<Signal> SIGNALS = List.of(
            text(
                    "image_format",
                    "Format of the bytes, whatever they are called: jpeg, png, gif, webp, tiff, bmp, avif, ...",
                    ImageFacts::format,
                    "gif"),
            count("image_width", "Width in pixels, upright by EXIF.", ImageFacts::width, 640),
            count("image_height", "Height in pixels, upright by EXIF.", ImageFacts::height, 320),
            count("image_min_side", "The shorter side in pixels, as DataComp asks for it.", ImageSignals::minSide, 320),
            number(
                    "image_aspect",
                    "The longer side / the shorter one, as DataComp and OBELICS have it: 1 for a square.",
                    f -> (double) Math.max(f.width(), f.height()) / minSide(f),
                    2.0),
            number(
                    "image_width_to_height",
                    "Width / height, as Data-Juicer and NeMo Curator have it.",
                    f -> (double) f.width() / f.height(),
                    2.0),
            number(
                    "image_megapixels",
                    "Width x height / 1,000,000.",
                    f -> (double) f.width() * f.height() / 1e6,
                    0.2048),
            flag("image_alpha", "Whether pixels may be transparent.", ImageFacts::alpha, true),
            count("image_frames", "Frames of an animation; 1 for a still.", ImageFacts::frames, 2),
            flag("image_animated", "Whether there is more than one frame.", f -> f.frames() > 1, true),
            count(
                    "image_orientation",
                    "Orientation by EXIF, 1 to 8; 1 where it says none.",
                    ImageFacts::orientation,
                    6),
            flag("image_location", "Whether its metadata says where it was taken.", ImageFacts::location, true),
            number(
                    "image_entropy",
                    "Entropy of the histogram of grey (8 bits, as OpenCV's RGB2GRAY), in bits.",
                    ImageFacts::entropy,
                    6.5),
            number(
                    "image_blur",
                    "Variance of the Laplacian of grey at full size, as cv2.Laplacian(grey, CV_64F).var(): small for blurred images.",
                    ImageFacts::blur,
                    120.25),
            number(
                    "image_sharpness",
                    "The same over red, green and blue together: what NeMo Curator calls sharpness.",
                    ImageFacts::sharpness,
                    180.5),
            number("image_brightness", "Mean of grey, 0 to 1.", ImageFacts::brightness, 0.5),
            number("image_contrast", "Standard deviation of grey, 0 to 0.5.", ImageFacts::contrast, 0.25),
            number(
                    "image_solid_fraction",
                    "Pixels near the most frequent colour / pixels: of colours in cubes of 8 levels a channel, those in the fullest cube and the 26 around it. Our own definition.",
                    ImageFacts::solid,
                    0.125),
            count(
                    "image_pdq_quality",
                    "Quality of the perceptual hash PDQ, 0 to 100; upstream discards 49 and less.",
                    ImageFacts::pdqQuality,
                    71),
            number(
                    "image_qr_fraction",
                    "Area of the QR codes that can be read / area of the image, after NeMo Curator.",
                    ImageFacts::qrArea,
                    0.0625),
            caption(Measured.count(
                    "caption_words",
                    "Words of the caption: longest runs without Unicode White_Space.",
                    s -> s.view().words(),
                    Example.of("", 0).as(Kind.IMAGE),
                    Example.of(" a red\u00a0bus ", 3).as(Kind.IMAGE))),
            caption(Measured.count(
                    "caption_chars",
                    "Code points of the caption; 0 without one.",
                    s -> s.view().codePoints(),
                    Example.of("", 0).as(Kind.IMAGE),
                    Example.of("na\u00efve", 5).as(Kind.IMAGE))),
            caption(Measured.flag(
                    "caption_file_name",
                    "Whether the caption is only what a file is called: a name with an image's extension, IMG_1234, Screenshot 2021-03-04, a URL, a long number (WCAG's failure F30; definition of our own); null without a caption.",
                    ImageSignals::fileName,
                    Example.undefined(" ").as(Kind.IMAGE),
                    isName("IMG_1234.jpg"),
                    isName("dsc0001"),
                    isName("Screenshot 2021-03-04 at 10.11.12.png"),
                    isName("IMG-20190312-WA0007"),
                    isName("https://example.org/a/b?c=d"),
                    isName("5f2b9c0a1d3e4f567890abcd"),
                    isName("red-bus-in-london.webp"),
                    noName("a red bus in London"),
                    noName("Image of 3 buses"),
                    noName("1984"),
                    noName("The file is called bus.jpg"),
                    noName("Photo"))));

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }

    private static long minSide(ImageFacts facts) {
        return Math.min(facts.width(), facts.height());
    }

    private static void fileName(Subject subject, Signal.Value out) {
        if (subject.view().words() > 0) {
            out.set(FileNameCaption.matches(
                    subject.view().utf8(), subject.view().length()));
        }
    }

    private static Example isName(String caption) {
        return Example.of(caption, true).as(Kind.IMAGE);
    }

    private static Example noName(String caption) {
        return Example.of(caption, false).as(Kind.IMAGE);
    }

    private static Signal caption(Measured signal) {
        return signal.of(Kind.IMAGE);
    }

    private static Signal count(String name, String doc, ToLongFunction<ImageFacts> value, long expected) {
        return image(
                name,
                SignalType.LONG,
                doc,
                (facts, out) -> out.set(value.applyAsLong(facts)),
                Example.of("", expected));
    }

    private static Signal number(String name, String doc, ToDoubleFunction<ImageFacts> value, double expected) {
        return image(
                name,
                SignalType.DOUBLE,
                doc,
                (facts, out) -> out.set(value.applyAsDouble(facts)),
                Example.of("", expected));
    }

    private static Signal flag(String name, String doc, Predicate<ImageFacts> value, boolean expected) {
        return image(name, SignalType.FLAG, doc, (facts, out) -> out.set(value.test(facts)), Example.of("", expected));
    }

    private static Signal text(String name, String doc, Function<ImageFacts, String> value, String expected) {
        return image(
                name, SignalType.STRING, doc, (facts, out) -> out.set(value.apply(facts)), Example.of("", expected));
    }

    /** Gives what was measured on an image. */
    @FunctionalInterface
    private interface OfFacts {
        void give(ImageFacts facts, Signal.Value out);
    }

    private static Signal image(String name, SignalType type, String doc, OfFacts value, Example example) {
        return new Measured(
                name,
                type,
                doc,
                Set.of(Kind.IMAGE),
                (subject, out) -> {
                    if (subject.image() != null) {
                        value.give(subject.image(), out);
                    }
                },
                List.of(Example.undefined("").as(Kind.IMAGE), example.of(WIDE)));
    }
}
