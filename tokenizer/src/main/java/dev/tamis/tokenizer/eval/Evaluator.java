package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.List;

/** Encodes texts with several models side by side and counts what comes out. Holds scratch: one thread at a time. */
public final class Evaluator {
    private final List<EvalModel> models;
    private final boolean roundTrips;
    private final Tally tally;
    private final IntArray ids = new IntArray(1 << 10);
    private final byte[] run = new byte[64];
    private final ByteArray normalized = new ByteArray(1 << 12);
    private final ByteArray decoded = new ByteArray(1 << 12);

    /**
     * Starts with no counts.
     *
     * @param models used by this evaluator alone; see {@link EvalModel#another}
     * @param roundTrips whether each text is decoded again, and compared with its normal form
     */
    public Evaluator(List<EvalModel> models, boolean roundTrips) {
        this.models = List.copyOf(models);
        this.roundTrips = roundTrips;
        this.tally = Tally.of(models);
    }

    /** The counts so far; they go on with the next text. */
    public Tally tally() {
        return tally;
    }

    /** Counts one text, a sentence or a document, in UTF-8. */
    public void add(TextGroup group, byte[] text, int offset, int length) {
        Tally.Entry entry = tally.entry(group);
        entry.text.add(text, offset, length);
        encode(entry, 0, text, offset, length);
    }

    /**
     * Counts one text that the first of the models has already cut.
     *
     * @param tokenIds of which the first {@code count} are those of the text, without any that stands for its end
     */
    public void add(TextGroup group, byte[] text, int[] tokenIds, int count) {
        Tally.Entry entry = tally.entry(group);
        entry.text.add(text, 0, text.length);
        entry.tokens[0].add(tokenIds, count, models.get(0).facts(), run);
        if (roundTrips) {
            roundTrip(entry.tokens[0], models.get(0).encoder(), tokenIds, count, text, 0, text.length);
        }
        encode(entry, 1, text, 0, text.length);
    }

    private void encode(Tally.Entry entry, int from, byte[] text, int offset, int length) {
        for (int i = from; i < models.size(); i++) {
            EvalModel model = models.get(i);
            ids.clear();
            model.encoder().encode(text, offset, length, ids);
            entry.tokens[i].add(ids.array(), ids.size(), model.facts(), run);
            if (roundTrips) {
                roundTrip(entry.tokens[i], model.encoder(), ids.array(), ids.size(), text, offset, length);
            }
        }
    }

    private void roundTrip(
            TokenCounts counts, Encoder encoder, int[] tokenIds, int count, byte[] text, int offset, int length) {
        encoder.normalize(text, offset, length, normalized);
        counts.checked++;
        counts.normalizedBytes += normalized.size();
        decoded.clear();
        encoder.decode(tokenIds, 0, count, decoded);
        if (!sameText(dummyPrefix(encoder))) {
            counts.roundTripFailures++;
        }
    }

    /** Bytes of the space that normalising put in front of the text and decoding takes away. */
    private int dummyPrefix(Encoder encoder) {
        boolean dropped = encoder.model().normalizer().flag(NormalizerField.ADD_DUMMY_PREFIX)
                || encoder.model().normalizer().flag(NormalizerField.REMOVE_EXTRA_WHITESPACES);
        return dropped && Utf8.isSpace(normalized.array(), 0, normalized.size()) ? 3 : 0;
    }

    /** Whether the decoded text is the normal form from a place on, with spaces for their marks. */
    private boolean sameText(int from) {
        byte[] marked = normalized.array();
        int size = normalized.size();
        int to = 0;
        for (int at = from; at < size; to++) {
            boolean space = Utf8.isSpace(marked, at, size);
            byte expected = space ? (byte) ' ' : marked[at];
            if (to >= decoded.size() || decoded.array()[to] != expected) {
                return false;
            }
            at += space ? 3 : 1;
        }
        return to == decoded.size();
    }
}
