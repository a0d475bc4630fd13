package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.line.LineRepetition;
import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.LanguageWords;
import dev.tamis.filters.word.NgramRepetition;
import dev.tamis.filters.word.NgramTables;
import dev.tamis.filters.word.NormalizedWords;
import dev.tamis.filters.word.SpacyWords;
import dev.tamis.filters.word.UnicodeWords;
import java.util.function.Function;
import java.util.function.Supplier;

/** Words and lines by each definition, and their repetition, shared by the signals of all families. */
public final class SharedWords {
    /** Words as spaCy's English tokenizer cuts them. */
    public static final Shared<WordList> SPACY_ENGLISH = words(SpacyWords::new, SpacyWords::split);

    /** Words as the script needs. */
    public static final Shared<WordList> LANGUAGE = words(LanguageWords::new, LanguageWords::split);

    private static final Shared<SpacyWords> SPACY_WORDS = Shared.storage(SpacyWords::new);

    private static final Shared<WordList> SPACY = Shared.of(
            WordList::new,
            (list, subject) -> subject.get(SPACY_WORDS)
                    .split(subject.view(), subject.language().language(), list));

    private static final Shared<UnicodeWords> UNICODE_WORDS = Shared.storage(UnicodeWords::new);

    /** Words by UAX #29 that begin with a letter or digit. */
    public static final Shared<WordList> UNICODE = Shared.of(
            WordList::new,
            (list, subject) -> subject.get(UNICODE_WORDS).split(subject.view(), subject.get(LANGUAGE), list));

    /** Words of RedPajama's normalised text. */
    public static final Shared<WordList> NORMALIZED = words(NormalizedWords::new, NormalizedWords::split);

    private static final Shared<NgramTables> NGRAM_TABLES = Shared.storage(NgramTables::new);

    /** Repetition of words split at white space. */
    public static final Shared<NgramRepetition> REPETITION =
            repetition(subject -> subject.view().wordList());

    public static final Shared<NgramRepetition> SPACY_ENGLISH_REPETITION =
            repetition(subject -> subject.get(SPACY_ENGLISH));

    public static final Shared<NgramRepetition> UNICODE_REPETITION = repetition(subject -> subject.get(UNICODE));

    public static final Shared<NgramRepetition> FINEWEB2_REPETITION = repetition(SharedWords::fineweb2);

    public static final Shared<NgramRepetition> NORMALIZED_REPETITION = repetition(subject -> subject.get(NORMALIZED));

    /** Lines as Python's {@code splitlines} cuts them. */
    public static final Shared<PythonLines> PYTHON_LINES =
            Shared.of(PythonLines::new, (lines, subject) -> lines.split(subject.view()));

    /** Repetition of lines and paragraphs. */
    public static final Shared<LineRepetition> LINE_REPETITION =
            Shared.of(LineRepetition::new, (lines, subject) -> lines.measure(subject.view()));

    private SharedWords() {}

    /**
     * Words as FineWeb-2 counts them: as spaCy's tokenizer of the text's language cuts them where it is one of rules that is
     * written here, and as the script needs where the language is unknown or has another tokenizer.
     */
    public static WordList fineweb2(Subject subject) {
        Guess guess = subject.language();
        String language = guess == null ? "" : guess.language();
        if (language.equals("en")) {
            return subject.get(SPACY_ENGLISH);
        }
        return subject.get(SpacyWords.knows(language) ? SPACY : LANGUAGE);
    }

    /** How a text is cut into words by some definition. */
    @FunctionalInterface
    private interface Split<T> {
        void apply(T splitter, TextView view, WordList out);
    }

    private static <T> Shared<WordList> words(Supplier<T> make, Split<T> split) {
        Shared<T> splitter = Shared.storage(make);
        return Shared.of(WordList::new, (list, subject) -> split.apply(subject.get(splitter), subject.view(), list));
    }

    private static Shared<NgramRepetition> repetition(Function<Subject, WordList> words) {
        return Shared.of(
                NgramRepetition::new,
                (repetition, subject) -> repetition.measure(words.apply(subject), subject.get(NGRAM_TABLES)));
    }
}
