package dev.tamis.filters.image;

import com.google.zxing.LuminanceSource;
import com.google.zxing.NotFoundException;
import com.google.zxing.ReaderException;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternFinder;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What share of an image QR codes cover. NeMo Curator asks it of OpenCV's detector on the full image, with the polygon of
 * each code it finds; here ZXing reads the image within 512 x 512 pixels and a code counts once it is decoded, so that
 * textures which only resemble one do not. Its area is that of the parallelogram of its three finder patterns, stretched
 * from their centres to the corners of the code. A dense code that is small in a large image is missed.
 *
 * <p>ZXing's own search for several codes compares all triples of what looks like a finder pattern, which a made-up image
 * can drive to hours. Here everything is counted: at most {@value #MOST_SEEN} patterns are looked for, {@value
 * #MOST_PATTERNS} compared, {@value #MOST_TRIES} triples tried. A QrCodes belongs to one thread.
 */
final class QrCodes {
    private static final int MOST_SEEN = 1000;
    private static final int MOST_PATTERNS = 48;
    private static final int MOST_TRIES = 64;
    /** Of a finder pattern: the smallest code is 21 modules wide, 14 from centre to centre. */
    private static final int FINDER = 7;
    /** How far the legs of a code may differ, and its diagonal from theirs: about 30 degrees of perspective. */
    private static final double SKEW = 0.25;

    private final FinderPatterns finders = new FinderPatterns();
    private final Decoder decoder = new Decoder();
    private byte[] bytes = new byte[0];

    /** Three finder patterns that stand like those of a code. */
    private record Triple(FinderPattern a, FinderPattern b, FinderPattern c, double error) {}

    /** The share of the image that codes cover, 0 to 1. */
    double area(Luma luma) {
        int width = luma.width();
        int height = luma.height();
        if (!finders.enough(luma.plane(), width, height)) {
            return 0;
        }
        round(luma.plane(), width * height);
        BitMatrix dark;
        try {
            dark = new HybridBinarizer(new Grey(bytes, width, height)).getBlackMatrix();
        } catch (NotFoundException e) {
            return 0; // of one colour
        }
        List<Triple> triples = triples(new Finder(dark).patterns());
        if (triples.isEmpty()) {
            return 0;
        }
        Reader reader = new Reader(dark);
        List<FinderPattern> used = new ArrayList<>();
        double area = 0;
        int tries = 0;
        for (Triple triple : triples) {
            if (used.contains(triple.a) || used.contains(triple.b) || used.contains(triple.c)) {
                continue;
            }
            if (tries++ == MOST_TRIES) {
                break;
            }
            double found = reader.area(triple, decoder);
            if (found > 0) {
                area += found;
                used.addAll(List.of(triple.a, triple.b, triple.c));
            }
        }
        return Math.min(1, area / ((double) width * height));
    }

    private void round(float[] plane, int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (int) (plane[i] + 0.5f);
        }
    }

    private static List<Triple> triples(List<FinderPattern> patterns) {
        List<Triple> triples = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            for (int j = i + 1; j < patterns.size(); j++) {
                if (!sameSize(patterns.get(i), patterns.get(j))) {
                    continue;
                }
                for (int k = j + 1; k < patterns.size(); k++) {
                    Triple triple = triple(patterns.get(i), patterns.get(j), patterns.get(k));
                    if (triple != null) {
                        triples.add(triple);
                    }
                }
            }
        }
        // Stable, so that equal ones keep the order of the image.
        triples.sort(Comparator.comparingDouble(Triple::error));
        return triples;
    }

    private static boolean sameSize(FinderPattern one, FinderPattern other) {
        float a = one.getEstimatedModuleSize();
        float b = other.getEstimatedModuleSize();
        return Math.max(a, b) <= 1.5f * Math.min(a, b) + 0.5f;
    }

    private static Triple triple(FinderPattern a, FinderPattern b, FinderPattern c) {
        if (!sameSize(a, c) || !sameSize(b, c)) {
            return null;
        }
        double ab = ResultPoint.distance(a, b);
        double ac = ResultPoint.distance(a, c);
        double bc = ResultPoint.distance(b, c);
        double diagonal = Math.max(ab, Math.max(ac, bc));
        double least = Math.min(ab, Math.min(ac, bc));
        double middle = ab + ac + bc - diagonal - least;
        double module = (a.getEstimatedModuleSize() + b.getEstimatedModuleSize() + c.getEstimatedModuleSize()) / 3;
        if (least < FINDER * module || middle > 200 * module) {
            return null;
        }
        double legs = (middle - least) / middle;
        double corner = Math.abs(diagonal - Math.sqrt(middle * middle + least * least)) / diagonal;
        return legs > SKEW || corner > SKEW ? null : new Triple(a, b, c, legs + corner);
    }

    /** A plane of bytes. */
    private static final class Grey extends LuminanceSource {
        private final byte[] plane;

        Grey(byte[] plane, int width, int height) {
            super(width, height);
            this.plane = plane;
        }

        @Override
        public byte[] getRow(int y, byte[] row) {
            byte[] out = row == null || row.length < getWidth() ? new byte[getWidth()] : row;
            System.arraycopy(plane, y * getWidth(), out, 0, getWidth());
            return out;
        }

        @Override
        public byte[] getMatrix() {
            return plane;
        }
    }

    /** Finds what looks like a finder pattern: dark, light, dark, light, dark in 1:1:3:1:1 from all sides. */
    private static final class Finder extends FinderPatternFinder {
        private final int[] runs = new int[5];

        Finder(BitMatrix image) {
            super(image);
        }

        /** The patterns that were seen in at least two rows; those seen in most rows where there are many. */
        List<FinderPattern> patterns() {
            // Every second row: the middle of a pattern is three modules high.
            for (int y = 1; y < getImage().getHeight(); y += 2) {
                row(y);
                if (getPossibleCenters().size() > MOST_SEEN) {
                    break;
                }
            }
            List<FinderPattern> patterns = new ArrayList<>();
            for (FinderPattern pattern : getPossibleCenters()) {
                if (pattern.getCount() >= 2) {
                    patterns.add(pattern);
                }
            }
            if (patterns.size() > MOST_PATTERNS) {
                patterns.sort(Comparator.comparingInt(FinderPattern::getCount).reversed());
                return patterns.subList(0, MOST_PATTERNS);
            }
            return patterns;
        }

        private void row(int y) {
            BitMatrix image = getImage();
            int width = image.getWidth();
            doClearCounts(runs);
            int run = 0;
            for (int x = 0; x < width; x++) {
                boolean dark = image.get(x, y);
                if (dark == (run % 2 == 0)) {
                    runs[run]++;
                } else if (run == 4) {
                    run = ended(y, x);
                } else if (run > 0 || runs[0] > 0) {
                    runs[++run]++;
                }
            }
            if (run == 4) {
                ended(y, width);
            }
        }

        /** Looks at five runs that end before x; gives the run that the next pixel, a light one, belongs to. */
        private int ended(int y, int x) {
            if (foundPatternCross(runs) && handlePossibleCenter(runs, y, x)) {
                doClearCounts(runs);
                return 0;
            }
            doShiftCounts2(runs);
            return 3;
        }
    }

    /** Reads a code whose finder patterns are known. */
    private static final class Reader extends Detector {
        Reader(BitMatrix image) {
            super(image);
        }

        /** Area of the code in pixels; 0 where there is none. */
        double area(Triple triple, Decoder decoder) {
            try {
                FinderPattern[] ordered = {triple.a, triple.b, triple.c};
                ResultPoint.orderBestPatterns(ordered);
                FinderPatternInfo info = new FinderPatternInfo(ordered);
                DetectorResult result = processFinderPatternInfo(info);
                double modules = result.getBits().getWidth();
                decoder.decode(result.getBits());
                double stretch = modules / (modules - FINDER);
                return parallelogram(info) * stretch * stretch;
            } catch (ReaderException | IllegalArgumentException | IndexOutOfBoundsException e) {
                return 0; // no code, or one that ZXing trips over
            }
        }

        private static double parallelogram(FinderPatternInfo info) {
            double x1 = info.getTopRight().getX() - info.getTopLeft().getX();
            double y1 = info.getTopRight().getY() - info.getTopLeft().getY();
            double x2 = info.getBottomLeft().getX() - info.getTopLeft().getX();
            double y2 = info.getBottomLeft().getY() - info.getTopLeft().getY();
            return Math.abs(x1 * y2 - x2 * y1);
        }
    }
}
