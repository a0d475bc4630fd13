package dev.tamis.pipeline.mixture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.PrefixError;
import dev.tamis.shards.order.SequenceOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PrefixErrorTest {

    @Test
    void largestErrorsAreThoseCountedAtEveryPrefix() {
        SplittableRandom random = new SplittableRandom(61);
        for (int round = 0; round < 60; round++) {
            MixturePlan plan = Mixtures.plan(Mixtures.random(random, round % 20 == 0 ? 400_000 : 2000));
            SequenceOrder order = new SequenceOrder(plan);
            for (int p = 0; p < plan.phases().size(); p++) {
                PrefixError error = PrefixError.of(plan, p, 100);
                double[] largest = new double[plan.stocks().size()];
                long[] count = new long[largest.length];
                double[] target = new double[largest.length];
                int point = 0;
                for (MixturePlan.Step step : plan.phases().get(p).steps()) {
                    double[] share = new double[largest.length];
                    for (MixturePlan.Draw draw : step.draws()) {
                        share[draw.stock()] = (double) draw.quanta() / step.period();
                    }
                    for (long n = 1; n <= step.sequences(); n++) {
                        long slots = step.firstSlot() + n;
                        count[order.at(p, slots - 1).stock()]++;
                        for (int s = 0; s < largest.length; s++) {
                            largest[s] = Math.max(largest[s], Math.abs(count[s] - target[s] - share[s] * n));
                        }
                        if (!error.stocks().isEmpty()
                                && error.stocks().get(0).points().get(point).slots() == slots) {
                            for (PrefixError.Curve curve : error.stocks()) {
                                assertEquals(
                                        (double) count[curve.stock()] / slots,
                                        curve.points().get(point).realised(),
                                        1e-12);
                                assertEquals(
                                        (target[curve.stock()] + share[curve.stock()] * n) / slots,
                                        curve.points().get(point).target(),
                                        1e-9);
                            }
                            point++;
                        }
                    }
                    for (int s = 0; s < largest.length; s++) {
                        target[s] += share[s] * step.sequences();
                    }
                }
                for (PrefixError.Curve curve : error.stocks()) {
                    assertEquals(largest[curve.stock()], curve.largest(), 1e-6);
                    assertEquals(point, curve.points().size());
                }
                assertTrue(error.largest() < 1);
                assertEquals(Math.min(100, plan.phases().get(p).sequences()), point);
            }
        }
    }

    @Test
    void aRampsAskedShareRisesAlongThePhase() {
        MixturePlan plan = Mixtures.plan(Mixtures.request(
                1L << 40,
                List.of(Mixtures.ramp("ramp", 1, Map.of("web", 1.0), Map.of("books", 1.0))),
                4,
                Mixtures.domain("web", 1L << 40),
                Mixtures.domain("books", 1L << 40)));
        PrefixError error = PrefixError.of(plan, 0, 100);
        PrefixError.Curve books = error.stocks().get(0);
        assertEquals(100, books.points().size());
        assertTrue(error.largest() < 1);
        assertEquals(0.5, books.points().get(99).asked(), 1e-4);
        assertEquals(0.25, books.points().get(49).asked(), 1e-4);
        for (PrefixError.Point point : books.points()) {
            assertEquals(point.target(), point.realised(), 1e-6);
            assertEquals(point.asked(), point.target(), 1e-4);
        }
    }
}
