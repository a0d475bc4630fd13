package dev.tamis.filters.word;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * Words as the tokenizers of {@code spacy.blank("en")} and of other languages that spaCy cuts by rules cut them (spaCy 3.8),
 * which is what datatrove's filters count, English and of FineWeb-2: text is split at white space, then prefixes and suffixes
 * are peeled off each piece until nothing more comes off or a special string is left, then what is left is cut at infixes
 * unless it is a URL, and at last special strings whose parts were cut are put together again.
 *
 * <p>A hand-written scan of the same rules, linear in the text. Differences that are known: quotes of the private use area
 * are no quotes here, special strings that span more than {@value #MOST_PARTS} parts stay cut, and beside English only common
 * abbreviations are special. An instance belongs to one thread.
 */
public final class SpacyWords {
    private static final int MOST_PARTS = 8;
    private static final int KEPT_ENTRIES = 1 << 20;

    private SpacyRules rules = SpacyRules.ENGLISH;
    private SpacySpecials specials = rules.specials();

    private byte[] bytes;
    private WordList words;

    /** Ends of the suffixes peeled off, outermost first, each starting where the next one ends. */
    private int[] suffixStarts = new int[16];

    /** The pieces of one string, in order, before special strings are put together. */
    private int parts;

    private int[] partStarts = new int[16];
    private int[] partEnds = new int[16];

    private final Cuts cuts = new Cuts();
    private final Cuts.Cutter cutter = this::cut;

    /** Whether a language, by its code, is one whose words are cut here. */
    public static boolean knows(String language) {
        return SpacyRules.of(language) != null;
    }

    /** Fills a list with the words of an English text. */
    public void split(TextView view, WordList out) {
        split(view, SpacyRules.ENGLISH, out);
    }

    /** Fills a list with the words of a text in a language that is {@linkplain #knows known}. */
    public void split(TextView view, String language, WordList out) {
        split(view, SpacyRules.of(language), out);
    }

    private void split(TextView view, SpacyRules rulesOfLanguage, WordList out) {
        if (rules != rulesOfLanguage) {
            rules = rulesOfLanguage;
            specials = rules.specials();
            // what a piece was cut into holds for one language
            cuts.forget();
        }
        bytes = view.utf8();
        words = out;
        if (partStarts.length > KEPT_ENTRIES) {
            suffixStarts = new int[16];
            partStarts = new int[16];
            partEnds = new int[16];
        }
        cuts.split(view, out, cutter);
    }

    private void cut(WordList chunks, int chunk, WordList out) {
        int start = chunks.start(chunk);
        int end = chunks.end(chunk);
        if (chunks.isPlain(chunk)) {
            byte[] special = specials.find(chunks.hash(chunk));
            if (special == null) {
                out.add(start, end, chunks.number(chunk));
            } else {
                addSpecial(start, special);
            }
        } else if (!chunks.isAscii(chunk) || !splitCommon(start, end)) {
            parts = 0;
            cutAffixes(start, end);
            joinSpecials();
        }
    }

    /** Splits letters with one mark after them, and numbers without any, which most other pieces are; false for the rest. */
    private boolean splitCommon(int start, int end) {
        int letters = start;
        while (letters < end && Ascii.isLetter(bytes[letters])) {
            letters++;
        }
        if (letters == start) {
            int digits = start;
            while (digits < end && Ascii.isDigit(bytes[digits])) {
                digits++;
            }
            if (digits == end) {
                words.add(bytes, start, end);
            }
            return digits == end;
        }
        if (letters != end - 1) {
            return false;
        }
        byte mark = bytes[letters];
        switch (mark) {
            case ',', ';', ':', '!', '?', ')', '"' -> {}
            case '.' -> {
                if (!rules.isUsualStop()) {
                    return false;
                }
                boolean lower = bytes[letters - 1] >= 'a';
                boolean capitals = letters - start > 1 && bytes[letters - 1] < 'a' && bytes[letters - 2] < 'a';
                if (!(lower || capitals) || specials.find(bytes, start, end) != null) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        byte[] special = specials.find(bytes, start, letters);
        if (special == null) {
            words.add(bytes, start, letters);
        } else {
            addSpecial(start, special);
        }
        words.add(bytes, letters, end);
        return true;
    }

    /** Adds a piece of the string that is being cut. */
    private void add(int start, int end) {
        if (parts == partStarts.length) {
            partStarts = Arrays.copyOf(partStarts, parts * 2);
            partEnds = Arrays.copyOf(partEnds, parts * 2);
        }
        partStarts[parts] = start;
        partEnds[parts] = end;
        parts++;
    }

    private void addParts(int start, byte[] lengths) {
        int at = start;
        for (byte length : lengths) {
            add(at, at + length);
            at += length;
        }
    }

    private void addSpecial(int start, byte[] lengths) {
        int at = start;
        for (byte length : lengths) {
            words.add(bytes, at, at + length);
            at += length;
        }
    }

    private void cutAffixes(int start, int end) {
        int from = start;
        int to = end;
        int suffixes = 0;
        byte[] special = null;
        while (from < to) {
            special = specials.find(bytes, from, to);
            if (special != null || rules.isWhole(bytes, from, to)) {
                break;
            }
            int afterPrefix = rules.afterPrefix(bytes, from, to);
            if (afterPrefix > from && afterPrefix < to) {
                special = specials.find(bytes, afterPrefix, to);
                if (special != null) {
                    add(from, afterPrefix);
                    from = afterPrefix;
                    break;
                }
            }
            int suffix = rules.suffixStart(bytes, afterPrefix, to);
            if (suffix < to && suffix > from) {
                special = specials.find(bytes, from, suffix);
                if (special != null) {
                    suffixes = pushSuffix(suffixes, to);
                    to = suffix;
                    break;
                }
            }
            boolean cut = false;
            if (afterPrefix > from) {
                add(from, afterPrefix);
                from = afterPrefix;
                cut = true;
            }
            if (suffix < to) {
                suffixes = pushSuffix(suffixes, to);
                to = suffix;
                cut = true;
            }
            if (!cut) {
                break;
            }
        }
        if (special != null) {
            addParts(from, special);
        } else if (from < to) {
            if (rules.isWhole(bytes, from, to) || Urls.matches(bytes, from, to)) {
                add(from, to);
            } else {
                cutInfixes(from, to);
            }
        }
        int at = to;
        for (int i = suffixes - 1; i >= 0; i--) {
            add(at, suffixStarts[i]);
            at = suffixStarts[i];
        }
    }

    private int pushSuffix(int count, int end) {
        if (count == suffixStarts.length) {
            suffixStarts = Arrays.copyOf(suffixStarts, count * 2);
        }
        suffixStarts[count] = end;
        return count + 1;
    }

    private void cutInfixes(int from, int to) {
        int start = from;
        int at = from;
        int beforeThat = -1;
        int before = -1;
        while (at < to) {
            int length = Utf8.lengthAt(bytes, at, to);
            int c = Utf8.codePointAt(bytes, at, length);
            if (rules.endsElision(beforeThat, before, c) && at > start) {
                add(start, at);
                start = at;
            }
            int infix = rules.infixLength(bytes, before, at, c, length, to);
            if (infix == 0) {
                beforeThat = before;
                before = c;
                at += length;
                continue;
            }
            // an infix at the very start is none
            if (at > from) {
                if (at > start) {
                    add(start, at);
                }
                add(at, at + infix);
                start = at + infix;
            }
            beforeThat = infix > length ? -1 : before;
            before = Utf8.lastCodePoint(bytes, at, at + infix);
            at += infix;
        }
        if (start < to) {
            add(start, to);
        }
    }

    /** Adds the pieces of one string to the words, with special strings that were cut put together. */
    private void joinSpecials() {
        int i = 0;
        while (i < parts) {
            int joined = 0;
            // the longest first, as spaCy prefers longer matches, and where they overlap the first
            for (int count = Math.min(MOST_PARTS, parts - i); count > 1 && joined == 0; count--) {
                byte[] special = specials.find(bytes, partStarts[i], partEnds[i + count - 1]);
                if (special != null && !isPreceded(i, count)) {
                    addSpecial(partStarts[i], special);
                    joined = count;
                }
            }
            if (joined == 0) {
                words.add(bytes, partStarts[i], partEnds[i]);
                joined = 1;
            }
            i += joined;
        }
    }

    /** Whether a longer special string begins within some pieces and runs over their end, which then wins. */
    private boolean isPreceded(int first, int count) {
        for (int start = first + 1; start < first + count; start++) {
            int most = Math.min(MOST_PARTS, parts - start);
            for (int other = most; other > count; other--) {
                if (specials.find(bytes, partStarts[start], partEnds[start + other - 1]) != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
