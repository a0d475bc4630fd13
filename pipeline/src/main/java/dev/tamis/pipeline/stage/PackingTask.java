package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.pack.Stock;
import dev.tamis.pipeline.pack.Windows;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.IntArray;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;

/** What packing does with the documents of one part: counts them, tells the lengths of their pieces, says where they stand. */
final class PackingTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String TABLE = "packing";
    private static final String PREFIX = "stages/pack/packing";
    /** Counts by stock of documents no longer than a sequence that don't stand in one whole. */
    static final String CUT = "cut/";

    private final RunReference reference;
    private final String stage;
    private final ArrayList<Stock> stocks;
    private final PackDocuments.Parts documents;

    PackingTask(RunReference reference, String stage, List<Stock> stocks, PackDocuments.Parts documents) {
        this.reference = reference;
        this.stage = stage;
        this.stocks = new ArrayList<>(stocks);
        this.documents = documents;
    }

    /** What a part has of each stock. */
    record Counts(int part, long[] documents, long[] tokens, long[] chunks, long[] pieces) implements Serializable {
        Counts(int part, int stocks) {
            this(part, new long[stocks], new long[stocks], new long[stocks], new long[stocks]);
        }

        /** Adds another part's. */
        void add(Counts more) {
            for (int stock = 0; stock < tokens.length; stock++) {
                documents[stock] += more.documents[stock];
                tokens[stock] += more.tokens[stock];
                chunks[stock] += more.chunks[stock];
                pieces[stock] += more.pieces[stock];
            }
        }

        Counts copy() {
            return new Counts(part, documents.clone(), tokens.clone(), chunks.clone(), pieces.clone());
        }
    }

    /** Lengths of pieces of one part that follow each other in one window. */
    record Lengths(int window, int[] lengths) {}

    /** Where the pieces of a part stand that are in one window: their bins, numbered in the window, and their starts. */
    record Places(int window, int[] bins, int[] starts) implements Serializable {}

    private int length(int stock) {
        return stocks.get(stock).sequenceLength();
    }

    Counts count(int part) throws IOException {
        Counts counts = new Counts(part, stocks.size());
        try (PackDocuments walk = documents.open(part)) {
            while (walk.next()) {
                int stock = walk.stock();
                int tokens = walk.tokens();
                if (stock >= 0 && tokens > 0) {
                    counts.documents[stock]++;
                    counts.tokens[stock] += tokens;
                    counts.chunks[stock] += tokens / length(stock);
                    counts.pieces[stock] += tokens % length(stock) > 0 ? 1 : 0;
                }
            }
        }
        return counts;
    }

    /**
     * The lengths of the part's pieces, by window.
     *
     * @param before what the parts before it have
     */
    List<Lengths> lengths(int part, Counts before, Windows windows) throws IOException {
        List<Lengths> blocks = new ArrayList<>();
        long[] next = before.pieces.clone();
        IntArray[] open = new IntArray[stocks.size()];
        Arrays.setAll(open, stock -> new IntArray(16));
        try (PackDocuments walk = documents.open(part)) {
            while (walk.next()) {
                int stock = walk.stock();
                int piece = stock < 0 ? 0 : walk.tokens() % length(stock);
                if (piece > 0) {
                    if (open[stock].size() > 0
                            && windows.of(stock, next[stock] - 1) != windows.of(stock, next[stock])) {
                        blocks.add(new Lengths(windows.of(stock, next[stock] - 1), open[stock].toArray()));
                        open[stock].clear();
                    }
                    open[stock].add(piece);
                    next[stock]++;
                }
            }
        }
        for (int stock = 0; stock < open.length; stock++) {
            if (open[stock].size() > 0) {
                blocks.add(new Lengths(windows.of(stock, next[stock] - 1), open[stock].toArray()));
            }
        }
        return blocks;
    }

    /**
     * Writes the part's table where the streams of the stocks are cut.
     *
     * @param before what the parts before it have
     * @param sequences of each stock: tokens after them have no place
     */
    TaskResult concat(int part, Counts before, long[] sequences) throws IOException {
        long[] position = before.tokens.clone();
        return write(part, (row, stock, tokens) -> {
            int length = length(stock);
            int placed = 0;
            int runs = 0;
            for (int offset = 0; offset < tokens; ) {
                long sequence = position[stock] / length;
                int start = (int) (position[stock] % length);
                int run = Math.min(length - start, tokens - offset);
                if (sequence < sequences[stock]) {
                    row.add(sequence, start, offset, run);
                    placed += run;
                    runs++;
                }
                offset += run;
                position[stock] += run;
            }
            return placed == tokens && runs == 1;
        });
    }

    /**
     * Writes the part's table where documents are packed by best fit.
     *
     * @param before what the parts before it have
     * @param firstOfWindow the sequence that the first bin of each window is
     * @param places of the part's pieces, those of a stock in the order of windows
     */
    TaskResult bestFit(int part, Counts before, Windows windows, long[] firstOfWindow, List<Places> places)
            throws IOException {
        List<List<Places>> ofStock = new ArrayList<>();
        stocks.forEach(stock -> ofStock.add(new ArrayList<>()));
        places.forEach(block -> ofStock.get(windows.stock(block.window())).add(block));
        int[] block = new int[stocks.size()];
        int[] in = new int[stocks.size()];
        long[] chunk = before.chunks.clone();
        TaskResult result = write(part, (row, stock, tokens) -> {
            int length = length(stock);
            int offset = 0;
            while (tokens - offset >= length) {
                row.add(chunk[stock]++, 0, offset, length);
                offset += length;
            }
            if (offset < tokens) {
                if (in[stock] == ofStock.get(stock).get(block[stock]).bins().length) {
                    block[stock]++;
                    in[stock] = 0;
                }
                Places place = ofStock.get(stock).get(block[stock]);
                long sequence = firstOfWindow[place.window()] + place.bins()[in[stock]];
                row.add(sequence, place.starts()[in[stock]], offset, tokens - offset);
                in[stock]++;
            }
            return true;
        });
        for (int stock = 0; stock < block.length; stock++) {
            List<Places> all = ofStock.get(stock);
            if (!all.isEmpty()
                    && (block[stock] < all.size() - 1
                            || in[stock] < all.get(block[stock]).bins().length)) {
                throw new IllegalStateException("Part " + part + " has fewer documents of "
                        + stocks.get(stock).name() + " than were packed");
            }
        }
        return result;
    }

    /** Says where the tokens of a document stand; returns whether a document that fits a sequence stands in one whole. */
    private interface Placing {
        boolean place(Row row, int stock, int tokens);
    }

    /** A row of the table. */
    private record Row(Group placements) {
        void add(long sequence, int start, int offset, int length) {
            Group element = placements.addGroup("list").addGroup("element");
            element.append("sequence", sequence);
            element.append("start", start);
            element.append("offset", offset);
            element.append("length", length);
        }
    }

    private TaskResult write(int part, Placing placing) throws IOException {
        TaskOutput output = new TaskOutput(reference.open(), stage, part);
        TableWriter table = output.table(TABLE, PREFIX, Tables.PACKING);
        try (PackDocuments walk = documents.open(part)) {
            while (walk.next()) {
                int stock = walk.stock();
                int tokens = walk.tokens();
                Group row = table.row();
                row.append("row", walk.row());
                row.append("stock", stock);
                Group placements = row.addGroup("placements");
                if (stock >= 0
                        && tokens > 0
                        && !placing.place(new Row(placements), stock, tokens)
                        && tokens <= length(stock)) {
                    output.count(CUT + stocks.get(stock).name(), 1);
                }
                table.write(row);
            }
        }
        return output.close();
    }
}
