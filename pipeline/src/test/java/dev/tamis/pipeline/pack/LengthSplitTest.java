package dev.tamis.pipeline.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LengthSplitTest {

    private static int logNormal(SplittableRandom random) {
        double normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        return (int) Math.max(1, Math.exp(6.2 + 1.2 * normal));
    }

    @Test
    void everyLengthHasItsShareOfTheTokensAndOfLongDocuments() {
        SplittableRandom random = new SplittableRandom(1);
        double[] shares = {0.8, 0.15, 0.05};
        LengthSplit split = new LengthSplit(shares);
        double[] tokens = new double[3];
        double[] documents = new double[3];
        double[] inLong = new double[3];
        for (int i = 0; i < 50_000; i++) {
            int length = logNormal(random);
            int place = split.choose(random.nextLong(), length);
            tokens[place] += length;
            documents[place]++;
            inLong[place] += length >= 4096 ? length : 0;
        }
        double all = tokens[0] + tokens[1] + tokens[2];
        double allLong = inLong[0] + inLong[1] + inLong[2];
        double allDocuments = documents[0] + documents[1] + documents[2];
        for (int i = 0; i < 3; i++) {
            assertEquals(shares[i], tokens[i] / all, 0.05 * shares[i], "tokens of length " + i);
            assertEquals(shares[i], inLong[i] / allLong, 0.15 * shares[i], "long documents of length " + i);
            assertEquals(shares[i], documents[i] / allDocuments, 0.001, "documents of length " + i);
        }
    }

    @Test
    void manyPartsOfFewDocumentsGiveTheSharesToo() {
        SplittableRandom random = new SplittableRandom(2);
        for (int perPart : new int[] {1, 2, 3, 10}) {
            double late = 0;
            double all = 0;
            for (int part = 0; part < 100_000; part++) {
                LengthSplit split = new LengthSplit(0.9, 0.1);
                for (int i = 0; i < perPart; i++) {
                    int length = 1 + random.nextInt(1000);
                    late += split.choose(random.nextLong(), length) == 1 ? length : 0;
                    all += length;
                }
            }
            assertEquals(0.1, late / all, 0.003, perPart + " documents a part");
        }
    }

    @Test
    void oneLengthTakesEverything() {
        LengthSplit split = new LengthSplit(1);
        for (int tokens : new int[] {0, 1, Integer.MAX_VALUE}) {
            assertEquals(0, split.choose(-1, tokens));
        }
        assertTrue(new LengthSplit(0.0, 1.0).choose(0, 5) == 1);
    }
}
