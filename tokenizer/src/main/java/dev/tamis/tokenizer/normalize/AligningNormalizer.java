package dev.tamis.tokenizer.normalize;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;

/**
 * Normalises as {@link TextNormalizer} does and tells for each byte of the result where in the text it comes from. It
 * takes one step at a time, which the plain normaliser is too fast to do. Immutable and safe to share between threads.
 */
public final class AligningNormalizer {
    private final TextNormalizer steps;

    /** A normaliser with the settings of another. */
    public AligningNormalizer(TextNormalizer steps) {
        this.steps = steps;
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
        boolean removeExtra = steps.removeExtra;
        int textEnd = from + length;
        int at = from;
        while (removeExtra && at < textEnd) {
            long chunk = steps.chunk(text, at, textEnd);
            if (!steps.isOneSpace(text, at, chunk)) {
                break;
            }
            at += TextNormalizer.length(chunk);
        }
        if (at == textEnd) {
            return;
        }
        if (steps.dummyPrefix && !steps.whitespaceAsSuffix) {
            add(steps.space, at - from, out, sources);
        }
        boolean afterSpace = removeExtra;
        while (at < textEnd) {
            long chunk = steps.chunk(text, at, textEnd);
            byte[] target = steps.target(text, chunk);
            int start = TextNormalizer.targetStart(at, chunk);
            int targetEnd = steps.targetEnd(at, chunk);
            while (afterSpace && start < targetEnd && target[start] == ' ') {
                start++;
            }
            for (int i = start; i < targetEnd; i++) {
                if (target[i] == ' ') {
                    add(steps.space, at - from, out, sources);
                } else {
                    out.add(target[i]);
                    sources.add(at - from);
                }
            }
            if (start < targetEnd) {
                afterSpace = removeExtra && target[targetEnd - 1] == ' ';
            }
            at += TextNormalizer.length(chunk);
        }
        int end = at - from;
        if (removeExtra) {
            int size = out.size();
            while (steps.endsWithSpace(out.array(), size)) {
                size -= steps.space.length;
                end = sources.get(size);
            }
            out.truncate(size);
            sources.truncate(size);
        }
        if (steps.dummyPrefix && steps.whitespaceAsSuffix) {
            add(steps.space, end, out, sources);
        }
        sources.add(end);
    }

    private static void add(byte[] bytes, int source, ByteArray out, IntArray sources) {
        for (byte b : bytes) {
            out.add(b);
            sources.add(source);
        }
    }
}
