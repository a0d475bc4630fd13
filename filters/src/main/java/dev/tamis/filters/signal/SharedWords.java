package dev.tamis.filters.signal;

import dev.tamis.filters.line.LineRepetition;
import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.text.IdTable;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.LanguageWords;
import dev.tamis.filters.word.NgramRepetition;
import dev.tamis.filters.word.NgramTables;
import dev.tamis.filters.word.NormalizedWords;
import dev.tamis.filters.word.SpacyEnglish;
import dev.tamis.filters.word.UnicodeWords;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Words and lines by each definition, and their repetition, shared by the signals of all families. */
public final class SharedWords {
    /** Words as spaCy's English tokenizer cuts them. */
    public static final Shared<WordList> SPACY_ENGLISH = words(() -> new SpacyEnglish()::split);

    /** Words as the script needs. */
    public static final Shared<WordList> LANGUAGE = words(() -> new LanguageWords()::split);

    /** Words by UAX #29 that begin with a letter or digit. */
    public static final Shared<WordList> UNICODE =
            numbered((list, subject) -> UnicodeWords.split(subject.view(), subject.get(LANGUAGE), list));

    /** Words of RedPajama's normalised text. */
    public static final Shared<WordList> NORMALIZED = words(() -> new NormalizedWords()::split);

    private static final Shared<NgramTables> NGRAM_TABLES = Shared.storage(NgramTables::new);

    /** Repetition of words split at white space. */
    public static final Shared<NgramRepetition> REPETITION =
            repetition(subject -> subject.view().wordList());

    public static final Shared<NgramRepetition> SPACY_ENGLISH_REPETITION =
            repetition(subject -> subject.get(SPACY_ENGLISH));

    public static final Shared<NgramRepetition> UNICODE_REPETITION = repetition(subject -> subject.get(UNICODE));

    public static final Shared<NgramRepetition> LANGUAGE_REPETITION = repetition(subject -> subject.get(LANGUAGE));

    public static final Shared<NgramRepetition> NORMALIZED_REPETITION = repetition(subject -> subject.get(NORMALIZED));

    /** Lines as Python's {@code splitlines} cuts them. */
    public static final Shared<PythonLines> PYTHON_LINES =
            Shared.of(PythonLines::new, (lines, subject) -> lines.split(subject.view()));

    /** Repetition of lines and paragraphs. */
    public static final Shared<LineRepetition> LINE_REPETITION =
            Shared.of(LineRepetition::new, (lines, subject) -> lines.measure(subject.view()));

    private SharedWords() {}

    private static Shared<WordList> words(Supplier<BiConsumer<TextView, WordList>> make) {
        Shared<BiConsumer<TextView, WordList>> splitter = Shared.storage(make);
        return numbered((list, subject) -> subject.get(splitter).accept(subject.view(), list));
    }

    private static Shared<WordList> numbered(BiConsumer<WordList, Subject> split) {
        return Shared.of(WordList::new, (list, subject) -> {
            IdTable vocabulary = subject.view().vocabulary();
            split.accept(list, subject);
            list.number(vocabulary);
        });
    }

    private static Shared<NgramRepetition> repetition(Function<Subject, WordList> words) {
        return Shared.of(NgramRepetition::new, (repetition, subject) -> {
            IdTable vocabulary = subject.view().vocabulary();
            WordList list = words.apply(subject);
            repetition.measure(list, vocabulary.size(), subject.get(NGRAM_TABLES));
        });
    }
}
