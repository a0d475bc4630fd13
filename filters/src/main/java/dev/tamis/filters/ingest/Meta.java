package dev.tamis.filters.ingest;

/** Bounds on what a source may say of a record. */
final class Meta {
    static final int MOST_FIELDS = 64;
    static final int MOST_CHARS = 4096;

    private Meta() {}

    /** The value, cut to {@link #MOST_CHARS} UTF-16 units, but never inside a surrogate pair. */
    static String cut(String value) {
        if (value.length() <= MOST_CHARS) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
        return value.substring(0, end);
    }

    /** Whether the string holds half of a surrogate pair, which no UTF-8 can carry. */
    static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
