package dev.tamis.filters.extract;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which of the extractors a payload belongs to, from its first bytes and, where these leave it open, from what its
 * source declared. Bytes go first because servers mislabel: a PDF sent as {@code text/html} is a PDF.
 */
enum ContentType {
    HTML,
    TEXT,
    DOCUMENT,
    /** Nothing we take text from: images, sound, archives, style sheets, data. */
    OTHER;

    /** Bytes looked at for a magic number or a tag. */
    private static final int SNIFFED = 1024;

    /** Tags, besides a doctype and {@code <html}, that open a page which forgot both. WHATWG MIME Sniffing, 7.1. */
    private static final String[] OPENING_TAGS = {
        "!doctype html",
        "html",
        "head",
        "body",
        "script",
        "iframe",
        "h1",
        "div",
        "font",
        "table",
        "a",
        "style",
        "title",
        "b",
        "br",
        "p",
        "meta",
        "link"
    };

    /**
     * The type of a web capture.
     *
     * @param declared media type with or without parameters, or null
     */
    static ContentType ofWeb(byte[] content, String declared) {
        ContentType magic = magic(content);
        if (magic != null) {
            return magic;
        }
        String type = mediaType(declared);
        switch (type) {
            case "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml" -> {
                return HTML;
            }
            case "text/plain", "text/markdown", "text/x-markdown", "text/x-rst", "text/org" -> {
                return TEXT;
            }
            case "",
                    "application/octet-stream",
                    "binary/octet-stream",
                    "unknown/unknown",
                    "*/*",
                    "text/xml",
                    "application/xml" -> {
                if (opensLikeHtml(content)) {
                    return HTML;
                }
                boolean xml = type.endsWith("/xml") || startsWithTag(content, "?xml");
                return xml || !type.isEmpty() || !looksLikeText(content) ? OTHER : TEXT;
            }
            default -> {
                return isDocument(type) ? DOCUMENT : OTHER;
            }
        }
    }

    /**
     * The type of a book's file.
     *
     * @param declared media type with or without parameters, or null
     * @param name file name or path, or null
     */
    static ContentType ofBook(byte[] content, String declared, String name) {
        ContentType magic = magic(content);
        if (magic != null) {
            return magic;
        }
        String type = mediaType(declared);
        if (isDocument(type)) {
            return DOCUMENT;
        }
        if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
            return HTML;
        }
        String extension = extension(name);
        switch (extension) {
            case "htm", "html", "xhtml" -> {
                return HTML;
            }
            case "pdf", "epub", "docx", "doc", "odt", "rtf" -> {
                return DOCUMENT;
            }
            default -> {
                if (type.startsWith("image/") || type.startsWith("audio/") || type.startsWith("video/")) {
                    return OTHER;
                }
                return opensLikeHtml(content) ? HTML : TEXT;
            }
        }
    }

    /** Lower-case media type without parameters; empty for null. */
    static String mediaType(String declared) {
        if (declared == null) {
            return "";
        }
        int end = 0;
        while (end < declared.length() && declared.charAt(end) != ';' && declared.charAt(end) != ',') {
            end++;
        }
        return declared.substring(0, end).strip().toLowerCase(Locale.ROOT);
    }

    /** The {@code charset} parameter of a media type, without quotes, or null. */
    static String charset(String declared) {
        if (declared == null) {
            return null;
        }
        String lower = declared.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("charset=");
        if (at < 0) {
            return null;
        }
        int start = at + "charset=".length();
        int end = start;
        while (end < declared.length() && declared.charAt(end) != ';' && declared.charAt(end) != ',') {
            end++;
        }
        String value = declared.substring(start, end).strip();
        if (value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0)) {
            value = value.substring(1, value.length() - 1).strip();
        }
        return value.isEmpty() ? null : value;
    }

    /** Lower-case letters after the last dot of the last path segment; empty when there is none or for null. */
    static String extension(String name) {
        if (name == null) {
            return "";
        }
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        int dot = name.lastIndexOf('.');
        return dot <= slash + 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isDocument(String type) {
        return switch (type) {
            case "application/pdf",
                    "application/x-pdf",
                    "application/epub+zip",
                    "application/msword",
                    "application/rtf",
                    "text/rtf",
                    "application/vnd.oasis.opendocument.text",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" -> true;
            default -> false;
        };
    }

    /** The type that the first bytes settle, or null. */
    private static ContentType magic(byte[] b) {
        // Acrobat accepts junk before the header; servers do send blank lines and BOMs there.
        int from = skipBlank(b);
        if (starts(b, from, "%PDF-")
                || starts(b, 0, "{\\rtf")
                || starts(b, 0, "PK\u0003\u0004")
                || starts(b, 0, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1")) {
            return DOCUMENT;
        }
        if (starts(b, 0, "GIF87a")
                || starts(b, 0, "GIF89a")
                || starts(b, 0, "\u0089PNG\r\n")
                || starts(b, 0, "\u00FF\u00D8\u00FF")
                || starts(b, 0, "\u001F\u008B\u0008")
                || starts(b, 0, "BZh9")
                || starts(b, 0, "7z\u00BC\u00AF'\u001C")
                || starts(b, 0, "\u00FD7zXZ\u0000")
                || starts(b, 0, "(\u00B5/\u00FD")
                || starts(b, 0, "Rar!\u001A\u0007")
                || starts(b, 0, "\u007FELF")
                || starts(b, 0, "\u00CA\u00FE\u00BA\u00BE")
                || starts(b, 0, "wOFF")
                || starts(b, 0, "wOF2")
                || starts(b, 0, "OggS")
                || starts(b, 0, "fLaC")
                || starts(b, 0, "ID3")
                || starts(b, 0, "FWS")
                || starts(b, 0, "CWS")
                || starts(b, 0, "%!PS")
                || (starts(b, 0, "RIFF") && (starts(b, 8, "WEBP") || starts(b, 8, "WAVE") || starts(b, 8, "AVI ")))
                || starts(b, 4, "ftyp")
                || starts(b, 0, "\u001AE\u00DF\u00A3")) {
            return OTHER;
        }
        return null;
    }

    private static boolean starts(byte[] b, int from, String magic) {
        if (b.length < from + magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((b[from + i] & 0xFF) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Index of the first byte that is neither white space nor part of a UTF-8 BOM, within the sniffed prefix. */
    private static int skipBlank(byte[] b) {
        int i = starts(b, 0, "\u00EF\u00BB\u00BF") ? 3 : 0;
        int end = Math.min(b.length, SNIFFED);
        while (i < end && (b[i] == ' ' || (b[i] >= '\t' && b[i] <= '\r'))) {
            i++;
        }
        return i;
    }

    /** True when the first tag, after white space, comments and an XML declaration, is one that opens a page. */
    private static boolean opensLikeHtml(byte[] b) {
        if (starts(b, 0, "\u00FF\u00FE") || starts(b, 0, "\u00FE\u00FF")) {
            byte[] narrow = dropNulBytes(b);
            return narrow.length > 0 && opensLikeHtml(narrow);
        }
        int i = skipBlank(b);
        String head = new String(b, i, Math.min(b.length - i, SNIFFED), StandardCharsets.ISO_8859_1);
        head = head.toLowerCase(Locale.ROOT);
        int at = 0;
        while (true) {
            while (at < head.length() && head.charAt(at) <= ' ') {
                at++;
            }
            int close;
            if (head.startsWith("<!--", at)) {
                close = head.indexOf("-->", at);
                at = close + 3;
            } else if (head.startsWith("<?xml", at)) {
                close = head.indexOf("?>", at);
                at = close + 2;
            } else {
                break;
            }
            if (close < 0) {
                return false;
            }
        }
        if (at >= head.length() || head.charAt(at) != '<') {
            return false;
        }
        for (String tag : OPENING_TAGS) {
            int end = at + 1 + tag.length();
            if (head.startsWith(tag, at + 1)
                    && (end == head.length() || head.charAt(end) == '>' || head.charAt(end) <= ' ')) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithTag(byte[] b, String tag) {
        return starts(b, skipBlank(b), "<" + tag);
    }

    private static byte[] dropNulBytes(byte[] b) {
        byte[] out = new byte[Math.min(b.length, 2 * SNIFFED)];
        int n = 0;
        for (int i = 2; i < Math.min(b.length, 2 * SNIFFED); i++) {
            if (b[i] != 0) {
                out[n++] = b[i];
            }
        }
        return java.util.Arrays.copyOf(out, n);
    }

    private static boolean looksLikeText(byte[] b) {
        int end = Math.min(b.length, SNIFFED);
        for (int i = 0; i < end; i++) {
            int c = b[i];
            if (c >= 0 && c < ' ' && (c < '\t' || c > '\r') && c != 0x1B) {
                return false;
            }
        }
        return end > 0;
    }
}
