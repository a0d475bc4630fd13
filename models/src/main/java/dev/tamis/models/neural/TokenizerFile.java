package dev.tamis.models.neural;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tamis.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A {@code tokenizer.json} of Hugging Face's tokenizers, run by that library. Threads share it.
 *
 * <p>The file's own truncation and padding are not followed: the settings say how many tokens are read.
 */
final class TokenizerFile implements Closeable {
    /** Vocabularies of 250,000 pieces make 17 MB. */
    private static final long LARGEST = 64L << 20;

    private static final Set<String> MODELS = Set.of("WordPiece", "BPE", "Unigram", "WordLevel");

    /** Bytes of text that a token is first thought to need; where they are not enough, four times as many are tried. */
    private static final int BYTES_OF_TOKEN = 6;

    /** Tokens beyond the limit that must be there for a part of a text to do: those at its end may come from the cut. */
    private static final int MARGIN = 16;

    /** What is read of a text at most, if it gives few tokens. */
    static final int MOST_BYTES = 1 << 20;

    private final String name;
    private final HuggingFaceTokenizer tokenizer;
    private final long pad;

    private TokenizerFile(String name, HuggingFaceTokenizer tokenizer, long pad) {
        this.name = name;
        this.tokenizer = tokenizer;
        this.pad = pad;
    }

    /**
     * What a text gives.
     *
     * @param ids of its tokens, special ones included
     * @param types segment of each token
     * @param cut whether the text goes on after them
     */
    record Tokens(long[] ids, long[] types, boolean cut) {}

    /** @throws ModelException if it is no tokenizer.json */
    static TokenizerFile open(String name, Path file) throws IOException {
        long length = Files.size(file);
        if (length > LARGEST) {
            throw new ModelException(name + " has " + length + " bytes (limit " + LARGEST + ")");
        }
        byte[] json = Files.readAllBytes(file);
        JsonNode tree = check(name, json);
        Engines.prepare();
        try (InputStream in = new ByteArrayInputStream(json)) {
            return new TokenizerFile(
                    name,
                    HuggingFaceTokenizer.newInstance(in, Map.of("truncation", "false", "padding", "false")),
                    pad(tree));
        } catch (RuntimeException | LinkageError e) {
            throw new ModelException(name + " cannot be opened as a tokenizer.json: " + Engines.message(e), e);
        }
    }

    private static JsonNode check(String name, byte[] json) throws ModelException {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxStringLength(16 << 20)
                        .build());
        JsonNode tree;
        try {
            tree = mapper.readTree(json);
        } catch (IOException e) {
            throw new ModelException(name + " is no JSON: " + Engines.message(e), e);
        }
        JsonNode model = tree == null ? null : tree.get("model");
        if (model == null || !model.isObject()) {
            throw new ModelException(name + " is no tokenizer.json: it has no model");
        }
        String type = model.path("type").asText("");
        // Files of before 2020 leave the type out, and the library tells it by the model's fields.
        if (!type.isEmpty() && !MODELS.contains(type)) {
            throw new ModelException(name + " has a model of the unknown type \"" + type + "\"");
        }
        return tree;
    }

    /** The id that padding has: networks of RoBERTa's kind count positions by it. */
    private static long pad(JsonNode tree) {
        JsonNode padding = tree.path("padding").path("pad_id");
        if (padding.isIntegralNumber() && padding.asLong() >= 0) {
            return padding.asLong();
        }
        for (JsonNode token : tree.path("added_tokens")) {
            String content = token.path("content").asText("");
            if (content.equals("[PAD]") || content.equals("<pad>")) {
                return Math.max(0, token.path("id").asLong());
            }
        }
        return 0;
    }

    long pad() {
        return pad;
    }

    /**
     * The first tokens of a text.
     *
     * @param prefix set before it
     * @param utf8 the text
     * @param most tokens, special ones included
     * @return null if it has none but special ones
     */
    Tokens tokens(String prefix, byte[] utf8, int most) throws IOException {
        int bytes = Math.min(utf8.length, BYTES_OF_TOKEN * most);
        while (true) {
            int end = end(utf8, bytes);
            boolean last = end == utf8.length || bytes >= MOST_BYTES;
            Encoding encoding = encoding(prefix, utf8, end);
            if (last || encoding.getIds().length >= most + MARGIN) {
                return tokens(encoding, end < utf8.length, most);
            }
            bytes = (int) Math.min(utf8.length, Math.min(MOST_BYTES, 4L * bytes));
        }
    }

    private Encoding encoding(String prefix, byte[] utf8, int end) throws IOException {
        try {
            return tokenizer.encode(prefix + new String(utf8, 0, end, StandardCharsets.UTF_8), true, false);
        } catch (RuntimeException e) {
            throw new IOException(name + " fails on a text of " + utf8.length + " bytes: " + Engines.message(e), e);
        }
    }

    private static Tokens tokens(Encoding encoding, boolean cut, int most) {
        long[] ids = encoding.getIds();
        long[] special = encoding.getSpecialTokenMask();
        int tail = 0;
        while (tail < ids.length && special[ids.length - 1 - tail] == 1) {
            tail++;
        }
        if (tail == ids.length) {
            return null;
        }
        long[] types = encoding.getTypeIds();
        if (ids.length <= most) {
            return new Tokens(ids, types, cut);
        }
        int kept = Math.max(1, most - tail);
        return new Tokens(
                shortened(ids, kept, Math.min(tail, most - kept)),
                shortened(types, kept, Math.min(tail, most - kept)),
                true);
    }

    /** The first {@code kept} and the last {@code tail}. */
    private static long[] shortened(long[] all, int kept, int tail) {
        long[] shortened = Arrays.copyOf(all, kept + tail);
        System.arraycopy(all, all.length - tail, shortened, kept, tail);
        return shortened;
    }

    /** The last place at most this far into a text that is after white space, or at least between characters. */
    private static int end(byte[] utf8, int bytes) {
        if (bytes >= utf8.length) {
            return utf8.length;
        }
        for (int i = bytes; i > bytes / 2; i--) {
            if (utf8[i] == ' ' || utf8[i] == '\n') {
                return i;
            }
        }
        int end = bytes;
        while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
