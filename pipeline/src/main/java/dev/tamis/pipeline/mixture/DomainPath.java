package dev.tamis.pipeline.mixture;

/** Paths of domains: a source, and what it is divided into, joined by {@code /}. */
public final class DomainPath {
    private DomainPath() {}

    /** The source that a domain is of. */
    public static String source(String domain) {
        int slash = domain.indexOf('/');
        return slash < 0 ? domain : domain.substring(0, slash);
    }

    /** Whether a domain is the other, or divided from it. */
    public static boolean within(String domain, String of) {
        return domain.startsWith(of) && (domain.length() == of.length() || domain.charAt(of.length()) == '/');
    }
}
