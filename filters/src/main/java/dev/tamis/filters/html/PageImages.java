package dev.tamis.filters.html;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.record.PageImage;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The images of one page's main text.
 *
 * <p>The address of an {@code img} is the first there is of: the largest candidate of {@code srcset}, or of the attributes that
 * scripts which load images late take it from; the attributes they take one address from; {@code src}; the largest candidate of
 * the {@code source} elements of the {@code picture} around it. It is resolved against the page's {@code base} and address.
 */
final class PageImages {
    /** What is left out for an address that is the image itself, as {@code data:} addresses are. */
    static final String DATA = "data_uri";
    /** For a pixel that counts visitors, or a spacer: a side of at most one pixel. */
    static final String PIXEL = "pixel";
    /** For none that could be loaded: not of http or https, too long, or relative on a page without address. */
    static final String NO_ADDRESS = "no_address";
    /** For images beyond {@link #MOST}. */
    static final String TOO_MANY = "too_many";

    /** Most images of one page; more are a list of files and no text. */
    static final int MOST = 2000;

    private static final int LONGEST_ADDRESS = 4096;
    private static final int LONGEST_ALT = 1000;
    private static final int LONGEST_SRCSET = 1 << 16;

    private static final String[] SETS = {"srcset", "data-srcset", "data-lazy-srcset"};
    private static final String[] LATE = {
        "data-src", "data-lazy-src", "data-original", "data-lazy", "data-img-src", "data-orig-file", "data-image"
    };
    /** Characters that browsers take in addresses and {@link URI} does not. */
    private static final String BARE = "\"<>\\^`{|}[]";

    private static final String HEX = "0123456789ABCDEF";

    private final String base;
    private final List<PageImage> taken = new ArrayList<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private int accepted;

    PageImages(Document document, String urlOrNull) {
        Element element = document.getElementsByTag("base").first();
        String href = element == null ? "" : element.attr("href").strip();
        String resolved = href.isEmpty() ? null : resolve(urlOrNull, href);
        base = resolved == null ? urlOrNull : resolved;
    }

    /** The image that an element stands for; null, and counted, where it stands for none. */
    PageImage take(Element img) {
        if (isPixel(img.attr("width")) || isPixel(img.attr("height"))) {
            leaveOut(PIXEL);
            return null;
        }
        String found = address(img);
        if (found == null) {
            leaveOut(NO_ADDRESS);
            return null;
        }
        if (isData(found)) {
            leaveOut(DATA);
            return null;
        }
        String url = resolve(base, found);
        if (url == null) {
            leaveOut(NO_ADDRESS);
            return null;
        }
        if (accepted == MOST) {
            leaveOut(TOO_MANY);
            return null;
        }
        accepted++;
        return new PageImage(url, alt(img.attr("alt")));
    }

    /** Takes down that an image now has its place in the text. */
    void wrote(PageImage image) {
        taken.add(image);
    }

    /** The images in the order of the text. */
    List<PageImage> taken() {
        return taken;
    }

    Map<String, Integer> leftOut() {
        return leftOut;
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1, Integer::sum);
    }

    private static String alt(String value) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < value.length() && line.length() <= LONGEST_ALT; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '\u00a0' || c == '\u2028' || c == '\u2029' || c == '\u0085') {
                if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                    line.append(' ');
                }
            } else if (!TextWriter.isInvisible(c) && c != '\uFFFC') {
                line.append(c);
            }
        }
        String alt = PlainText.cut(PlainText.of(line.toString().strip()), LONGEST_ALT);
        return alt.isEmpty() ? null : alt;
    }

    /** Whether a side's attribute says zero or one pixel. */
    private static boolean isPixel(String side) {
        String size = side.strip();
        if (size.endsWith("px")) {
            size = size.substring(0, size.length() - 2).strip();
        }
        return size.equals("0") || size.equals("1");
    }

    private static boolean isData(String address) {
        return address.regionMatches(true, 0, "data:", 0, 5);
    }

    /** The address as the page has it, a {@code data:} address only where there is no other; null where there is none. */
    private static String address(Element img) {
        String data = null;
        for (String set : SETS) {
            String largest = largest(img.attr(set));
            if (largest != null) {
                return largest;
            }
        }
        for (String late : LATE) {
            String value = img.attr(late).strip();
            if (!value.isEmpty() && !isData(value) && value.charAt(0) != '{') {
                return value;
            }
        }
        String src = img.attr("src").strip();
        if (!src.isEmpty()) {
            if (!isData(src)) {
                return src;
            }
            data = src;
        }
        Element around = img.parent();
        if (around != null && around.normalName().equals("picture")) {
            for (int i = 0; i < around.childNodeSize(); i++) {
                if (around.childNode(i) instanceof Element source
                        && source.normalName().equals("source")) {
                    for (String set : SETS) {
                        String largest = largest(source.attr(set));
                        if (largest != null) {
                            return largest;
                        }
                    }
                }
            }
        }
        return data;
    }

    /**
     * The candidate of a {@code srcset} with the largest width or density, read as the HTML standard says (4.8.4.3.6); the first
     * of equal ones; null where there is none but {@code data:} addresses.
     */
    static String largest(String srcset) {
        String best = null;
        double bestSize = -1;
        int length = Math.min(srcset.length(), LONGEST_SRCSET);
        int at = 0;
        while (at < length) {
            while (at < length && (srcset.charAt(at) <= ' ' || srcset.charAt(at) == ',')) {
                at++;
            }
            int start = at;
            while (at < length && srcset.charAt(at) > ' ') {
                at++;
            }
            int end = at;
            while (end > start && srcset.charAt(end - 1) == ',') {
                end--;
            }
            double size = 1;
            if (end == at) {
                int from = at;
                int depth = 0;
                while (at < length && (depth > 0 || srcset.charAt(at) != ',')) {
                    depth += srcset.charAt(at) == '(' ? 1 : srcset.charAt(at) == ')' ? -1 : 0;
                    at++;
                }
                size = size(srcset.substring(from, at).strip());
            }
            if (end > start && size > bestSize && !isData(srcset.substring(start, end))) {
                best = srcset.substring(start, end);
                bestSize = size;
            }
        }
        return best;
    }

    /** Widths come before densities, which no page has as large as that. */
    private static double size(String descriptor) {
        int end = descriptor.length();
        for (int i = 0; i < end; i++) {
            if (descriptor.charAt(i) <= ' ') {
                end = i;
            }
        }
        if (end < 2 || end > 12) {
            return 1;
        }
        char unit = descriptor.charAt(end - 1);
        double number = 0;
        double part = 0;
        for (int i = 0; i < end - 1; i++) {
            char c = descriptor.charAt(i);
            if (c == '.' && part == 0) {
                part = 1;
            } else if (c >= '0' && c <= '9') {
                part /= 10;
                number = part > 0 ? number + part * (c - '0') : 10 * number + c - '0';
            } else {
                return 1;
            }
        }
        return unit == 'w' ? 1000 * number : unit == 'x' ? number : 1;
    }

    /** An address of http or https without fragment; null where there is none. */
    static String resolve(String baseOrNull, String address) {
        String target = bare(address);
        if (target.isEmpty() || target.length() > LONGEST_ADDRESS) {
            return null;
        }
        if (target.startsWith("//") && baseOrNull == null) {
            target = "https:" + target;
        }
        try {
            URI uri = new URI(target);
            if (!uri.isAbsolute()) {
                if (baseOrNull == null) {
                    return null;
                }
                URI from = new URI(bare(baseOrNull));
                if (from.getRawPath() == null || from.getRawPath().isEmpty()) {
                    // java.net.URI would make one name of the host and the path
                    from = from.resolve("/");
                }
                uri = from.resolve(uri);
            }
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = (scheme.equals("http") || scheme.equals("https")) && uri.getRawAuthority() != null;
            String found = uri.toString();
            int fragment = found.indexOf('#');
            found = fragment < 0 ? found : found.substring(0, fragment);
            return web && found.length() <= LONGEST_ADDRESS ? found : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The address without white space around and line breaks within, and what may not stand bare in it encoded. */
    private static String bare(String address) {
        String text = address.strip();
        int length = Math.min(text.length(), LONGEST_ADDRESS + 1);
        StringBuilder out = null;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean fits = c > ' '
                    && c != 0x7f
                    && BARE.indexOf(c) < 0
                    && !Character.isSurrogate(c)
                    && !Character.isISOControl(c)
                    && !Character.isSpaceChar(c)
                    && (c != '%' || isEncoded(text, i));
            if (fits && out == null) {
                continue;
            }
            if (out == null) {
                out = new StringBuilder(length + 16).append(text, 0, i);
            }
            if (fits) {
                out.append(c);
            } else if (c == '\\') {
                out.append('/');
            } else if (c != '\n' && c != '\r' && c != '\t') {
                int point = text.codePointAt(i);
                i += Character.charCount(point) - 1;
                for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
                }
            }
        }
        return out == null ? text.substring(0, length) : out.toString();
    }

    private static boolean isEncoded(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }
}
