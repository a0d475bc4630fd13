package dev.tamis.filters.image;

/**
 * A quick look for what resembles the three finder patterns of a QR code, so that pictures without any, which are nearly all,
 * cost a fraction of ZXing's search: dark, light, dark, light, dark in 1:1:3:1:1 along every third row and along the column
 * there, of what is darker than the mean around it. It may see three where there is no code. A FinderPatterns belongs to one
 * thread.
 */
final class FinderPatterns {
    private static final int SHIFT = 5;
    private static final int BLOCK = 1 << SHIFT;
    private static final int ENOUGH = 3;

    private float[] luma;
    private int width;
    private int height;
    private int across;
    private float[] means = new float[0];
    private float[] dark = new float[0];
    private final int[] runs = new int[5];
    private final int[] foundX = new int[ENOUGH];
    private final int[] foundY = new int[ENOUGH];
    private int found;

    /** Whether there are at least three. */
    boolean enough(float[] plane, int newWidth, int newHeight) {
        luma = plane;
        width = newWidth;
        height = newHeight;
        across = (width + BLOCK - 1) >> SHIFT;
        found = 0;
        findThresholds((height + BLOCK - 1) >> SHIFT);
        for (int y = 1; y < height && found < ENOUGH; y += 3) {
            scan(y);
        }
        return found == ENOUGH;
    }

    /** What is below the mean of a block and those around it is dark; of every fourth row. */
    private void findThresholds(int down) {
        if (means.length < across * down) {
            means = new float[across * down];
            dark = new float[across * down];
        }
        for (int v = 0; v < down; v++) {
            for (int u = 0; u < across; u++) {
                int right = Math.min(width, (u + 1) << SHIFT);
                int bottom = Math.min(height, (v + 1) << SHIFT);
                float sum = 0;
                int count = 0;
                for (int y = v << SHIFT; y < bottom; y += 4) {
                    for (int i = y * width + (u << SHIFT); i < y * width + right; i++) {
                        sum += luma[i];
                    }
                    count += right - (u << SHIFT);
                }
                means[v * across + u] = sum / count;
            }
        }
        for (int v = 0; v < down; v++) {
            for (int u = 0; u < across; u++) {
                float sum = 0;
                int count = 0;
                for (int y = Math.max(0, v - 1); y <= Math.min(down - 1, v + 1); y++) {
                    for (int x = Math.max(0, u - 1); x <= Math.min(across - 1, u + 1); x++) {
                        sum += means[y * across + x];
                        count++;
                    }
                }
                dark[v * across + u] = sum / count;
            }
        }
    }

    private boolean isDark(int x, int y) {
        return luma[y * width + x] < dark[(y >> SHIFT) * across + (x >> SHIFT)];
    }

    private void scan(int y) {
        int row = y * width;
        int blocks = (y >> SHIFT) * across;
        int ends = 0;
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        boolean before = false;
        // Ends of the last five runs: a pattern is complete where a dark run ends.
        for (int x = 0; x <= width && found < ENOUGH; x++) {
            boolean now = x < width && luma[row + x] < dark[blocks + (x >> SHIFT)];
            if (now != before) {
                if (before) {
                    int start = ends;
                    runs[0] = b - a;
                    runs[1] = c - b;
                    runs[2] = d - c;
                    runs[3] = start - d;
                    runs[4] = x - start;
                    if (isPattern()) {
                        check((c + d) / 2, y, x - a);
                    }
                }
                a = b;
                b = c;
                c = d;
                d = ends;
                ends = x;
                before = now;
            }
        }
    }

    private boolean isPattern() {
        int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        if (runs[0] < 1 || total < 7) {
            return false;
        }
        // In sevenths of the length, which is a module: within a half of one, and of three.
        return Math.abs(7 * runs[0] - total) * 2 < total
                && Math.abs(7 * runs[1] - total) * 2 < total
                && Math.abs(7 * runs[2] - 3 * total) * 2 < 3 * total
                && Math.abs(7 * runs[3] - total) * 2 < total
                && Math.abs(7 * runs[4] - total) * 2 < total;
    }

    /** Counts a pattern if the column through its middle shows it too, about as long, and if it was not seen yet. */
    private void check(int x, int y, int length) {
        for (int i = 0; i < found; i++) {
            if (Math.abs(foundX[i] - x) < length && Math.abs(foundY[i] - y) < length) {
                return;
            }
        }
        int up = y;
        for (int run = 2; run >= 0; run--) {
            int from = up;
            while (up >= 0 && isDark(x, up) == (run != 1)) {
                up--;
            }
            runs[run] = from - up;
        }
        int down = y + 1;
        for (int run = 2; run <= 4; run++) {
            int from = down;
            while (down < height && isDark(x, down) == (run != 3)) {
                down++;
            }
            runs[run] = down - from + (run == 2 ? runs[2] : 0);
        }
        int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        if (runs[4] > 0 && 5 * Math.abs(total - length) < 2 * length && isPattern()) {
            foundX[found] = x;
            foundY[found] = y;
            found++;
        }
    }
}
