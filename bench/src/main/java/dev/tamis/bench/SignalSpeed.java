package dev.tamis.bench;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * How fast one thread measures signals on the texts of a run, in CPU time and by family: the counterpart of {@code
 * bench/peers/throughput.py}. Texts that the run
 * rejected are left out. Languages are given, not identified. Each figure is the best of some rounds.
 */
public final class SignalSpeed {
    private static final int ROUNDS = 25;

    private SignalSpeed() {}

    /** Takes the folder of a run that has been annotated and, if it shall, decided. */
    public static void main(String[] arguments) throws IOException {
        List<String> texts = texts(arguments[0]);
        long bytes = 0;
        for (String text : texts) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        System.out.printf(Locale.ROOT, "%,d texts, %.2f MB of UTF-8%n", texts.size(), bytes / 1e6);
        Map<String, Predicate<String>> families = new LinkedHashMap<>();
        families.put("none: the view of the text", name -> false);
        families.put(
                "FineWeb's chain",
                name -> name.startsWith("datatrove_") || name.startsWith("c4_fineweb_") || isFineweb(name));
        families.put(
                "Dolma's gopher_v1 and c4_v2",
                name -> (name.startsWith("dolma_") && !name.contains("pii"))
                        || List.of("lorem_ipsum", "curly_brackets", "javascript_lines")
                                .contains(name));
        families.put("FineWeb-2", name -> name.startsWith("fineweb2_"));
        families.put("DCLM", name -> name.startsWith("dclm_"));
        families.put("RedPajama-v2", name -> name.startsWith("redpajama_"));
        families.put("all", name -> true);
        for (Map.Entry<String, Predicate<String>> family : families.entrySet()) {
            List<Signal> signals = Signals.all().stream()
                    .filter(signal -> family.getValue().test(signal.name()))
                    .toList();
            double nanos = nanosAByte(texts, bytes, signals);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %4d signals %8.2f ns a byte %8.1f MB/s%n",
                    family.getKey(),
                    signals.size(),
                    nanos,
                    1000 / nanos);
        }
        System.out.printf(Locale.ROOT, "one more cheap signal %.4f ns a byte%n", oneMore(texts, bytes));
    }

    /** What a signal costs that only divides two counts of the view. */
    private static double oneMore(List<String> texts, long bytes) {
        int times = 100;
        Subject subject = new Subject(Settings.none(), text -> new Guess("en", 1));
        SignalRow row = new SignalRow(List.of(Signals.byName("digit_fraction")));
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long nanos = 0;
            for (String text : texts) {
                subject.reset(Kind.WEB, text, null, Map.of());
                long begin = System.nanoTime();
                for (int i = 0; i < times; i++) {
                    row.measure(subject);
                }
                nanos += System.nanoTime() - begin;
            }
            best = Math.min(best, (double) nanos / times / bytes);
        }
        return best;
    }

    private static boolean isFineweb(String name) {
        return name.startsWith("fineweb_") && !name.contains("published");
    }

    private static double nanosAByte(List<String> texts, long bytes, List<Signal> signals) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Subject subject = new Subject(Settings.none(), text -> new Guess("en", 1));
        SignalRow row = new SignalRow(signals);
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = threads.getCurrentThreadCpuTime();
            for (String text : texts) {
                row.measure(subject.reset(Kind.WEB, text, null, Map.of()));
            }
            best = Math.min(best, (double) (threads.getCurrentThreadCpuTime() - begin) / bytes);
        }
        return best;
    }

    /** The texts of a run that no rule rejected; all of them where it has not decided. */
    private static List<String> texts(String run) throws IOException {
        Documents documents = new Documents(new RunDirectory(run, new Configuration()));
        List<Documents.Verdict> kept = new ArrayList<>();
        documents.forEach(verdict -> {
            if (verdict.kept()) {
                kept.add(verdict);
            }
        });
        return documents.read(kept).stream().map(StoredDocument::text).toList();
    }
}
