package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Writes maps, lists and scalars as JSON in one way only: sorted keys, no spaces, numbers without exponent. */
final class CanonicalJson {

    private CanonicalJson() {}

    static String of(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof SortedMap<?, ?> map) {
            out.append('{');
            int start = out.length();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(out.length() > start ? "," : "");
                quote((String) entry.getKey(), out);
                out.append(':');
                write(entry.getValue(), out);
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            int start = out.length();
            for (Object item : list) {
                out.append(out.length() > start ? "," : "");
                write(item, out);
            }
            out.append(']');
        } else if (value instanceof String text) {
            quote(text, out);
        } else if (value instanceof Double number) {
            out.append(Numbers.plain(number));
        } else if (value == null || value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("No canonical form for " + value.getClass());
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
