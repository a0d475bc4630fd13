package dev.tamis.pipeline.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Builds a page as text. Everything that is not a tag of ours goes through {@link #text}. */
final class Html {
    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Starts a page with its title and the style of all pages, up to its body. */
    Html head(String title) throws IOException {
        raw("""
                <!doctype html>
                <html lang=en>
                <head>
                <meta charset=utf-8>
                <meta name=viewport content="width=device-width, initial-scale=1">
                """);
        element("title", title).raw("\n<style>\n");
        try (InputStream css = Html.class.getResourceAsStream("report.css")) {
            raw(new String(css.readAllBytes(), StandardCharsets.UTF_8));
        }
        return raw("</style>\n</head>\n");
    }

    /** Adds markup as it stands. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds text, escaped. */
    Html text(String text) {
        escape(out, text);
        return this;
    }

    /** Adds a whole element of text. {@code tag} may hold attributes. */
    Html element(String tag, String text) {
        int space = tag.indexOf(' ');
        return raw("<" + tag + ">").text(text).raw("</" + (space < 0 ? tag : tag.substring(0, space)) + ">");
    }

    /** A table cell with a number. */
    Html number(long n) {
        return element("td class=n", count(n));
    }

    /** A table cell with a share of one, in per cent. */
    Html share(double share) {
        return element("td class=n", percent(share));
    }

    /** A bar divided by shares of a whole, each part in the colour of its class. */
    void track(long whole, List<String> classes, List<Long> parts) {
        StringBuilder title = new StringBuilder();
        raw("<div class=track role=img aria-label=\"");
        for (int i = 0; i < parts.size(); i++) {
            title.append(i == 0 ? "" : ", ").append(percent(whole == 0 ? 0 : (double) parts.get(i) / whole));
        }
        text(title.toString()).raw("\" title=\"").text(title.toString()).raw("\">");
        for (int i = 0; i < parts.size(); i++) {
            if (whole > 0 && parts.get(i) > 0) {
                raw("<i class=" + classes.get(i) + " style=\"width:"
                        + String.format(Locale.ROOT, "%.3f", 100.0 * parts.get(i) / whole) + "%\"></i>");
            }
        }
        raw("</div>");
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent > 0 && percent < 0.1 ? "%.3f %%" : "%.1f %%", percent);
    }

    /** 1,234,567 bytes as 1.2 MB. */
    static String bytes(long n) {
        if (n < 1000) {
            return n + " B";
        }
        double value = n;
        String[] units = {"kB", "MB", "GB", "TB", "PB"};
        int unit = -1;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** 12,345,678 as 12.3M. */
    static String round(long n) {
        if (n < 10_000) {
            return count(n);
        }
        double value = n;
        String[] units = {"K", "M", "B", "T"};
        int unit = -1;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f%s", value, units[unit]);
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
