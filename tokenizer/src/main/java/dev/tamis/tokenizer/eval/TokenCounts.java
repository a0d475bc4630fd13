package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/** What a model made of a group of texts. Sums only, so groups add in any order. */
final class TokenCounts {
    final IdCounts ids;
    long tokens;
    /** Words as the tokens show them, a token's space belonging to the word after it. */
    long words;
    /** Words that one token holds. */
    long wholeWords;
    /** Byte tokens, by the script of the character that they spell. */
    final long[] byteTokensByScript = new long[TextScripts.COUNT];
    /** Characters spelled in byte tokens. */
    final long[] byteCharsByScript = new long[TextScripts.COUNT];
    /** Texts whose normal form was looked at. */
    long checked;
    /** Bytes of the normal form of those. */
    long normalizedBytes;
    /** Those that decoding did not give back. */
    long roundTripFailures;

    TokenCounts(int vocabulary) {
        ids = new IdCounts(vocabulary);
    }

    /**
     * Counts the tokens of one text.
     *
     * @param run scratch of any length but 0
     */
    void add(int[] tokenIds, int count, PieceFacts facts, byte[] run) {
        ids.add(tokenIds, count);
        tokens += count;
        int[] shapes = facts.shape;
        int collected = 0;
        long begun = 0;
        long whole = 0;
        int inWord = 0;
        int mark = 0;
        for (int i = 0; i < count; i++) {
            int shape = shapes[tokenIds[i]];
            if ((shape & PieceFacts.IS_BYTE) != 0) {
                if (collected == run.length) {
                    collected = spell(run, collected, false);
                }
                run[collected++] = facts.byteValue[tokenIds[i]];
            } else if (collected > 0) {
                collected = spell(run, collected, true);
            }
            int runs = shape >>> PieceFacts.RUNS_SHIFT;
            boolean starts = (shape & PieceFacts.STARTS_WITH_SPACE) != 0;
            if (starts && inWord > 0) {
                whole += inWord == 1 ? 1 : 0;
                inWord = 0;
            }
            if (runs == 0) {
                if (!starts && inWord > 0) {
                    whole += inWord == 1 ? 1 : 0;
                    inWord = 0;
                }
                mark = (shape & PieceFacts.ENDS_WITH_MARK) != 0 ? 1 : 0;
                continue;
            }
            if (inWord == 0) {
                begun++;
                inWord = starts ? 1 : 1 + mark;
            } else {
                inWord++;
            }
            mark = 0;
            if (runs > 1) {
                // The first word ends within this token, and those between its ends lie in it whole.
                whole += (inWord == 1 ? 1 : 0) + runs - 2;
                begun += runs - 1;
                inWord = 1;
            }
            if ((shape & PieceFacts.ENDS_WITH_SPACE) != 0) {
                whole += inWord == 1 ? 1 : 0;
                inWord = 0;
            }
        }
        whole += inWord == 1 ? 1 : 0;
        if (collected > 0) {
            spell(run, collected, true);
        }
        words += begun;
        wholeWords += whole;
    }

    /** Counts the characters that bytes spell; keeps what may be the start of one unless the run has ended. */
    private int spell(byte[] run, int size, boolean ended) {
        int at = 0;
        while (at < size) {
            int c = Utf8.decode(run, at, size);
            if (c < 0) {
                if (!ended && at > 0 && size - at < Utf8.lengthByLead(run[at])) {
                    System.arraycopy(run, at, run, 0, size - at);
                    return size - at;
                }
                byteTokensByScript[TextScripts.NONE]++;
                at++;
            } else {
                int script = TextScripts.of(c);
                byteTokensByScript[script] += Utf8.length(c);
                byteCharsByScript[script]++;
                at += Utf8.length(c);
            }
        }
        return 0;
    }

    void add(TokenCounts other) {
        ids.add(other.ids);
        tokens += other.tokens;
        words += other.words;
        wholeWords += other.wholeWords;
        checked += other.checked;
        normalizedBytes += other.normalizedBytes;
        roundTripFailures += other.roundTripFailures;
        for (int i = 0; i < TextScripts.COUNT; i++) {
            byteTokensByScript[i] += other.byteTokensByScript[i];
            byteCharsByScript[i] += other.byteCharsByScript[i];
        }
    }

    /** Tokens that spell a character in bytes. */
    long byteTokens() {
        return Arrays.stream(byteTokensByScript).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenCounts that
                && tokens == that.tokens
                && words == that.words
                && wholeWords == that.wholeWords
                && checked == that.checked
                && normalizedBytes == that.normalizedBytes
                && roundTripFailures == that.roundTripFailures
                && Arrays.equals(byteTokensByScript, that.byteTokensByScript)
                && Arrays.equals(byteCharsByScript, that.byteCharsByScript)
                && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return ids.hashCode();
    }
}
