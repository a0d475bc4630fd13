package dev.tamis.tokenizer;

import dev.tamis.tokenizer.encode.AlignedEncoder;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.PieceSpan;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.train.CorpusFiles;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line does with tokenizers: train from files, encode lines and decode lines, as {@code spm_train},
 * {@code spm_encode} and {@code spm_decode} do. Lines end at LF; a CR before it belongs to the line.
 */
public final class TokenizerCommands {
    private TokenizerCommands() {}

    /** How tokens are printed. */
    public enum Format {
        /** Ids of the best segmentation, separated by spaces. */
        ID,
        /** Its pieces. */
        PIECE,
        /** Ids of each segmentation of an n-best list, on a line each. */
        NBEST_ID,
        NBEST_PIECE,
        /** Ids of a random segmentation. */
        SAMPLE_ID,
        SAMPLE_PIECE,
        /** A JSON object with the pieces, their ids and their bytes in the line. */
        OFFSET
    }

    /** What lines to decode hold. */
    public enum InputFormat {
        ID,
        PIECE
    }

    /**
     * What a training run made.
     *
     * @param model the model, also written to {@code PREFIX.model}
     * @param counted what was read, and what was left out and why
     * @param words number of distinct words
     */
    public record Trained(SentencePieceModel model, WordCounter.Totals counted, int words) {}

    /**
     * Trains from text files and writes {@code PREFIX.model} and {@code PREFIX.vocab}, each whole or not at all.
     *
     * @param inputs files of one sentence a line, or of sentence, TAB, count with {@code input_format=tsv}
     * @param options with {@code model_prefix} set
     * @throws IllegalArgumentException when options or text don't allow a model
     */
    public static Trained trainFromFiles(List<Path> inputs, TrainerOptions options, Progress progress)
            throws IOException {
        String prefix = options.trainer().text(TrainerField.MODEL_PREFIX);
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException(
                    "model_prefix: must be set; the model goes to model_prefix + \".model\"");
        }
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("input: no file is given to train from");
        }
        Counted counted = Counted.from(CorpusFiles.count(inputs, options, progress));
        SentencePieceModel model = TokenizerTrainer.train(counted.table, options, progress);
        write(model, prefix);
        return new Trained(model, counted.totals, counted.words);
    }

    /** What training needs of a counter, so that the counter's memory is free meanwhile. */
    private record Counted(WordTable table, WordCounter.Totals totals, int words) {
        static Counted from(WordCounter counter) {
            return new Counted(counter.table(), counter.totals(), counter.size());
        }
    }

    /** Writes {@code PREFIX.model} and {@code PREFIX.vocab}, each whole or not at all. */
    public static void write(SentencePieceModel model, String prefix) throws IOException {
        replace(Path.of(prefix + ".model"), model.serialize());
        replace(Path.of(prefix + ".vocab"), model.vocab().getBytes(StandardCharsets.UTF_8));
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path whole = file.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
        Files.write(partial, content);
        Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes, of one line, what is printed for it. */
    private interface LineWriter {
        void write(Lines line, long number, ByteArray out);
    }

    /**
     * Writes what comes of each line; returns how many there were.
     *
     * @throws IllegalArgumentException naming the line that can't be done
     */
    private static long eachLine(InputStream in, OutputStream out, LineWriter writer) throws IOException {
        Lines lines = new Lines(in);
        ByteArray text = new ByteArray(1 << 16);
        long count = 0;
        for (; lines.next(); count++) {
            try {
                writer.write(lines, count, text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "line " + (count + 1) + ": holds something else than ids: " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (count + 1) + ": " + e.getMessage(), e);
            }
            if (text.size() >= 1 << 16) {
                out.write(text.array(), 0, text.size());
                text.clear();
            }
        }
        out.write(text.array(), 0, text.size());
        out.flush();
        return count;
    }

    private static void addIds(IntArray ids, ByteArray text) {
        for (int i = 0; i < ids.size(); i++) {
            if (i > 0) {
                text.add(' ');
            }
            addDecimal(ids.get(i), text);
        }
        text.add('\n');
    }

    /**
     * Encodes each line of the input as the settings say.
     *
     * @return number of lines read
     * @throws IllegalArgumentException before any line is read when the model can't do what the settings ask for, and
     *     naming the line when one is too long for it
     */
    public static long encodeLines(InputStream in, OutputStream out, Encoder encoder, EncodeSettings settings)
            throws IOException {
        settings.requireFor(encoder.model());
        if (settings.format() == Format.ID && settings.extraOptions().isEmpty()) {
            IntArray ids = new IntArray();
            return eachLine(in, out, (line, number, text) -> {
                ids.clear();
                encoder.encode(line.bytes(), line.start(), line.length(), ids);
                addIds(ids, text);
            });
        }
        if (settings.format() == Format.PIECE && settings.extraOptions().isEmpty()) {
            return eachLine(in, out, (line, number, text) -> {
                List<String> pieces = encoder.encodePieces(line.bytes(), line.start(), line.length());
                text.add(String.join(" ", pieces).getBytes(StandardCharsets.UTF_8));
                text.add('\n');
            });
        }
        AlignedLines aligned = new AlignedLines(encoder.aligned(), settings);
        return eachLine(in, out, aligned::encode);
    }

    /**
     * Normalises each line of the input.
     *
     * @return number of lines
     */
    public static long normalizeLines(InputStream in, OutputStream out, TextNormalizer normalizer) throws IOException {
        ByteArray normalized = new ByteArray(1 << 12);
        return eachLine(in, out, (line, number, text) -> {
            normalizer.normalize(line.bytes(), line.start(), line.length(), normalized);
            text.add(normalized.array(), 0, normalized.size());
            text.add('\n');
        });
    }

    /** Two digits of each number below 100, the first in the lower byte. */
    private static final short[] TWO_DIGITS = new short[100];

    static {
        for (int i = 0; i < 100; i++) {
            TWO_DIGITS[i] = (short) ('0' + i / 10 | ('0' + i % 10) << 8);
        }
    }

    static void addDecimal(int id, ByteArray text) {
        int digits = id < 10 ? 1 : id < 100 ? 2 : id < 1000 ? 3 : id < 10_000 ? 4 : id < 100_000 ? 5 : 10;
        if (digits == 10) {
            // Rare enough to be simple: vocabularies of more than 100,000 pieces.
            digits = 6;
            for (int rest = id / 1_000_000; rest > 0; rest /= 10) {
                digits++;
            }
        }
        text.reserve(digits);
        int at = text.size() + digits;
        byte[] bytes = text.array();
        int rest = id;
        for (; rest >= 10; rest /= 100) {
            int two = TWO_DIGITS[rest % 100];
            bytes[--at] = (byte) (two >>> 8);
            bytes[--at] = (byte) two;
        }
        if (at > text.size()) {
            bytes[--at] = (byte) ('0' + rest);
        }
        text.resize(text.size() + digits);
    }

    /**
     * Decodes each line of ids, or pieces, separated by spaces, to a line of text. TAB and CR separate ids too.
     *
     * @return number of lines
     * @throws IllegalArgumentException naming the first line that holds something else than ids of the vocabulary
     */
    public static long decodeLines(InputStream in, OutputStream out, Encoder encoder, InputFormat format)
            throws IOException {
        IntArray ids = new IntArray();
        return eachLine(in, out, (line, number, text) -> {
            if (format == InputFormat.PIECE) {
                encoder.decodePieces(fields(line, " "), text);
            } else {
                ids.clear();
                fields(line, ID_SEPARATORS).forEach(field -> ids.add(id(field, encoder)));
                encoder.decode(ids.array(), 0, ids.size(), text);
            }
            text.add('\n');
        });
    }

    /**
     * Decodes each line of ids, separated by spaces, to a JSON object with the text, and the pieces and their bytes in
     * that text.
     *
     * @return number of lines
     * @throws IllegalArgumentException naming the first line that holds something else than ids of the vocabulary
     */
    public static long decodeLinesAligned(InputStream in, OutputStream out, Encoder encoder) throws IOException {
        AlignedEncoder aligned = encoder.aligned();
        ByteArray decoded = new ByteArray();
        return eachLine(in, out, (line, number, json) -> {
            decoded.clear();
            int[] ids = fields(line, ID_SEPARATORS).stream()
                    .mapToInt(field -> id(field, encoder))
                    .toArray();
            List<PieceSpan> pieces = aligned.decode(ids, 0, ids.length, decoded);
            AlignedLines.writeJson(new Decoded(decoded.text(), pieces), json);
        });
    }

    /** A decoded line as JSON. */
    private record Decoded(String text, List<PieceSpan> pieces) {}

    /** What may stand between ids: files of them come with CR LF and as columns. Pieces may hold TAB and CR. */
    private static final String ID_SEPARATORS = " \t\r";

    private static int id(String field, Encoder encoder) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            boolean whole = field.chars().skip(field.startsWith("-") ? 1 : 0).allMatch(c -> c >= '0' && c <= '9');
            if (!whole || field.equals("-")) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "id " + (field.length() <= 40 ? field : field.substring(0, 40) + "...")
                            + " is not in the vocabulary: ids run from 0 to "
                            + (encoder.model().size() - 1),
                    e);
        }
    }

    private static List<String> fields(Lines lines, String separators) {
        String line = new String(lines.bytes(), lines.start(), lines.length(), StandardCharsets.UTF_8);
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= line.length(); at++) {
            if (at == line.length() || separators.indexOf(line.charAt(at)) >= 0) {
                if (at > from) {
                    fields.add(line.substring(from, at));
                }
                from = at + 1;
            }
        }
        return fields;
    }
}
