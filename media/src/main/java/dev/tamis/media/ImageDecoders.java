package dev.tamis.media;

import dev.tamis.filters.child.ChildException;
import dev.tamis.filters.child.ChildProcess;
import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;

/**
 * Child processes that decode images; they are started when first needed, and used again. Threads share it: there are as
 * many children as threads that ask at the same time.
 *
 * <p>Decoders are native code that strangers' bytes can crash, hang or fill with memory. In a child that costs one image:
 * a child that hangs is ended at the deadline; an image whose child ended is tried once more in a fresh one, since the
 * first may have been ended from outside or have been weak with age, and is given up after that.
 */
public final class ImageDecoders {
    /** Images after which a child is replaced, so that what libraries leak and cache stays small. */
    private static final int IMAGES_PER_CHILD = 20_000;

    /** Address space that a JVM takes besides its heap: code, classes, libraries, stacks. */
    private static final int JVM_MIB = 1024;

    private static final Map<MediaLimits, ImageDecoders> SHARED = new ConcurrentHashMap<>();

    private final MediaLimits limits;
    private final ChildProcess.Settings settings;
    private final ConcurrentLinkedDeque<ChildProcess> idle = new ConcurrentLinkedDeque<>();

    private ImageDecoders(MediaLimits limits) {
        this(limits, ImageServer.class);
    }

    /** For tests, which put a server of their own in the child. */
    ImageDecoders(MediaLimits limits, Class<?> main) {
        this.limits = Objects.requireNonNull(limits, "limits");
        int heap = limits.heapMiB();
        this.settings = new ChildProcess.Settings(
                "images",
                main,
                List.of(ImageDecoders.class, ImageHeader.class, avcodec.class, Loader.class, PDDocument.class),
                heap,
                "limits.media.heap_mib",
                Math.addExact(Math.addExact(heap, limits.nativeMiB()), JVM_MIB),
                List.of(
                        // One large picture must fit in the old generation, with little beside it.
                        "-XX:MaxNewSize=" + Math.max(1, heap / 8) + "m",
                        // A crash would be described on standard output, into the protocol.
                        "-XX:+SuppressFatalErrorMessage",
                        "-XX:CompressedClassSpaceSize=64m",
                        "-XX:ReservedCodeCacheSize=96m",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=" + (heap + limits.nativeMiB() + JVM_MIB) + "m",
                        "-Dorg.bytedeco.javacpp.cachedir=" + natives()),
                ImageServer.arguments(limits));
    }

    /** Where native libraries are unpacked once for all children, and for later runs. */
    private static Path natives() {
        Path home = Path.of(System.getProperty("user.home", "."));
        return Files.isWritable(home)
                ? home.resolve(".javacpp").resolve("cache")
                : Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "tamis-natives-" + ProcessHandle.current().pid());
    }

    /** The decoders of this JVM for the given limits. */
    public static ImageDecoders shared(MediaLimits limits) {
        return SHARED.computeIfAbsent(limits, ImageDecoders::new);
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
        ImageHeader.checkBytes(limits, image.length);
        ImageHeader.read(image).check(limits, image.length);
        ImageFrames.Request request = new ImageFrames.Request(false, measure, views, image);
        try {
            return ask(take(), request);
        } catch (ChildException first) {
            if (!first.isLate()) {
                try {
                    return ask(start(), request);
                } catch (ChildException second) {
                    throw failure(second, image.length);
                }
            }
            throw failure(first, image.length);
        }
    }

    /**
     * Draws the pages of a PDF, one after another.
     *
     * @param pdf its bytes as stored
     */
    public PdfPages pages(byte[] pdf) {
        return new PdfPages(this, pdf);
    }

    private ImageLook ask(ChildProcess child, ImageFrames.Request request) throws ChildException, ExtractionException {
        try {
            return child.ask(limits.millis(), (requests, replies) -> {
                ImageFrames.writeRequest(requests, request);
                return ImageFrames.readLook(replies, request.views());
            });
        } finally {
            give(child);
        }
    }

    private ExtractionException failure(ChildException e, int bytes) {
        return e.isLate()
                ? new ExtractionException(
                        Reason.IMAGE_TIMEOUT,
                        "an image of " + bytes + " bytes was not decoded within " + limits.millis()
                                + " ms (limits.media.millis)",
                        e)
                : new ExtractionException(
                        Reason.IMAGE_CRASH,
                        "the process that decoded an image of " + bytes + " bytes " + e.getMessage() + ", twice",
                        e);
    }

    /** A child that nobody else uses; {@link #give} takes it back. */
    ChildProcess take() throws ExtractionException {
        for (ChildProcess child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
            if (child.isAlive()) {
                return child;
            }
            child.destroy();
        }
        return start();
    }

    private ChildProcess start() throws ExtractionException {
        try {
            return ChildProcess.start(settings);
        } catch (ChildException e) {
            throw new ExtractionException(Reason.IMAGE_CRASH, e.getMessage(), e);
        }
    }

    void give(ChildProcess child) {
        if (!child.isAlive() || child.answered() >= IMAGES_PER_CHILD) {
            child.destroy();
        } else {
            idle.addFirst(child);
        }
    }

    /** Ends the children that nobody uses. Later images start others. */
    void endIdle() {
        for (ChildProcess child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
            child.destroy();
        }
    }

    /** For tests: process ids of the children that nobody uses. */
    List<Long> idlePids() {
        return idle.stream().map(ChildProcess::pid).toList();
    }
}
