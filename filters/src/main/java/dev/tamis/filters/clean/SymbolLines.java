package dev.tamis.filters.clean;

import java.util.BitSet;

/**
 * Removes lines of nothing but symbols and spaces, as datatrove's {@code SymbolLinesFormatter} does: lines are Python's
 * {@code splitlines}, blank ones stay, and all are joined with LF, without one at the end.
 */
final class SymbolLines implements Cleaner {
    private static final String PUNCTUATION = "!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

    private final String name;
    private final String doc;
    private final BitSet symbols;
    private final boolean markGaps;

    private SymbolLines(String name, String doc, BitSet symbols, boolean markGaps) {
        this.name = name;
        this.doc = doc;
        this.symbols = symbols;
        this.markGaps = markGaps;
    }

    /** datatrove's defaults: its own list of punctuation and the control characters. */
    static SymbolLines datatrove() {
        BitSet symbols = new BitSet();
        PUNCTUATION.chars().forEach(symbols::set);
        symbols.set(0x00, 0x09);
        symbols.set(0x0B, 0x0D);
        symbols.set(0x0D, 0x20);
        symbols.set(0x7F, 0xA0);
        return new SymbolLines(
                "symbol_lines",
                "Drops lines of nothing but punctuation, symbols and spaces (datatrove's SymbolLinesFormatter, its own list of symbols).",
                symbols,
                false);
    }

    /** As FineWeb-2 used it against the remains of tables: the vertical bar alone, each run of lines leaving a gap. */
    static SymbolLines fineweb2() {
        BitSet symbols = new BitSet();
        symbols.set('|');
        return new SymbolLines(
                "symbol_lines_fineweb2",
                "Puts two empty lines for each run of lines of nothing but | and spaces, remains of tables (FineWeb-2, Penedo et al. 2025: SymbolLinesFormatter with \"|\" and a line end in place of it).",
                symbols,
                true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String clean(String text, Removed removed) {
        char[] chars = text.toCharArray();
        StringBuilder left = new StringBuilder(chars.length);
        boolean inGap = false;
        boolean begun = false;
        int next;
        for (int at = 0; at < chars.length; at = next) {
            int end = at;
            while (end < chars.length && !Python.endsLine(chars[end])) {
                end++;
            }
            next = end + (end + 1 < chars.length && chars[end] == '\r' && chars[end + 1] == '\n' ? 2 : 1);
            if (isSymbols(chars, at, end)) {
                removed.lines(1);
                // all of them are in the basic plane
                removed.chars(end - (long) at);
                if (markGaps && !inGap) {
                    left.append(begun ? "\n\n" : "\n");
                    begun = true;
                }
                inGap = true;
            } else {
                left.append(begun ? "\n" : "").append(chars, at, end - at);
                begun = true;
                inGap = false;
            }
        }
        String result = left.toString();
        return result.equals(text) ? text : result;
    }

    private boolean isSymbols(char[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] != ' ' && !symbols.get(text[i])) {
                return false;
            }
        }
        return Python.skipSpace(text, start, end) < end;
    }
}
