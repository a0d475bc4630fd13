package dev.tamis.bench;

import dev.tamis.pipeline.mixture.MixturePlanner;
import dev.tamis.pipeline.mixture.MixtureRequest;
import dev.tamis.pipeline.mixture.MixtureTargets;
import dev.tamis.pipeline.mixture.Scheme;
import dev.tamis.pipeline.mixture.StockCount;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How fast one thread finds which sequence stands in a slot, in millions a second: slots in the order of training, and
 * slots anywhere. The plan has 10 domains; {@code constant} 2 phases of constant weights, {@code ramp} one of 64 steps.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class SequenceOrderBenchmark {

    @Param({"constant", "ramp"})
    private String schedule;

    private SequenceOrder order;
    private long slots;
    private long next;
    private SplittableRandom random;

    @Setup
    public void plan() {
        List<MixtureRequest.Domain> domains = new ArrayList<>();
        List<StockCount> stocks = new ArrayList<>();
        SortedMap<String, Double> weights = new TreeMap<>();
        SortedMap<String, Double> late = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            long sequences = 30_000_000L / (i + 1);
            domains.add(new MixtureRequest.Domain("d" + i, sequences * 4096, sequences));
            stocks.add(StockCount.full("d" + i, 4096, sequences));
            weights.put("d" + i, 1.0 / (i + 1));
            late.put("d" + i, 1.0 + i);
        }
        SortedMap<String, Double> none = new TreeMap<>();
        List<MixtureRequest.Phase> phases = schedule.equals("ramp")
                ? List.of(new MixtureRequest.Phase("ramp", 1, 4096, weights, late, Scheme.PROPORTIONAL, none, none))
                : List.of(
                        MixtureRequest.Phase.of("main", 0.9, 4096, weights),
                        MixtureRequest.Phase.of("late", 0.1, 4096, late));
        MixturePlan plan = MixturePlanner.plan(
                MixtureTargets.of(new MixtureRequest(100_000_000L * 4096, 1, phases, domains, 8, none)), stocks);
        order = new SequenceOrder(plan);
        slots = plan.phases().get(0).sequences();
        next = slots / 3;
        random = new SplittableRandom(1);
    }

    /** The next slot. */
    @Benchmark
    public long inOrder() {
        next = next + 1 < slots ? next + 1 : 0;
        return order.at(0, next).sequence();
    }

    /** Any slot. */
    @Benchmark
    public long anywhere() {
        return order.at(0, random.nextLong(slots)).sequence();
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(SequenceOrderBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
