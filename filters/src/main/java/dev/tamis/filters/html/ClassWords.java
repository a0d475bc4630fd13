package dev.tamis.filters.html;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What the words in an element's class, id and role say about its part in the page, as bits.
 *
 * <p>Names are read as words: anything but a letter ends a word, and so does a change from a small to a capital letter.
 * A pattern is matched inside the words; {@code |} in a pattern stands for the edge of a word. All patterns are matched
 * in one pass by one automaton (Aho and Corasick 1975).
 */
final class ClassWords {
    static final int NAVIGATION = 1;
    static final int FOOTER = 1 << 1;
    static final int SIDE = 1 << 2;
    static final int SHARE = 1 << 3;
    static final int RELATED = 1 << 4;
    static final int COMMENT = 1 << 5;
    static final int ADVERT = 1 << 6;
    static final int OVERLAY = 1 << 7;
    static final int BYLINE = 1 << 8;
    static final int CAPTION = 1 << 9;
    static final int HEADER = 1 << 10;
    static final int HIDDEN = 1 << 11;
    /** Names that people give to the very element that holds an article's text. */
    static final int BODY = 1 << 12;
    /** Names of elements that often hold the main text and something more. */
    static final int CONTENT = 1 << 13;

    /** A summary: of this page's article at its head, of other pages elsewhere. */
    static final int TEASER = 1 << 14;

    private static final String[][] PATTERNS = {
        {
            "|nav|",
            "navbar",
            "navigation",
            "navigator",
            "|navi|",
            "|menu|",
            "menu|",
            "|menus|",
            "|menu",
            "breadcrumb",
            "|breadcrum",
            "pagination",
            "|pager|",
            "paging|",
            "|paginator|",
            "|page|links|",
            "|post|nav",
            "|skip|",
            "|topbar|",
            "|toolbar|",
            "|tool|bar|",
            "|tools|",
            "|toolbox|",
            "|sitemap|",
            "|jump|",
            "|pagenav",
            "|subnav",
            "|prev|next|",
            "|next|prev|",
            "|nav|links|",
            "|toc|",
            "|sub|nav|",
            "|stepper|",
            "|actions|",
            "|action|bar|",
            "|previous|",
            "|backlink|",
            "|back|to|",
            "|inhaltsverzeichnis|",
            "|contents|list|"
        },
        {
            "footer",
            "|colophon|",
            "|copyright|",
            "|copyrights|",
            "|impressum|",
            "|imprint|",
            "|foot|",
            "|legal|",
            "|disclaimer|",
            "|bottom|bar|",
            "|fussnavi",
            "|fusszeile|",
            "|site|info|",
            "|pagebottom|"
        },
        {
            "sidebar",
            "|side|bar|",
            "widget",
            "|rail|",
            "|marginal",
            "|right|col",
            "|rightcol",
            "|left|col",
            "|leftcol",
            "|side|col",
            "|aside|",
            "|sidecol",
            "|randspalte|",
            "|rightbar|",
            "|leftbar|",
            "|col|right|",
            "|col|left|",
            "|column|right|",
            "|right|column|",
            "|secondary|",
            "|complementary|",
            "|shop|",
            "|webshop|",
            "|partner|",
            "|partners|",
            "|carousel",
            "|slider|",
            "|gallery|",
            "|galerie|",
            "|slideshow|",
            "|slick|",
            "|factbox",
            "|fact|box|",
            "|infobox",
            "|info|box|",
            "|swiper|"
        },
        {
            "|share|",
            "sharing",
            "|shares|",
            "|sharer|",
            "sharebar",
            "sharebutton",
            "|sharebox",
            "sharelink",
            "sharethis",
            "sharetool",
            "socialshare",
            "|social|",
            "|socials|",
            "socialmedia",
            "|socialbar",
            "|sociallink",
            "socialicon",
            "|socialize",
            "addtoany",
            "addthis",
            "|add|this|",
            "sharedaddy",
            "shariff",
            "|sd|sharing",
            "|jp|post|flair|",
            "|teilen|",
            "|follow|",
            "|followers|",
            "|followus|",
            "|likes|",
            "|like|button|",
            "|whatsapp|",
            "|pinterest|",
            "|essb|",
            "|a|a|",
            "|heateor",
            "|bookmark|",
            "|bookmarks|",
            "|bookmarking|",
            "|print|",
            "|printer|",
            "|drucken|",
            "|feedback|",
            "|flattr|",
            "|vgwort|",
            "|rss|",
            "|mashsb",
            "|share|buttons|"
        },
        {
            "related",
            "|recommend",
            "recommendation",
            "|similar|",
            "|more|from|",
            "|morefrom|",
            "|read|more|",
            "|readmore|",
            "|more|link|",
            "|read|next|",
            "|readnext|",
            "|see|also|",
            "|also|",
            "|popular|",
            "popularpost",
            "|trending|",
            "|trends|",
            "|most|read|",
            "|mostread|",
            "|most|viewed|",
            "|latest|",
            "latestnews",
            "|recent|",
            "recentpost",
            "outbrain",
            "taboola",
            "ligatus",
            "plista",
            "|yarpp",
            "crosslink",
            "|linklist|",
            "|link|list|",
            "|linkbox|",
            "|weiterlesen|",
            "|upsell|",
            "|upnext|",
            "|up|next|",
            "|more|articles|",
            "|more|stories|",
            "|more|news|",
            "|morenews|",
            "|topics|",
            "|top|stories|",
            "|topstories|",
            "|newslist|",
            "|news|list|",
            "|suggest",
            "|read|also|",
            "|readalso|",
            "|you|may|",
            "|mehr|",
            "|zum|thema|",
            "|themen|",
            "|weitere|",
            "|mlt|",
            "|ranking|",
            "|bestseller",
            "|product|list|",
            "|onward|",
            "|series|",
            "|ticker|",
            "|newsticker|",
            "|postlist|",
            "|post|list|",
            "|more|posts|",
            "|other|posts|",
            "|jp|relatedposts|",
            "|interlink",
            "|articles|list|",
            "|article|list|",
            "|articlelist|",
            "|linkcontainer|",
            "|storylist|",
            "|weiterfuehrend|",
            "|author|bio",
            "|authorbio",
            "|author|box",
            "|authorbox",
            "|author|info",
            "|authorinfo",
            "|author|desc",
            "|about|author",
            "|about|the|author",
            "|author|card",
            "|author|profile",
            "|authors|box",
            "|relacionad",
            "|verwandt",
            "|aehnlich",
            "|ahnlich",
            "|interessant|",
            "|voiraussi|",
            "|lire|aussi|",
            "|a|lire|",
            "|leer|mas|",
            "|tambien|",
            "|correlati",
            "|powiazane|",
            "|more|on|",
            "|more|"
        },
        {
            "|comment|",
            "comments",
            "commentlist",
            "commentform",
            "commentbox",
            "|commenting|",
            "|respond|",
            "|replies|",
            "|reply|",
            "disqus",
            "kommentar",
            "|reaction",
            "|pingback",
            "|trackback",
            "|leserbrief",
            "|livefyre",
            "|remark|",
            "|remarks|",
            "|yorum",
            "|comentario",
            "|commentaire",
            "|discussion|",
            "|comms|",
            "|add|comment|",
            "|guestbook|"
        },
        {
            "|ad|",
            "|ads|",
            "|adv|",
            "advert",
            "|sponsor",
            "|banner|",
            "|banners|",
            "|anzeige|",
            "|anzeigen|",
            "|werbung|",
            "adsense",
            "|dfp|",
            "|gpt|",
            "|affiliate",
            "|adslot",
            "|adbox",
            "|adwrap",
            "|promo|",
            "|promos|",
            "|promotion",
            "|promobox|",
            "|promoted|",
            "|adcontainer|",
            "|advs|",
            "|skyscraper|",
            "|leaderboard|",
            "|billboard|",
            "|cta|",
            "|call|to|action|",
            "|donat",
            "|spenden|",
            "|patreon|",
            "|paypal|",
            "|amzn|",
            "|amazon|",
            "|preisvergleich|",
            "|disclosure|",
            "|steady|",
            "|publicidad|",
            "|pub|",
            "|reklama|",
            "|pubblicita|",
            "|publicite|",
            "|btn|",
            "|button|",
            "|buttons|",
            "|support|us|"
        },
        {
            "cookie",
            "consent",
            "|gdpr|",
            "|dsgvo|",
            "|cmp|",
            "|overlay|",
            "|modal|",
            "modal|",
            "popup",
            "popover",
            "|lightbox|",
            "|tooltip|",
            "paywall",
            "|subscribe|",
            "subscription",
            "newsletter",
            "|signup|",
            "|sign|up|",
            "|login|",
            "|signin|",
            "|sign|in|",
            "|register|",
            "|registration|",
            "|mailinglist|",
            "|mailing|list|",
            "|mc|embed|",
            "|mailchimp|",
            "|abo|",
            "|optin|",
            "|opt|in|",
            "|notification|",
            "|notifications|",
            "|toast|",
            "|search|",
            "|searchbox|",
            "|searchform|",
            "|searchbar|",
            "|dropdown|",
            "|offcanvas|",
            "|off|canvas|",
            "|premium|hint|",
            "|contact|form|",
            "|player|",
            "|jwplayer|",
            "|video|js|",
            "|videojs|",
            "|accessibility|",
            "|survey|",
            "|umfrage|",
            "|poll|",
            "|quiz|",
            "|placeholder|",
            "|news|letter|",
            "|boletin|"
        },
        {
            "byline",
            "|by|line|",
            "|author",
            "author|",
            "authors|",
            "|autor|",
            "|autoren",
            "|autorin",
            "|date|",
            "|datum|",
            "|datetime|",
            "|timestamp",
            "timestamp|",
            "|published|",
            "|pubdate",
            "|publish|",
            "|publication|",
            "|posted|",
            "|postmeta",
            "|postinfo|",
            "|postdate|",
            "|post|info|",
            "|entry|info|",
            "|meta|",
            "|metas|",
            "|metadata|",
            "|metainfo|",
            "|metabar|",
            "|tags|",
            "|tag|",
            "|taglist",
            "|tagcloud",
            "|tagged|",
            "|keywords|",
            "|schlagwort",
            "|schlagworte|",
            "|categor",
            "|kategorie",
            "|cat|links|",
            "|rubrik",
            "|dateline|",
            "|readtime|",
            "|reading|time|",
            "|readingtime|",
            "|read|time|",
            "|views|",
            "|rating|",
            "|ratings|",
            "|votes|",
            "|vote|",
            "|voting|",
            "|bewertung|",
            "|vcard|",
            "|bio|",
            "|biography|",
            "|postmetadata|",
            "|article|info|",
            "|articleinfo|",
            "|entry|utility|",
            "|entry|footer|",
            "|labels|",
            "|permalink|",
            "|edit|",
            "|editsection|",
            "|word|count|",
            "|wordcount|",
            "|source|",
            "|quelle|",
            "|profile|",
            "|about|me|",
            "|kicker|",
            "|eyebrow|",
            "|contributor",
            "|avatar|",
            "|gravatar|",
            "|updated|",
            "|lastmod|",
            "|last|updated|",
            "|modified|",
            "|about|author|",
            "|stats|",
            "|statistic",
            "|user|info",
            "|userinfo",
            "|user|card",
            "|usercard",
            "|signature|",
            "|fecha",
            "|firma|",
            "|autore|",
            "|auteur|",
            "|dateline|",
            "|editor|",
            "|redakteur|",
            "|redaktion|",
            "|reporter|",
            "|writer|",
            "|temas|",
            "|etiquetas|",
            "|mots|cles|"
        },
        {
            "caption",
            "|bildunterschrift",
            "|bildtext",
            "|credit",
            "credits|",
            "|bildquelle|",
            "|bildrechte",
            "|bildnachweis",
            "|photo|credit",
            "|legende|",
            "|legend|",
            "|image|source|",
            "|media|info|",
            "|picture|info|",
            "|fotograf",
            "|photographer|",
            "|image|copyright|"
        },
        {
            "|header|",
            "header|",
            "|masthead|",
            "|head|",
            "|branding|",
            "|site|title|",
            "|site|description|",
            "|logo|",
            "|top|bar|",
            "|hero|",
            "|kopf|"
        },
        {
            "|hidden|",
            "|hide|",
            "|visually|hidden|",
            "|sr|only|",
            "|screen|reader",
            "|screenreader",
            "|invisible|",
            "|visuallyhidden|",
            "|print|only|",
            "|noprint|",
            "|no|print|",
            "|noindex|"
        },
        {
            "articlebody",
            "|article|body",
            "|article|content",
            "articlecontent",
            "articletext",
            "|article|text",
            "|entry|content",
            "entrycontent",
            "|post|content",
            "postcontent",
            "|post|body",
            "postbody",
            "|post|text",
            "|story|body",
            "storybody",
            "|story|content",
            "storycontent",
            "|storytext",
            "|story|text",
            "|body|content",
            "|bodytext",
            "|body|text",
            "|news|text",
            "newstext",
            "|news|content",
            "|news|body",
            "|artikeltext",
            "|artikel|text",
            "|artikelinhalt",
            "|blog|content",
            "|blog|text",
            "|article|copy",
            "|bodycopy|",
            "|body|copy",
            "|texto|",
            "|mw|content|text|",
            "|article|inner",
            "|article|main",
            "|text|content",
            "|post|entry|",
            "|single|content|",
            "|the|content|",
            "|page|content|",
            "|article|section",
            "|articleparagraph",
            "|detail|content",
            "|detailtext|",
            "|blogpost|content",
            "|cms|content",
            "|rich|text|",
            "|richtext|",
            "|wysiwyg|",
            "|e|content|"
        },
        {
            "|article|", "|artikel|", "|story|", "|post|", "|posts|", "|entry|", "|content|", "|main|", "|maincontent|",
                    "|text|",
            "|inhalt|", "|blog|", "|contenu|", "|contenido|", "|hentry|", "|primary|", "|copy|", "|content", "content|",
                    "|longform|",
            "|blogpost|", "|posting|", "|prose|"
        },
        {"teaser"},
    };

    /** 0 is the edge of a word, 1 to 26 are letters. */
    private static final int SYMBOLS = 27;

    private static final short[] NEXT;
    private static final int[] FOUND;

    static {
        int states = 1;
        for (String[] group : PATTERNS) {
            for (String pattern : group) {
                states += pattern.length();
            }
        }
        short[] next = new short[states * SYMBOLS];
        Arrays.fill(next, (short) -1);
        int[] found = new int[states];
        int used = 1;
        for (int bit = 0; bit < PATTERNS.length; bit++) {
            for (String pattern : PATTERNS[bit]) {
                int state = 0;
                for (int i = 0; i < pattern.length(); i++) {
                    int symbol = symbol(pattern.charAt(i));
                    int to = next[state * SYMBOLS + symbol];
                    if (to < 0) {
                        to = used++;
                        next[state * SYMBOLS + symbol] = (short) to;
                    }
                    state = to;
                }
                found[state] |= 1 << bit;
            }
        }
        int[] fail = new int[used];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int to = next[symbol];
            if (to < 0) {
                next[symbol] = 0;
            } else {
                queue.add(to);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            found[state] |= found[fail[state]];
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                int at = state * SYMBOLS + symbol;
                int fallback = next[fail[state] * SYMBOLS + symbol];
                if (next[at] < 0) {
                    next[at] = (short) fallback;
                } else {
                    fail[next[at]] = fallback;
                    queue.add((int) next[at]);
                }
            }
        }
        NEXT = Arrays.copyOf(next, used * SYMBOLS);
        FOUND = Arrays.copyOf(found, used);
    }

    private ClassWords() {}

    /** The bits of every pattern found in the names; 0 for an empty string. */
    static int of(String names) {
        int length = names.length();
        if (length == 0) {
            return 0;
        }
        int bits = 0;
        int state = NEXT[0];
        boolean edge = true;
        boolean small = false;
        for (int i = 0; i < length; i++) {
            char c = names.charAt(i);
            if (c >= 'a' && c <= 'z') {
                state = NEXT[state * SYMBOLS + c - 'a' + 1];
                small = true;
                edge = false;
            } else if (c >= 'A' && c <= 'Z') {
                if (small) {
                    state = NEXT[state * SYMBOLS];
                    bits |= FOUND[state];
                }
                state = NEXT[state * SYMBOLS + c - 'A' + 1];
                small = false;
                edge = false;
            } else if (!edge) {
                state = NEXT[state * SYMBOLS];
                small = false;
                edge = true;
            }
            bits |= FOUND[state];
        }
        if (!edge) {
            bits |= FOUND[NEXT[state * SYMBOLS]];
        }
        return bits;
    }

    private static int symbol(char c) {
        return c == '|' ? 0 : c - 'a' + 1;
    }
}
