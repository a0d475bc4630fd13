package dev.tamis.pipeline.stage;

import dev.tamis.filters.text.Mix64;
import dev.tamis.pipeline.mixture.DomainPath;
import dev.tamis.pipeline.mixture.MixturePlanner;
import dev.tamis.pipeline.mixture.MixtureTargets;
import dev.tamis.pipeline.mixture.StockCount;
import dev.tamis.pipeline.pack.LengthSplit;
import dev.tamis.pipeline.pack.PackedStock;
import dev.tamis.pipeline.pack.Stock;
import dev.tamis.pipeline.recipe.MixtureSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.order.MixturePlan;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * Packs documents into sequences, and plans in whole sequences what every phase draws.
 *
 * <p>The documents of a domain that phases of several lengths draw from are divided among the lengths, in the
 * proportion of what the phases of each take, so that none is seen in the long phase before all were seen.
 */
final class PackStage implements Stage {
    static final String NAME = "pack";

    /** Where the tokens of each document stand. */
    static final String TABLE = "packing";

    /** Counts by source of the tokens that fill no sequence. */
    static final String TAIL = "tail/";

    private static final String PLAN = "mixture/plan.json";

    private static final MessageType IDS = Tables.project(Tables.TOKENS, "row", "id", "count");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(TokenizeStage.NAME, MixStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return Digests.sha256(recipe.part("mixture"), recipe.part("seed"));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.mixture().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        Recipe recipe = context.recipe();
        RunReference reference = context.reference();
        Manifest tokenize = context.input(TokenizeStage.NAME);
        MixtureTargets targets = MixStage.targets(context.run());
        List<StockOf> stocks = stocks(targets);
        List<String> tokens = tokenize.pathsByPart("tokens");
        List<String> domains = context.input(MixStage.NAME).pathsByPart(DomainTask.DOMAINS);
        long seed = recipe.seed();
        int parts = tokenize.parts();
        Packer packer = new Packer(
                context.parts(parts),
                parts,
                reference,
                NAME,
                stocks.stream().map(StockOf::stock).toList(),
                part -> new Walk(reference.open(), tokens.get(part), domains.get(part), stocks, seed),
                Math.max(1, parts));
        MixtureSpec mixture = recipe.mixture().orElseThrow();
        Packer.Packed packed = mixture.packing() == MixtureSpec.Packing.CONCAT ? packer.concat() : packer.bestFit();

        MixturePlan plan = plan(targets, stocks, packed);
        plan.notes().forEach(note -> context.progress().note(note));
        plan.warnings().forEach(warning -> context.progress().note("warning: " + warning));
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < stocks.size(); i++) {
            PackedStock one = packed.stocks().get(i);
            String name = stocks.get(i).stock().name();
            counts.put("sequences/" + name, one.sequences());
            counts.put("padding/" + name, one.padding());
            counts.merge(TAIL + DomainPath.source(stocks.get(i).domain()), one.tail(), Long::sum);
        }
        context.commit(
                parts,
                packed.results(),
                List.of(context.place("plan", PLAN, plan.toJson().getBytes(StandardCharsets.UTF_8))),
                counts);
    }

    private static MixturePlan plan(MixtureTargets targets, List<StockOf> stocks, Packer.Packed packed) {
        List<StockCount> counts = new ArrayList<>();
        for (int i = 0; i < stocks.size(); i++) {
            PackedStock one = packed.stocks().get(i);
            counts.add(new StockCount(
                    stocks.get(i).domain(), stocks.get(i).stock().sequenceLength(), one.sequences(), one.placed()));
        }
        MixturePlan plan = MixturePlanner.plan(targets, counts);
        List<String> planned =
                plan.stocks().stream().map(MixturePlan.Stock::name).toList();
        if (!planned.equals(stocks.stream().map(stock -> stock.stock().name()).toList())) {
            throw new IllegalStateException("the plan has stocks " + planned + ", packed were " + stocks);
        }
        return plan;
    }

    /** The committed plan. */
    static MixturePlan plan(RunDirectory run) throws IOException {
        return MixturePlan.fromJson(new String(run.bytes(PLAN), StandardCharsets.UTF_8));
    }

    /**
     * The documents of a domain that are packed to one length.
     *
     * @param share of the domain's tokens
     */
    private record StockOf(String domain, Stock stock, double share) implements Serializable {}

    /** In the order of the plan. */
    private static List<StockOf> stocks(MixtureTargets targets) {
        List<StockOf> stocks = new ArrayList<>();
        targets.lengthShares()
                .forEach((domain, shares) -> shares.forEach((length, share) -> stocks.add(
                        new StockOf(domain, new Stock(MixturePlan.stockName(domain, length), length), share))));
        stocks.sort(Comparator.comparing(StockOf::domain)
                .thenComparing(stock -> stock.stock().sequenceLength()));
        return stocks;
    }

    /**
     * The stocks of a domain.
     *
     * @param first place of that of the shortest length; the others follow it
     */
    private record Lengths(int first, LengthSplit split) {}

    /** Walks the tokenized documents of a part beside their domains. */
    private static final class Walk implements PackDocuments {
        private final TableReader tokens;
        private final TableReader domains;
        private final Map<String, Lengths> byDomain = new HashMap<>();
        private final long seed;
        private final String name;
        private Group document;
        private int stock;

        Walk(RunDirectory run, String tokens, String domains, List<StockOf> stocks, long seed) throws IOException {
            this.tokens = new TableReader(run.path(tokens), IDS, run.conf());
            this.domains =
                    new TableReader(run.path(domains), Tables.project(Tables.DOMAINS, "row", "domain"), run.conf());
            this.seed = seed;
            this.name = domains;
            for (int i = 0; i < stocks.size(); ) {
                String path = stocks.get(i).domain();
                List<Double> shares = new ArrayList<>();
                int first = i;
                while (i < stocks.size() && stocks.get(i).domain().equals(path)) {
                    shares.add(stocks.get(i++).share());
                }
                double[] all = shares.stream().mapToDouble(Double::doubleValue).toArray();
                byDomain.put(path, new Lengths(first, new LengthSplit(all)));
            }
        }

        private long key() {
            long id = HexFormat.fromHexDigitsToLong(document.getString("id", 0), 0, 16);
            return Mix64.of(id + seed * Mix64.STEP);
        }

        @Override
        public boolean next() throws IOException {
            document = tokens.next();
            if (document == null) {
                return false;
            }
            Group domain = domains.next();
            if (domain == null || domain.getLong("row", 0) != row()) {
                throw new IOException(name + " is out of step with the tokens at row " + row());
            }
            Lengths lengths = byDomain.get(domain.getString("domain", 0));
            stock = lengths == null ? -1 : lengths.first() + lengths.split().choose(key(), tokens());
            return true;
        }

        @Override
        public long row() {
            return document.getLong("row", 0);
        }

        @Override
        public int stock() {
            return stock;
        }

        @Override
        public int tokens() {
            return document.getInteger("count", 0);
        }

        @Override
        public void close() throws IOException {
            try (tokens;
                    domains) {
                document = null;
            }
        }
    }
}
