package dev.tamis.shards.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeptTablesTest {

    /** Its steps have periods of 4, 8 and 2 slots. */
    private final MixturePlan plan = MixturePlanJsonTest.plan();

    @Test
    void theTableNotUsedForLongestGoesFirst() {
        SequenceOrder order = new SequenceOrder(plan, 12);
        order.at(0, 0);
        order.at(0, 8);
        order.at(0, 1);
        assertTrue(order.keeps(0) && order.keeps(1));
        order.at(1, 0);
        assertTrue(order.keeps(0));
        assertFalse(order.keeps(1));
        assertTrue(order.keeps(2));
        order.at(0, 15);
        assertTrue(order.keeps(1) && order.keeps(2));
        assertFalse(order.keeps(0));
    }

    @Test
    void whatIsKeptMakesNoDifferenceToTheOrder() {
        SequenceOrder all = new SequenceOrder(plan);
        SplittableRandom random = new SplittableRandom(4);
        for (long kept : new long[] {0, 5, 10, 12}) {
            SequenceOrder few = new SequenceOrder(plan, kept);
            for (int i = 0; i < 200; i++) {
                int phase = random.nextInt(2);
                long slot = random.nextLong(plan.phases().get(phase).sequences());
                assertEquals(all.at(phase, slot), few.at(phase, slot));
            }
        }
    }
}
