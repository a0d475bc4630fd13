package dev.tamis.filters.html;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Encodings by the labels that pages use, as the Encoding Standard (WHATWG, section 4.2) maps them. */
final class CharsetLabels {
    /** An encoding: the standard's name in lower case, and what decodes it here. */
    record Encoding(String name, Charset charset) {}

    static final Encoding UTF_8 = new Encoding("utf-8", StandardCharsets.UTF_8);
    static final Encoding UTF_16LE = new Encoding("utf-16le", StandardCharsets.UTF_16LE);
    static final Encoding UTF_16BE = new Encoding("utf-16be", StandardCharsets.UTF_16BE);
    static final Encoding WINDOWS_1252 = new Encoding("windows-1252", Charset.forName("windows-1252"));

    private static final Map<String, Encoding> BY_LABEL = new HashMap<>(512);

    static {
        add(UTF_8, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8");
        add("ibm866", "IBM866", "866 cp866 csibm866 ibm866");
        add(
                "iso-8859-2",
                "ISO-8859-2",
                "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2");
        add(
                "iso-8859-3",
                "ISO-8859-3",
                "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3");
        add(
                "iso-8859-4",
                "ISO-8859-4",
                "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4");
        add(
                "iso-8859-5",
                "ISO-8859-5",
                "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988");
        add(
                "iso-8859-6",
                "ISO-8859-6",
                "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i"
                        + " iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987");
        add(
                "iso-8859-7",
                "ISO-8859-7",
                "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7"
                        + " iso_8859-7:1987 sun_eu_greek");
        add(
                "iso-8859-8",
                "ISO-8859-8",
                "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8"
                        + " iso_8859-8:1988 visual");
        add("iso-8859-8-i", "ISO-8859-8", "csiso88598i iso-8859-8-i logical");
        add("iso-8859-10", "ISO-8859-10", "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6");
        add("iso-8859-13", "ISO-8859-13", "iso-8859-13 iso8859-13 iso885913");
        add("iso-8859-14", "ISO-8859-14", "iso-8859-14 iso8859-14 iso885914");
        add("iso-8859-15", "ISO-8859-15", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9");
        add("iso-8859-16", "ISO-8859-16", "iso-8859-16");
        add("koi8-r", "KOI8-R", "cskoi8r koi koi8 koi8-r koi8_r");
        add("koi8-u", "KOI8-U", "koi8-ru koi8-u");
        add("macintosh", "x-MacRoman", "csmacintosh mac macintosh x-mac-roman");
        add("windows-874", "x-windows-874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874");
        add("windows-1250", "windows-1250", "cp1250 windows-1250 x-cp1250");
        add("windows-1251", "windows-1251", "cp1251 windows-1251 x-cp1251");
        add(
                WINDOWS_1252,
                "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591"
                        + " iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252");
        add("windows-1253", "windows-1253", "cp1253 windows-1253 x-cp1253");
        add(
                "windows-1254",
                "windows-1254",
                "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5"
                        + " windows-1254 x-cp1254");
        add("windows-1255", "windows-1255", "cp1255 windows-1255 x-cp1255");
        add("windows-1256", "windows-1256", "cp1256 windows-1256 x-cp1256");
        add("windows-1257", "windows-1257", "cp1257 windows-1257 x-cp1257");
        add("windows-1258", "windows-1258", "cp1258 windows-1258 x-cp1258");
        add("x-mac-cyrillic", "x-MacUkraine", "x-mac-cyrillic x-mac-ukrainian");
        // The standard decodes gbk with gb18030's decoder.
        add("gbk", "GB18030", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk");
        add("gb18030", "GB18030", "gb18030");
        add("big5", "Big5-HKSCS", "big5 big5-hkscs cn-big5 csbig5 x-x-big5");
        add("euc-jp", "EUC-JP", "cseucpkdfmtjapanese euc-jp x-euc-jp");
        add("iso-2022-jp", "ISO-2022-JP", "csiso2022jp iso-2022-jp");
        add("shift_jis", "windows-31j", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis");
        add(
                "euc-kr",
                "x-windows-949",
                "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
                        + " ks_c_5601 windows-949");
        add(UTF_16BE, "unicodefffe utf-16be");
        add(UTF_16LE, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le");
        // Read as windows-1252, as a meta element's x-user-defined is; its own mapping has no use outside scripts.
        add(new Encoding("x-user-defined", WINDOWS_1252.charset()), "x-user-defined");
    }

    private CharsetLabels() {}

    /** The encoding of a label, or null when the standard knows none, or this Java has no decoder for it. */
    static Encoding of(String label) {
        int from = 0;
        int to = label.length();
        while (from < to && label.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && label.charAt(to - 1) <= ' ') {
            to--;
        }
        if (to - from > 40) {
            return null;
        }
        return BY_LABEL.get(label.substring(from, to).toLowerCase(Locale.ROOT));
    }

    private static void add(String name, String charset, String labels) {
        if (Charset.isSupported(charset)) {
            add(new Encoding(name, Charset.forName(charset)), labels);
        }
    }

    private static void add(Encoding encoding, String labels) {
        for (String label : labels.split(" ")) {
            BY_LABEL.put(label, encoding);
        }
    }
}
