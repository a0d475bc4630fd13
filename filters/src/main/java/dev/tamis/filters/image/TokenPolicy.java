package dev.tamis.filters.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How many tokens an image takes up in a training sequence. A policy is a rule under a name that never changes its meaning:
 * another rule gets another name, so that budgets of different runs can be compared. All count from the stored facts of an
 * image, so a budget can be made again, by another policy too, without its bytes.
 *
 * <p>A policy describes what a model's own preparation makes of an image; it is no preparation itself. An animation counts
 * as its first frame, the one that is decoded and measured.
 */
public enum TokenPolicy {
    /**
     * Gemini 1.x and 2.0: 258 tokens where both sides have at most 384 pixels; larger images are cut into tiles of 768 x 768
     * at 258 tokens each. The documentation of the Gemini API (Understand and count tokens, Images) gives the figures, but
     * not how an image is scaled and cropped before; so this is {@code 258 * ceil(width / 768) * ceil(height / 768)}, the
     * tiles that cover the image as it stands, an upper estimate. 768 x 768: 258; 769 x 768: 516; 4,000 x 3,000: 24 tiles,
     * 6,192.
     */
    GEMINI_1_X_258("gemini-1.x-258") {
        @Override
        long still(int width, int height) {
            return width <= 384 && height <= 384 ? 258 : 258L * parts(width, 768) * parts(height, 768);
        }
    },
    /** Gemini 2.5 with {@code media_resolution} low: 64 tokens an image (the API's definition of MediaResolution). */
    GEMINI_2_5_LOW("gemini-2.5-low") {
        @Override
        long still(int width, int height) {
            return 64;
        }
    },
    /**
     * Gemini 2.5 with {@code media_resolution} medium: 256 tokens an image (the API's definition of MediaResolution). High
     * is 256 with further views of the image that the API chooses itself, which cannot be computed from its size; there is
     * no policy for it.
     */
    GEMINI_2_5_MEDIUM("gemini-2.5-medium") {
        @Override
        long still(int width, int height) {
            return 256;
        }
    },
    /**
     * A vision transformer on the image at its own size: a token for each patch of 16 x 16 pixels, those at the right and
     * lower edge filled up: {@code ceil(width / 16) * ceil(height / 16)}. 224 x 224: 196; 384 x 384: 576 (Dosovitskiy et al.
     * 2021, An Image is Worth 16x16 Words, arXiv 2010.11929).
     */
    PATCH16("patch16") {
        @Override
        long still(int width, int height) {
            return parts(width, 16) * parts(height, 16);
        }
    },
    /** The same with patches of 14 x 14 pixels: {@code ceil(width / 14) * ceil(height / 14)}. 224 x 224: 256. */
    PATCH14("patch14") {
        @Override
        long still(int width, int height) {
            return parts(width, 14) * parts(height, 14);
        }
    },
    /**
     * Every image at 256 x 256 pixels in patches of 16, or at 224 x 224 in patches of 14: 16 x 16 = 256 tokens, as SigLIP
     * models of these sizes (Zhai et al. 2023, Sigmoid Loss for Language Image Pre-Training, arXiv 2303.15343).
     */
    SIGLIP256("siglip256") {
        @Override
        long still(int width, int height) {
            return 256;
        }
    },
    /** Every image at 384 x 384 pixels in patches of 14, what is over left out: 27 x 27 = 729 tokens, as SigLIP so400m/14. */
    SIGLIP729("siglip729") {
        @Override
        long still(int width, int height) {
            return 729;
        }
    };

    /** The policy of a recipe that names none. */
    public static final TokenPolicy DEFAULT = GEMINI_1_X_258;

    private final String id;

    TokenPolicy(String id) {
        this.id = id;
    }

    /** The name in recipes, manifests and reports. */
    public String id() {
        return id;
    }

    /** The names of all policies, in their order. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(TokenPolicy::id).toList();
    }

    /** The policy of a name; empty where there is none. */
    public static Optional<TokenPolicy> of(String id) {
        return Arrays.stream(values()).filter(policy -> policy.id.equals(id)).findFirst();
    }

    /**
     * The tokens of an image.
     *
     * @param width in pixels, upright, at least 1
     * @param height in pixels, upright, at least 1
     * @param frames 1 for a still, more for an animation, of which only the first counts
     * @return at least 1
     * @throws IllegalArgumentException if a figure is out of range
     */
    public long tokens(int width, int height, int frames) {
        if (width < 1 || height < 1 || frames < 1) {
            throw new IllegalArgumentException("Invalid image of " + width + " x " + height + " pixels and " + frames
                    + " frames (must be at least 1)");
        }
        return still(width, height);
    }

    /** The tokens of an image whose sides are in range. */
    abstract long still(int width, int height);

    private static long parts(int side, int part) {
        return ((long) side + part - 1) / part;
    }
}
