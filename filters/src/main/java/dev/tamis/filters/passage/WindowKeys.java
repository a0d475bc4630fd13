package dev.tamis.filters.passage;

/**
 * The 128-bit keys of windows: the first 128 bits of the SHA-256 of their tokens, each followed by one space. No token holds
 * that byte, so different windows never give the same bytes. Equal keys are what says that two windows are the same text.
 *
 * <p>Each byte of the text is digested at most once for each window it is in. An instance belongs to one thread.
 */
public final class WindowKeys {
    private static final int SMALL = 1 << 10;
    private static final int KEPT_BYTES = 8 << 20;
    private static final int KEPT_TOKENS = 1 << 20;

    private final int tokens;
    private final Key128 key = new Key128();
    private byte[] joined = new byte[SMALL];
    /** Where each token begins in the joined bytes, and where the last ends. */
    private int[] offsets = new int[SMALL];

    private int windows;

    /**
     * @param tokens of a window
     * @throws IllegalArgumentException as {@link Winnowing} does
     */
    public WindowKeys(int tokens) {
        this.tokens = Winnowing.checkedTokens(tokens);
    }

    /**
     * Takes a text, of which it keeps a copy.
     *
     * @throws ArithmeticException if the tokens joined by spaces take 2 GiB or more
     */
    public void reset(PassageTokens text) {
        int count = text.count();
        int room = Math.addExact(text.length(), count);
        if (joined.length < room || (joined.length > KEPT_BYTES && room < KEPT_BYTES)) {
            joined = new byte[room < KEPT_BYTES / 2 ? 2 * room : room];
        }
        if (offsets.length <= count || (offsets.length > KEPT_TOKENS && count < KEPT_TOKENS)) {
            offsets = new int[count < KEPT_TOKENS / 2 ? 2 * count + 1 : count + 1];
        }
        byte[] utf8 = text.utf8();
        int size = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = size;
            int bytes = text.end(i) - text.start(i);
            System.arraycopy(utf8, text.start(i), joined, size, bytes);
            size += bytes;
            joined[size++] = ' ';
        }
        offsets[count] = size;
        windows = Math.max(0, count - tokens + 1);
    }

    /**
     * Computes the key of the window whose first token has that number; {@link #high} and {@link #low} tell it.
     *
     * @throws IndexOutOfBoundsException if no window begins there
     */
    public void digest(int position) {
        if (position < 0 || position >= windows) {
            throw new IndexOutOfBoundsException("Window at token " + position + " of a text with " + windows);
        }
        key.digest(joined, offsets[position], offsets[position + tokens]);
    }

    /** The first 64 bits of the key computed last. */
    public long high() {
        return key.high();
    }

    /** The 64 bits of the key computed last that follow. */
    public long low() {
        return key.low();
    }
}
