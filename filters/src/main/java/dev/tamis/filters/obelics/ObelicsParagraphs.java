package dev.tamis.filters.obelics;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageIdentifier;
import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.text.TextView;

/**
 * OBELICS's rules of paragraphs (Laurençon et al. 2023; {@code WebDocumentFilteringNodeLevel}, the values of {@code
 * config_filter_web_documents.yaml}). Paragraphs stand between runs of two line ends or more. In this order a paragraph is
 * dropped for fewer than 4 or more than 1,000 words; more than a tenth of repeated runs of characters, or of words; more than 0.3
 * of special characters; too few stop words; and where it has 12 words or marks, fewer than one mark in a thousand.
 *
 * <p>Where it differs: OBELICS asks for 0.3 of its list of English stop words, this for 0.05 of the few that Tamis has for the
 * language of the text, where it has some, and only of paragraphs of 20 words or more, as a good one of a dozen may well have none
 * of eight words (bounds of our own); what OBELICS asks of flagged words and of common English words
 * needs its lists and is left to rules on the whole text, see {@code conf/rules/obelics.conf}.
 */
final class ObelicsParagraphs implements Cleaner {
    private static final int LEAST_WORDS = 4;
    private static final int MOST_WORDS = 1000;
    private static final double MOST_REPEATED_CHARS = 0.1;
    private static final double MOST_REPEATED_WORDS = 0.1;
    private static final double MOST_SPECIAL = 0.3;
    private static final double LEAST_STOP_WORDS = 0.05;
    private static final int STOP_WORDS_WORDS = 20;
    private static final double LEAST_PUNCTUATION = 0.001;
    private static final int PUNCTUATION_WORDS = 12;

    @Override
    public String name() {
        return "obelics_paragraphs";
    }

    @Override
    public String doc() {
        return "Drops paragraphs by OBELICS's rules (Laurençon et al. 2023): fewer than 4 or more than 1,000 words,"
            + " over 0.1 of repeated runs of 10 characters or 5 words, over 0.3 of special characters, in 20 words or"
            + " more under 0.05 of stop words (the few of the text's language in place of OBELICS's list and 0.3), no"
            + " punctuation in 12 words or more.";
    }

    @Override
    public String clean(String text, Removed removed) {
        Paragraphs paragraphs = new Paragraphs(text);
        StringBuilder left = new StringBuilder(text.length());
        int at = 0;
        boolean dropped = false;
        while (at < text.length()) {
            int end = text.indexOf("\n\n", at);
            end = end < 0 ? text.length() : end;
            int next = end;
            while (next < text.length() && text.charAt(next) == '\n') {
                next++;
            }
            if (end > at && !paragraphs.isFit(text.substring(at, end))) {
                dropped = true;
                removed.lines(lines(text, at, end));
                removed.chars(text.codePointCount(at, next));
            } else {
                left.append(text, at, next);
            }
            at = next;
        }
        if (!dropped) {
            return text;
        }
        int length = left.length();
        while (length > 0 && left.charAt(length - 1) == '\n') {
            length--;
        }
        removed.chars(left.length() - (long) length);
        left.setLength(length);
        return left.toString();
    }

    private static int lines(String text, int from, int end) {
        int lines = 0;
        boolean filled = false;
        for (int i = from; i <= end; i++) {
            if (i == end || text.charAt(i) == '\n') {
                lines += filled ? 1 : 0;
                filled = false;
            } else {
                filled |= !Character.isWhitespace(text.charAt(i));
            }
        }
        return lines;
    }

    /** The paragraphs of one text, with the stop words of its language, which is found when a paragraph is asked for them. */
    private static final class Paragraphs {
        private final String whole;
        private final TextView view = new TextView();
        private final ObelicsFigures figures = new ObelicsFigures();
        private boolean asked;
        private StopWordTable.Words stopWords;

        Paragraphs(String whole) {
            this.whole = whole;
        }

        boolean isFit(String paragraph) {
            view.reset(paragraph);
            figures.reset(view);
            if (figures.words() < LEAST_WORDS
                    || figures.words() > MOST_WORDS
                    || figures.wordRepetition() > MOST_REPEATED_WORDS
                    || figures.charRepetition() > MOST_REPEATED_CHARS
                    || figures.special() > MOST_SPECIAL
                    || figures.punctuation(PUNCTUATION_WORDS) < LEAST_PUNCTUATION) {
                return false;
            }
            if (figures.words() < STOP_WORDS_WORDS) {
                return true;
            }
            StopWordTable.Words table = stopWords();
            return table == null || figures.stopWords(table) >= LEAST_STOP_WORDS;
        }

        private StopWordTable.Words stopWords() {
            if (!asked) {
                asked = true;
                Guess guess = LanguageIdentifier.shared().identify(whole);
                stopWords = guess == null ? null : StopWordTable.bundled().of(guess.language());
            }
            return stopWords;
        }
    }
}
