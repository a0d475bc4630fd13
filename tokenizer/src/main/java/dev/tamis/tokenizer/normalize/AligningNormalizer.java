package dev.tamis.tokenizer.normalize;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import java.util.Collection;

/**
 * Normalises as {@link TextNormalizer} does and tells for each byte of the result where in the text it comes from. It
 * takes one step at a time, which the plain normaliser is too fast to do. Immutable and safe to share between threads.
 */
public final class AligningNormalizer {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] PLAIN_SPACE = {' '};
    private static final byte[] ESCAPED_SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

    private final CharsMap rules;
    private final DoubleArray userSymbols;
    private final boolean dummyPrefix;
    private final boolean whitespaceAsSuffix;
    private final boolean removeExtra;
    private final byte[] space;

    /**
     * A normaliser with the settings of a model file.
     *
     * @param userSymbols symbols that pass unchanged, except for the spaces in them
     */
    public AligningNormalizer(
            Spec<NormalizerField> spec, boolean whitespaceAsSuffix, Collection<ByteString> userSymbols) {
        this.rules = CharsMap.parse(spec.bytes(NormalizerField.PRECOMPILED_CHARSMAP));
        this.userSymbols = TextNormalizer.prefixes(userSymbols);
        this.dummyPrefix = spec.flag(NormalizerField.ADD_DUMMY_PREFIX);
        this.whitespaceAsSuffix = whitespaceAsSuffix;
        this.removeExtra = spec.flag(NormalizerField.REMOVE_EXTRA_WHITESPACES);
        this.space = spec.flag(NormalizerField.ESCAPE_WHITESPACES) ? ESCAPED_SPACE : PLAIN_SPACE;
    }

    /**
     * Normalises one sentence.
     *
     * @param out gets the result; emptied first
     * @param sources gets, for each byte of the result and for its end, the offset in the text, counted from {@code
     *     from}, of the step that made it: bytes of one rule's replacement share the start of what the rule replaced,
     *     the dummy prefix has the offset of the first byte after leading spaces, and the end has that of the trailing
     *     spaces left out; emptied first, and empty when the result is
     */
    public void normalize(byte[] text, int from, int length, ByteArray out, IntArray sources) {
        out.clear();
        sources.clear();
        Step step = new Step(text, from + length);
        int at = from;
        if (removeExtra) {
            while (at < from + length && step.read(at).isOneSpace()) {
                at += step.consumed;
            }
        }
        if (at == from + length) {
            return;
        }
        if (dummyPrefix && !whitespaceAsSuffix) {
            add(space, at - from, out, sources);
        }
        boolean afterSpace = removeExtra;
        while (at < from + length) {
            step.read(at);
            int start = step.start;
            while (afterSpace && start < step.end && step.bytes[start] == ' ') {
                start++;
            }
            for (int i = start; i < step.end; i++) {
                if (step.bytes[i] == ' ') {
                    add(space, at - from, out, sources);
                } else {
                    out.add(step.bytes[i]);
                    sources.add(at - from);
                }
            }
            if (start < step.end) {
                afterSpace = removeExtra && step.bytes[step.end - 1] == ' ';
            }
            at += step.consumed;
        }
        int end = at - from;
        if (removeExtra) {
            int size = out.size();
            while (endsWithSpace(out.array(), size)) {
                size -= space.length;
                end = sources.get(size);
            }
            out.truncate(size);
            sources.truncate(size);
        }
        if (dummyPrefix && whitespaceAsSuffix) {
            add(space, end, out, sources);
        }
        sources.add(end);
    }

    private static void add(byte[] bytes, int source, ByteArray out, IntArray sources) {
        for (byte b : bytes) {
            out.add(b);
            sources.add(source);
        }
    }

    private boolean endsWithSpace(byte[] bytes, int size) {
        return space.length == 1
                ? size > 0 && bytes[size - 1] == ' '
                : size >= 3 && Utf8.isSpace(bytes, size - 3, size);
    }

    /** One step through the text: how much it consumes and the bytes that take its place. */
    private final class Step {
        private final byte[] text;
        private final int textEnd;
        int consumed;
        byte[] bytes;
        int start;
        int end;

        Step(byte[] text, int textEnd) {
            this.text = text;
            this.textEnd = textEnd;
        }

        Step read(int at) {
            long symbol = userSymbols.longestPrefix(text, at, textEnd);
            if (symbol >= 0) {
                return asIs(at, (int) (symbol >>> 32));
            }
            long rule = rules.isIdentity() ? -1 : rules.match(text, at, textEnd);
            if (rule >= 0) {
                consumed = (int) (rule >>> 32);
                bytes = rules.replacements();
                start = (int) rule;
                end = start;
                while (bytes[end] != 0) {
                    end++;
                }
                return this;
            }
            int c = Utf8.decode(text, at, textEnd);
            if (c >= 0) {
                return asIs(at, Utf8.length(c));
            }
            consumed = 1;
            bytes = REPLACEMENT;
            start = 0;
            end = REPLACEMENT.length;
            return this;
        }

        private Step asIs(int at, int length) {
            consumed = length;
            bytes = text;
            start = at;
            end = at + length;
            return this;
        }

        boolean isOneSpace() {
            return end - start == 1 && bytes[start] == ' ';
        }
    }
}
