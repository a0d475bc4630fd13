package dev.tamis.models.fasttext;

/** The logistic function by fastText's table: 512 steps from -8 to 8, beyond them 0 and 1. */
public final class Sigmoid {
    private static final int STEPS = 512;
    private static final int MOST = 8;
    private static final float NEAR = 0.00015f;
    private static final float[] TABLE = table();

    private Sigmoid() {}

    private static float[] table() {
        float[] table = new float[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            float x = (float) (i * 2 * MOST) / STEPS - MOST;
            table[i] = (float) (1.0 / (1.0 + (float) StrictMath.exp(-x)));
        }
        return table;
    }

    /** Whether x is so close to a step of the table that another order of additions could give another value. */
    static boolean isNearStep(float x) {
        float place = (x + MOST) * STEPS / MOST / 2;
        float fraction = place - (float) Math.floor(place);
        return place > -NEAR && place < STEPS + NEAR && (fraction < NEAR || fraction > 1 - NEAR);
    }

    /** Value of the table for x; NaN is taken for -8. */
    public static float of(float x) {
        if (x < -MOST) {
            return 0;
        }
        if (x > MOST) {
            return 1;
        }
        return TABLE[(int) ((x + MOST) * STEPS / MOST / 2)];
    }
}
