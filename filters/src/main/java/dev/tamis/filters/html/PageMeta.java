package dev.tamis.filters.html;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** Reads what a page says of itself: title, language, author, date, and what it allows to be done with it. */
final class PageMeta {
    private static final int MAX_VALUE = 1000;
    private static final int MAX_DIRECTIVES = 64;
    /** Elements around a link that may say what it is about. */
    private static final int MAX_AROUND = 8;

    private static final int MAX_NAMES = 200;

    private static final List<String> PAGE_WORDS = List.of("footer", "licen", "copyright", "colophon", "imprint");
    private static final List<String> PICTURE_WORDS = List.of("caption", "photo", "image", "gallery", "thumb");

    private final Map<String, String> found = new TreeMap<>();
    private final Set<String> robots = new LinkedHashSet<>();
    private final SortedSet<String> linkedLicences = new TreeSet<>();
    private final SortedSet<String> dataLicences = new TreeSet<>();
    private final SortedSet<String> namedLicences = new TreeSet<>();
    private boolean namedForPage;
    private final String url;

    // Candidates for one key, by rank: a lower rank wins, the first of a rank stays.
    private final Map<String, Integer> rank = new TreeMap<>();

    private PageMeta(String url) {
        this.url = url;
    }

    /**
     * The page's own statements, by key, values trimmed and bounded.
     *
     * @param tree the page's body, already read: meta elements that a parser moved there count too
     */
    static Map<String, String> read(Document document, PageTree tree, String url) {
        PageMeta meta = new PageMeta(url);
        Element html = document.firstElementChild();
        if (html != null) {
            meta.offer("lang", 0, language(html.attr("lang").isBlank() ? html.attr("xml:lang") : html.attr("lang")));
            for (int i = 0; i < html.childNodeSize(); i++) {
                Node child = html.childNode(i);
                if (child instanceof Element element && element.normalName().equals("head")) {
                    meta.readHead(element);
                }
            }
        }
        for (Element stray : tree.statements) {
            meta.readElement(stray);
        }
        meta.readRobots();
        // Several may be those of pictures or of works that the page lists.
        if (meta.dataLicences.size() == 1) {
            meta.offer("licence", 1, meta.dataLicences.first());
        }
        if (meta.linkedLicences.size() == 1) {
            meta.offer("licence", 2, meta.linkedLicences.first());
        }
        if (meta.namedLicences.size() == 1 && meta.namedForPage) {
            meta.offer("licence", 4, meta.namedLicences.first());
        }
        return meta.found;
    }

    private void readHead(Element head) {
        for (int i = 0; i < head.childNodeSize(); i++) {
            if (head.childNode(i) instanceof Element element) {
                readElement(element);
            }
        }
    }

    private void readElement(Element element) {
        switch (element.normalName()) {
            case "title" -> offer("title", 1, element.wholeText());
            case "link" -> {
                if (hasWord(element.attr("rel"), "canonical")) {
                    offer("canonical", 0, resolve(element.attr("href")));
                }
                if (hasWord(element.attr("rel"), "license")) {
                    offer("licence", 0, resolve(element.attr("href")));
                }
            }
            case "a" -> {
                if (hasWord(element.attr("rel"), "license")) {
                    linkedLicences.add(clean(resolve(element.attr("href"))));
                } else if (namesLicence(element)) {
                    namedLicences.add(licenceAddress(element.attr("href")));
                    namedForPage |= isForPage(element);
                }
            }
            case "script" -> {
                if (isLinkedData(element)) {
                    Set<String> stated = new LinkedHashSet<>();
                    LinkedData.addLicences(element.data(), stated);
                    stated.forEach(value -> dataLicences.add(clean(value.startsWith("/") ? resolve(value) : value)));
                }
            }
            case "noscript" -> {
                // a crawler runs no scripts
                for (int i = 0; i < element.childNodeSize(); i++) {
                    if (element.childNode(i) instanceof Element inner
                            && (inner.normalName().equals("meta")
                                    || inner.normalName().equals("link"))) {
                        readElement(inner);
                    }
                }
            }
            case "meta" -> readMeta(element);
            case "time" -> {
                if (element.hasAttr("pubdate") || element.attr("itemprop").equals("datePublished")) {
                    offer("published", 4, element.attr("datetime"));
                }
            }
            default -> {
                // says nothing of the page
            }
        }
    }

    /** Whether a link is to one of Creative Commons' licences. */
    static boolean namesLicence(Element link) {
        String href = link.attr("href");
        return href.contains("creativecommons.org/licenses/") || href.contains("creativecommons.org/publicdomain/");
    }

    static boolean isLinkedData(Element script) {
        return script.attr("type").strip().toLowerCase(Locale.ROOT).startsWith("application/ld+json");
    }

    /** The address without what differs between links to one licence: scheme, language and the file of its text. */
    private static String licenceAddress(String href) {
        String path = href.substring(href.indexOf("creativecommons.org/"));
        int end = path.length();
        for (int i = 0, slashes = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            slashes += c == '/' ? 1 : 0;
            if (slashes == 4 || c == '?' || c == '#' || c <= ' ') {
                end = i;
                break;
            }
        }
        return clean("https://" + path.substring(0, end) + "/");
    }

    /**
     * Whether a link to a licence without {@code rel} is on the page and not on a picture: it stands in a footer or something
     * named by licence or copyright, or shows Creative Commons' own badge; and in no figure or caption.
     */
    private static boolean isForPage(Element link) {
        boolean forPage = false;
        for (int i = 0; i < link.childNodeSize(); i++) {
            if (link.childNode(i) instanceof Element image && image.normalName().equals("img")) {
                String source = image.attr("src");
                forPage |= source.contains("licensebuttons.net/") || source.contains("i.creativecommons.org/");
            }
        }
        Element around = link;
        for (int i = 0; i < MAX_AROUND && around != null; i++) {
            String name = around.normalName();
            String named = (start(around.attr("class")) + " " + start(around.attr("id"))).toLowerCase(Locale.ROOT);
            if (name.startsWith("fig") || PICTURE_WORDS.stream().anyMatch(named::contains)) {
                return false;
            }
            forPage |= name.equals("footer")
                    || (!name.equals("body") && PAGE_WORDS.stream().anyMatch(named::contains));
            around = around.parent();
        }
        return forPage;
    }

    /** The names of an element around many links would else be read for each of them. */
    private static String start(String value) {
        return value.length() > MAX_NAMES ? value.substring(0, MAX_NAMES) : value;
    }

    private void readMeta(Element meta) {
        String content = meta.attr("content");
        if (content.isBlank()) {
            return;
        }
        String name = meta.attr("name");
        if (name.isEmpty()) {
            name = meta.attr("property");
        }
        if (name.isEmpty()) {
            name = meta.attr("itemprop");
        }
        if (name.isEmpty()) {
            String header = meta.attr("http-equiv").strip();
            if (header.equalsIgnoreCase("content-language")) {
                offer("lang", 2, language(content));
            } else if (header.equalsIgnoreCase("x-robots-tag") || header.equalsIgnoreCase("robots")) {
                directives(content);
            }
            return;
        }
        switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "og:title" -> offer("title", 0, content);
            case "twitter:title", "dc.title", "dcterms.title" -> offer("title", 2, content);
            case "og:locale" -> offer("lang", 1, language(content));
            case "language", "dc.language" -> offer("lang", 3, language(content));
            case "author" -> offer("author", 0, content);
            case "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author" -> {
                // Some give the address of a profile instead of a name.
                if (!content.contains("://")) {
                    offer("author", 1, content);
                }
            }
            case "description" -> offer("description", 0, content);
            case "og:description" -> offer("description", 1, content);
            case "article:published_time" -> offer("published", 0, content);
            case "datepublished", "date", "pubdate", "publishdate", "publish_date", "og:published_time" ->
                offer("published", 1, content);
            case "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "parsely-pub-date", "sailthru.date" ->
                offer("published", 2, content);
            case "robots",
                    "googlebot",
                    "googlebot-news",
                    "bingbot",
                    "slurp",
                    "ccbot",
                    "gptbot",
                    "oai-searchbot",
                    "google-extended",
                    "applebot-extended",
                    "anthropic-ai",
                    "claudebot",
                    "perplexitybot",
                    "amazonbot",
                    "bytespider",
                    "meta-externalagent",
                    "cohere-ai",
                    "ai2bot" -> directives(content);
            case "license", "licence", "dcterms.license", "dc.license", "cc:license" -> offer("licence", 1, content);
            case "dc.rights", "dcterms.rights", "rights", "copyright" -> {
                // Most only name the owner.
                if (content.contains("creativecommons.org/")) {
                    offer("licence", 3, content);
                }
            }
            case "tdm-reservation" -> offer("tdm_reservation", 0, content);
            case "tdm-policy" -> offer("tdm_policy", 0, resolve(content));
            default -> {
                // not one of ours
            }
        }
    }

    private void directives(String content) {
        int from = 0;
        while (from < content.length() && robots.size() < MAX_DIRECTIVES) {
            int to = content.indexOf(',', from);
            to = to < 0 ? content.length() : to;
            String directive = clean(content.substring(from, to)).toLowerCase(Locale.ROOT);
            if (!directive.isEmpty() && directive.length() <= 100) {
                robots.add(directive);
            }
            from = to + 1;
        }
    }

    private void readRobots() {
        if (robots.isEmpty()) {
            return;
        }
        found.put("robots", String.join(",", robots));
        if (robots.contains("noai")) {
            found.put("noai", "true");
        }
        if (robots.contains("noimageai")) {
            found.put("noimageai", "true");
        }
    }

    private void offer(String key, int itsRank, String value) {
        String clean = clean(value);
        if (!clean.isEmpty() && itsRank < rank.getOrDefault(key, Integer.MAX_VALUE)) {
            rank.put(key, itsRank);
            found.put(key, clean);
        }
    }

    private static String language(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) != ',') {
            end++;
        }
        String first = value.substring(0, end).strip().replace('_', '-');
        for (int i = 0; i < first.length(); i++) {
            char c = first.charAt(i);
            if (!(c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                return "";
            }
        }
        return first.length() > 35 ? "" : first;
    }

    private String resolve(String href) {
        String target = href.strip();
        if (target.startsWith("//") && url == null) {
            target = "https:" + target;
        }
        if (target.isEmpty() || target.length() > MAX_VALUE) {
            return "";
        }
        try {
            URI uri = new URI(target);
            if (!uri.isAbsolute() && url != null) {
                uri = new URI(url).resolve(uri);
            }
            String scheme = uri.getScheme();
            boolean web = scheme != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
            return web ? uri.toString() : "";
        } catch (URISyntaxException | IllegalArgumentException e) {
            return target.startsWith("http://") || target.startsWith("https://") ? target : "";
        }
    }

    private static boolean hasWord(String list, String word) {
        int at = 0;
        while (at < list.length()) {
            int end = at;
            while (end < list.length() && list.charAt(end) > ' ') {
                end++;
            }
            if (end - at == word.length() && list.regionMatches(true, at, word, 0, word.length())) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    /** One line without controls, at most {@value #MAX_VALUE} units, never half a surrogate pair. */
    static String clean(String value) {
        StringBuilder out = new StringBuilder(Math.min(value.length(), MAX_VALUE));
        boolean space = false;
        for (int i = 0; i < value.length() && out.length() < MAX_VALUE; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '\u00a0' || c == '\u2028' || c == '\u2029') {
                space = c != 0 || space;
            } else if (!TextWriter.isInvisible(c)) {
                if (space && out.length() > 0) {
                    out.append(' ');
                }
                space = false;
                if (Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1))) {
                    out.append(c).append(value.charAt(++i));
                } else {
                    out.append(Character.isSurrogate(c) ? '\ufffd' : c);
                }
            }
        }
        return out.toString();
    }
}
