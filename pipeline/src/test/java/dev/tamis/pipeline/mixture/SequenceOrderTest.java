package dev.tamis.pipeline.mixture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SequenceOrderTest {

    @Test
    void inverseAgreesWithForwardAndNoSequenceRepeatsBeforeItsEpochEnds() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 60; round++) {
            MixturePlan plan = Mixtures.plan(Mixtures.random(random, 2000));
            SequenceOrder order = new SequenceOrder(plan);
            int stocks = plan.stocks().size();
            List<BitSet> seen = new ArrayList<>();
            long[] epoch = new long[stocks];
            long[] drawn = new long[stocks];
            // By source and sequence: every (phase, slot, epoch) in which it stands, in order.
            List<List<List<String>>> places = new ArrayList<>();
            for (MixturePlan.Stock stock : plan.stocks()) {
                seen.add(new BitSet());
                List<List<String>> of = new ArrayList<>();
                for (long k = 0; k < stock.sequences(); k++) {
                    of.add(new ArrayList<>());
                }
                places.add(of);
            }
            for (int p = 0; p < plan.phases().size(); p++) {
                for (long slot = 0; slot < plan.phases().get(p).sequences(); slot++) {
                    SequenceOrder.Occurrence at = order.at(p, slot);
                    int s = at.stock();
                    long n = plan.stocks().get(s).sequences();
                    if (at.epoch() != epoch[s]) {
                        assertEquals(epoch[s] + 1, at.epoch());
                        assertEquals(n, seen.get(s).cardinality(), "an epoch must be whole before the next begins");
                        seen.get(s).clear();
                        epoch[s]++;
                    }
                    assertTrue(at.sequence() >= 0 && at.sequence() < n);
                    assertTrue(!seen.get(s).get((int) at.sequence()), "a sequence comes once an epoch");
                    seen.get(s).set((int) at.sequence());
                    drawn[s]++;
                    places.get(s).get((int) at.sequence()).add(p + "," + slot + "," + at.epoch());
                }
            }
            for (int s = 0; s < stocks; s++) {
                assertEquals(plan.stocks().get(s).drawn(), drawn[s]);
                for (int k = 0; k < places.get(s).size(); k++) {
                    List<String> found = new ArrayList<>();
                    order.forEachOccurrence(s, k, (p, slot, e) -> found.add(p + "," + slot + "," + e));
                    assertEquals(places.get(s).get(k), found);
                }
            }
        }
    }

    @Test
    void epochsAreShuffledDifferentlyAndThePlanFixesTheOrder() {
        MixturePlan plan = plan(1);
        SequenceOrder order = new SequenceOrder(plan);
        SequenceOrder again = new SequenceOrder(MixturePlan.fromJson(plan.toJson()));
        SequenceOrder other = new SequenceOrder(plan(2));
        int sameAsNextEpoch = 0;
        int sameAsOtherSeed = 0;
        for (int slot = 0; slot < 1000; slot++) {
            assertEquals(order.at(0, slot), again.at(0, slot));
            sameAsNextEpoch +=
                    order.at(0, slot).sequence() == order.at(0, slot + 1000).sequence() ? 1 : 0;
            sameAsOtherSeed += order.at(0, slot).sequence() == other.at(0, slot).sequence() ? 1 : 0;
        }
        assertTrue(sameAsNextEpoch < 10);
        assertTrue(sameAsOtherSeed < 10);
    }

    private static MixturePlan plan(long seed) {
        return Mixtures.plan(new MixtureRequest(
                3000L * Mixtures.L,
                seed,
                List.of(Mixtures.phase("main", 1, Map.of("web", 1.0))),
                List.of(Mixtures.domain("web", 1000L * Mixtures.L)),
                4,
                new TreeMap<>()));
    }

    @Test
    void hugePlansAnswerWithoutTables() {
        long n = 1L << 40;
        MixturePlan plan = Mixtures.plan(Mixtures.request(
                n * Mixtures.L,
                List.of(
                        Mixtures.phase("main", 0.9, Map.of("web", 0.9, "books", 0.1)),
                        Mixtures.ramp("late", 0.1, Map.of("web", 0.5, "books", 0.5), Map.of("books", 1.0))),
                16,
                Map.of("web", 1.0),
                Mixtures.domain("web", n * Mixtures.L),
                Mixtures.domain("books", n / 100 * Mixtures.L)));
        SequenceOrder order = new SequenceOrder(plan);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 2000; i++) {
            int p = random.nextInt(2);
            long slot = random.nextLong(plan.phases().get(p).sequences());
            SequenceOrder.Occurrence at = order.at(p, slot);
            List<Long> slots = new ArrayList<>();
            order.forEachOccurrence(at.stock(), at.sequence(), (phase, s, epoch) -> {
                if (phase == p && epoch == at.epoch()) {
                    slots.add(s);
                }
            });
            assertEquals(List.of(slot), slots);
        }
    }

    @Test
    void placesOutsideAndContradictingPlansAreRefused() {
        MixturePlan plan = plan(1);
        SequenceOrder order = new SequenceOrder(plan);
        assertThrows(IndexOutOfBoundsException.class, () -> order.at(0, 3000));
        assertThrows(IndexOutOfBoundsException.class, () -> order.at(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> order.forEachOccurrence(0, 1000, (p, s, e) -> {}));
        MixturePlan two = Mixtures.plan(Mixtures.request(
                100L * Mixtures.L,
                List.of(Mixtures.phase("main", 1, Map.of("web", 0.5, "books", 0.5))),
                1,
                Mixtures.domain("web", 100L * Mixtures.L),
                Mixtures.domain("books", 100L * Mixtures.L)));
        String json = two.toJson();
        String tampered = json.replaceFirst("\"sequences\" : 50,", "\"sequences\" : 49,")
                .replaceFirst("\"sequences\" : 50,", "\"sequences\" : 51,")
                .replaceFirst("\"drawn\" : 50", "\"drawn\" : 49")
                .replaceFirst("\"drawn\" : 50", "\"drawn\" : 51");
        assertThrows(IllegalArgumentException.class, () -> MixturePlan.fromJson(tampered));
    }
}
