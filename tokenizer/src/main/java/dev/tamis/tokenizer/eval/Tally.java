package dev.tamis.tokenizer.eval;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counts of an evaluation by group and model: whole numbers that add up to the same whatever the order and the
 * division of the texts.
 */
public final class Tally {
    private static final int FORMAT = 1;

    private final int[] vocabularies;
    private final SortedMap<TextGroup, Entry> groups = new TreeMap<>();

    /** What a group holds and what each model made of it. */
    static final class Entry {
        final TextCounts text = new TextCounts();
        final TokenCounts[] tokens;

        Entry(int[] vocabularies) {
            tokens = new TokenCounts[vocabularies.length];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = new TokenCounts(vocabularies[i]);
            }
        }

        void add(Entry other) {
            text.add(other.text);
            for (int i = 0; i < tokens.length; i++) {
                tokens[i].add(other.tokens[i]);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && text.equals(that.text)
                    && List.of(tokens).equals(List.of(that.tokens));
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** No counts yet of models of so many pieces each. */
    public Tally(int... vocabularies) {
        this.vocabularies = vocabularies.clone();
    }

    /** No counts yet of these models. */
    public static Tally of(List<EvalModel> models) {
        return new Tally(models.stream().mapToInt(model -> model.model().size()).toArray());
    }

    Entry entry(TextGroup group) {
        return groups.computeIfAbsent(group, g -> new Entry(vocabularies));
    }

    SortedMap<TextGroup, Entry> groups() {
        return Collections.unmodifiableSortedMap(groups);
    }

    Entry empty() {
        return new Entry(vocabularies);
    }

    int models() {
        return vocabularies.length;
    }

    /**
     * Adds what another has counted with the same models.
     *
     * @return this
     */
    public Tally add(Tally other) {
        if (!Arrays.equals(vocabularies, other.vocabularies)) {
            throw new IllegalArgumentException("counts of vocabularies " + Arrays.toString(vocabularies) + " and "
                    + Arrays.toString(other.vocabularies) + " cannot be added");
        }
        other.groups.forEach((group, counts) -> entry(group).add(counts));
        return this;
    }

    /** The counts in few bytes, for a task to send; {@link #fromBytes} reads them. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writeNumber(out, vocabularies.length);
            for (int vocabulary : vocabularies) {
                writeNumber(out, vocabulary);
            }
            writeNumber(out, groups.size());
            for (Map.Entry<TextGroup, Entry> group : groups.entrySet()) {
                out.writeUTF(group.getKey().source());
                out.writeUTF(group.getKey().language());
                TextCounts text = group.getValue().text;
                for (long n : new long[] {text.texts, text.bytes, text.chars, text.words}) {
                    writeNumber(out, n);
                }
                writeScripts(out, text.charsByScript);
                for (TokenCounts counts : group.getValue().tokens) {
                    for (long n : new long[] {
                        counts.tokens,
                        counts.words,
                        counts.wholeWords,
                        counts.checked,
                        counts.normalizedBytes,
                        counts.roundTripFailures
                    }) {
                        writeNumber(out, n);
                    }
                    writeScripts(out, counts.byteTokensByScript);
                    writeScripts(out, counts.byteCharsByScript);
                    writeIds(out, counts.ids);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Ids as steps from the one before, each with its count. */
    private static void writeIds(DataOutputStream out, IdCounts ids) throws IOException {
        long[] byId = ids.toArray();
        int seen = 0;
        for (long n : byId) {
            seen += n > 0 ? 1 : 0;
        }
        writeNumber(out, seen);
        int before = 0;
        for (int id = 0; id < byId.length; id++) {
            if (byId[id] > 0) {
                writeNumber(out, id - before);
                writeNumber(out, byId[id]);
                before = id;
            }
        }
    }

    /** By name, for the numbers of scripts are those of one JDK. */
    private static void writeScripts(DataOutputStream out, long[] byScript) throws IOException {
        List<Integer> seen = new ArrayList<>();
        for (int script = 0; script < byScript.length; script++) {
            if (byScript[script] > 0) {
                seen.add(script);
            }
        }
        writeNumber(out, seen.size());
        for (int script : seen) {
            out.writeUTF(TextScripts.name(script));
            writeNumber(out, byScript[script]);
        }
    }

    /** Reads what {@link #toBytes} wrote. */
    public static Tally fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException("counts of format " + format + "; this version reads " + FORMAT);
            }
            int[] vocabularies = new int[(int) readNumber(in)];
            for (int i = 0; i < vocabularies.length; i++) {
                vocabularies[i] = (int) readNumber(in);
            }
            Tally tally = new Tally(vocabularies);
            for (long left = readNumber(in); left > 0; left--) {
                Entry entry = tally.entry(new TextGroup(in.readUTF(), in.readUTF()));
                entry.text.texts = readNumber(in);
                entry.text.bytes = readNumber(in);
                entry.text.chars = readNumber(in);
                entry.text.words = readNumber(in);
                readScripts(in, entry.text.charsByScript);
                for (TokenCounts counts : entry.tokens) {
                    counts.tokens = readNumber(in);
                    counts.words = readNumber(in);
                    counts.wholeWords = readNumber(in);
                    counts.checked = readNumber(in);
                    counts.normalizedBytes = readNumber(in);
                    counts.roundTripFailures = readNumber(in);
                    readScripts(in, counts.byteTokensByScript);
                    readScripts(in, counts.byteCharsByScript);
                    int id = 0;
                    for (long ids = readNumber(in); ids > 0; ids--) {
                        id += (int) readNumber(in);
                        counts.ids.add(id, readNumber(in));
                    }
                }
            }
            return tally;
        } catch (IOException e) {
            throw new UncheckedIOException("counts end early", e);
        }
    }

    private static void readScripts(DataInputStream in, long[] byScript) throws IOException {
        for (long left = readNumber(in); left > 0; left--) {
            int script = TextScripts.byName(in.readUTF());
            byScript[script] = readNumber(in);
        }
    }

    /** Seven bits a byte, the lowest first; all but the last have the high bit. */
    private static void writeNumber(DataOutputStream out, long n) throws IOException {
        long left = n;
        while (left >= 0x80) {
            out.writeByte((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static long readNumber(DataInputStream in) throws IOException {
        long n = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.readUnsignedByte();
            n |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return n;
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally that
                && Arrays.equals(vocabularies, that.vocabularies)
                && groups.equals(that.groups);
    }

    @Override
    public int hashCode() {
        return groups.hashCode();
    }
}
