package dev.tamis.pipeline.media;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.hashlist.HashLists;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMagic;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.ingest.ImageName;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.Reason;
import dev.tamis.media.ImageDecoders;
import dev.tamis.media.PdfPages;
import dev.tamis.pipeline.run.Digests;
import java.util.List;
import java.util.Locale;

/** What an image's bytes give: its digest, and what was measured when it was decoded, once. Not for several threads. */
public final class ImageRecords {
    /** Counts by source and media type of images that were decoded. */
    public static final String FORMATS = "image_formats/";

    /** The same by source and {@link Image#side}. */
    public static final String SIDES = "image_sides/";

    private static final int[] STEPS = {200, 384, 768, 1536, 4096};

    private final HashLists lists;
    private final ImageDecoders decoders;

    /** @param lists of what must not be kept */
    public ImageRecords(Limits limits, HashLists lists) {
        this.lists = lists;
        this.decoders = ImageDecoders.shared(limits.media());
    }

    /** Whether there are lists that images are looked up in. */
    public boolean isListed() {
        return !lists.isEmpty();
    }

    /**
     * An image that can be decoded.
     *
     * @param sha256 hex digest of its bytes
     */
    public record Image(byte[] bytes, String sha256, ImageFacts facts) {
        /** In which step the pixels of the longer side are. Steps sort by size as text does. */
        public String side() {
            int side = Math.max(facts.width(), facts.height());
            int least = 1;
            for (int most : STEPS) {
                if (side <= most) {
                    return String.format(Locale.ROOT, "%5d to %5d", least, most);
                }
                least = most + 1;
            }
            return String.format(Locale.ROOT, "%5d and more", least);
        }

        /** The file name's ending that its format has, without a dot. */
        public String ending() {
            return switch (facts.format()) {
                case "jpeg" -> "jpg";
                case "tiff" -> "tif";
                default -> facts.format();
            };
        }
    }

    /**
     * Whether a record claims to be an image: its bytes begin like one, or its name ends like one.
     *
     * @param named whether names count; on the web they promise nothing
     */
    public static boolean isClaimed(RawRecord record, boolean named) {
        return ImageMagic.is(record.content())
                || (named && ImageName.is(record.origin().recordId()));
    }

    /**
     * Looks a file up in the lists, before anything of it is decoded.
     *
     * @throws ExtractionException with {@link Reason#MEDIA_LISTED} if it is on one
     */
    public void check(byte[] file) throws ExtractionException {
        HashLists.Match match = lists.ofBytes(file);
        if (match != null) {
            throw new ExtractionException(
                    Reason.MEDIA_LISTED,
                    "its " + match.kind().id() + " " + match.hash() + " is on the list " + match.list());
        }
    }

    /**
     * Looks an image up in the lists, decodes and measures it, and looks up its perceptual hash.
     *
     * @throws ExtractionException with {@link Reason#MEDIA_LISTED} if it is on a list, with a reason {@code image.*} if it is
     *     not decoded
     */
    public Image read(byte[] bytes) throws ExtractionException {
        check(bytes);
        ImageFacts facts = decoders.look(bytes, true, List.of()).facts();
        HashLists.Match match = lists.ofPdq(facts.pdq(), facts.pdqQuality());
        if (match != null) {
            throw new ExtractionException(
                    Reason.MEDIA_LISTED, "its pdq " + match.hash() + " is near one of the list " + match.list());
        }
        return new Image(bytes, Digests.sha256(bytes), facts);
    }

    /** Small pictures of an image that {@link #read} has read, each as one of the views. */
    public List<Pixels> look(byte[] image, List<ImageView> views) throws ExtractionException {
        return decoders.look(image, false, views).views();
    }

    /** The pages of a PDF, drawn one after another. */
    public PdfPages pages(byte[] pdf) {
        return decoders.pages(pdf);
    }

    /** A caption as it stands in documents: stripped, and without the character that stands for media; null gives none. */
    public static String caption(String given) {
        if (given == null) {
            return "";
        }
        return MediaMarks.without(given).strip();
    }

    /** A caption as cleaners leave it, stripped again. */
    public static Cleaned cleaned(Cleaning cleaning, String caption) {
        Cleaned cleaned = cleaning.clean(caption);
        String text = cleaned.text().strip();
        return text.equals(cleaned.text()) ? cleaned : new Cleaned(cleaned.before(), text, cleaned.steps());
    }

    /** The text of an image's document: its place, and below it the caption where there is one. */
    public static String text(String caption) {
        return caption.isEmpty() ? String.valueOf(MediaMarks.MARK) : MediaMarks.MARK + "\n" + caption;
    }
}
