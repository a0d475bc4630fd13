package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Thousands of damaged images: each is decoded or has a reason, and what comes after them is as if they had not been. */
class MutatedImagesTest {
    private static final int IMAGES = 2_000;

    @Test
    void everyMutatedImageIsDecodedOrHasAReasonAndNothingIsLost() throws Exception {
        ImageDecoders decoders = ImageDecoders.shared(MediaLimits.DEFAULT);
        List<byte[]> images = new ArrayList<>();
        for (String format : new String[] {"jpeg", "png", "gif", "tiff", "bmp"}) {
            images.add(MadeImages.encoded(64, 48, format));
        }
        images.add(MadeImages.encoded(MadeImages.drawing(64, 48, BufferedImage.TYPE_BYTE_GRAY), "jpeg"));
        images.add(MadeImages.encoded(MadeImages.drawing(64, 48, BufferedImage.TYPE_INT_ARGB), "png"));
        images.add(MadeImages.encoded(MadeImages.drawing(64, 48, BufferedImage.TYPE_BYTE_INDEXED), "png"));
        for (String codec : new String[] {"libwebp", "jpeg2000"}) {
            byte[] encoded = EncodedFrames.encode(codec, MadeImages.drawing(64, 48, BufferedImage.TYPE_INT_RGB));
            if (encoded != null) {
                images.add(encoded);
            }
        }
        byte[] good = images.get(0);
        List<ImageView> views = List.of(new ImageView(16, 16, ImageView.Fit.COVER, ImageView.Filter.AREA));
        byte[] before = decoders.look(good, true, views).facts().pixelHash();
        SplittableRandom random = new SplittableRandom(20_261_127);
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        int decoded = 0;
        for (int i = 0; i < IMAGES; i++) {
            byte[] image = mutated(images.get(i % images.size()), random);
            try {
                ImageLook look = decoders.look(image, true, views);
                assertEquals(1, look.views().size());
                decoded++;
            } catch (ExtractionException e) {
                assertTrue(e.reason().id().startsWith("image."), e.getMessage());
                reasons.merge(e.reason(), 1, Integer::sum);
            }
            if (i % 100 == 0) {
                assertEquals(
                        Arrays.toString(before),
                        Arrays.toString(decoders.look(good, true, views).facts().pixelHash()));
            }
        }
        int refused = reasons.values().stream().mapToInt(Integer::intValue).sum();
        assertEquals(IMAGES, decoded + refused);
        assertNotEquals(0, decoded);
        assertTrue(refused > IMAGES / 4, decoded + " decoded, " + reasons);
    }

    private static byte[] mutated(byte[] image, SplittableRandom random) {
        byte[] mutated = image.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                // Bytes anywhere.
                for (int n = 1 + random.nextInt(8); n > 0; n--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
            }
            case 1 -> {
                // Bits near the beginning, where sizes are.
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    mutated[random.nextInt(Math.min(64, mutated.length))] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                // A part in another place.
                int length = 1 + random.nextInt(mutated.length / 4);
                System.arraycopy(
                        image,
                        random.nextInt(image.length - length),
                        mutated,
                        random.nextInt(image.length - length),
                        length);
            }
            default -> mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
        }
        return mutated;
    }
}
