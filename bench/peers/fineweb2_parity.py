"""Agreement of conf/rules/fineweb2.conf with datatrove's filters under FineWeb-2's own word tokenizers, language by language.

    bench/peers/.venv/bin/python bench/peers/language_texts.py runs/peers runs/texts ../shared/data/languages/*.txt.gz
    ./tamis run bench/peers/languages.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/fineweb2_parity.py runs/languages

Both sides have the bounds and stop words of Tamis's tables, so that only the words differ: Tamis cuts them by spaCy's rules
where FineWeb-2 takes a spaCy tokenizer of rules, and by UAX #29 and dictionaries elsewhere; FineWeb-2 has spaCy, jieba,
SudachiPy and others. A language whose tokenizer is not installed is left out.
"""

import collections
import csv
import os
import sys

from peer_run import documents

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TABLE = os.path.join(ROOT, "conf", "rules", "fineweb2-languages.tsv")
STOP_WORDS = os.path.join(
    ROOT, "filters", "src", "main", "resources", "dev", "tamis", "filters", "language", "stop-words.tsv"
)
LEAST_TEXTS = 5


def table():
    with open(TABLE, encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {row["lang"]: row for row in rows}


def stop_words():
    with open(STOP_WORDS, encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return {lang: words.split() for lang, words in pairs}


def rules(code, row, stops):
    """The peer's rule, and ours as a signal with bounds."""
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

    def number(name):
        return float(row[name]) if row[name] else None

    def quality(**rule):
        off = dict.fromkeys(
            (
                "min_doc_words", "max_doc_words", "min_avg_word_length", "max_avg_word_length", "max_symbol_word_ratio",
                "max_bullet_lines_ratio", "max_ellipsis_lines_ratio", "max_non_alpha_words_ratio", "min_stop_words",
            )
        )  # fmt: skip
        return GopherQualityFilter(language=code, stop_words=stops, **{**off, **rule})

    def repetition(**rule):
        off = dict(dup_line_frac=None, dup_para_frac=None, dup_line_char_frac=None, dup_para_char_frac=None)
        return GopherRepetitionFilter(language=code, **{**off, "top_n_grams": (), "dup_n_grams": (), **rule})

    low, high = number("min_mean_word_length"), number("max_mean_word_length")
    yield "word count", quality(min_doc_words=50), "fineweb2_non_symbol_words", 50, None
    yield (
        "mean word length",
        quality(min_avg_word_length=low, max_avg_word_length=high),
        "fineweb2_mean_word_length",
        low,
        high,
    )
    alphabetic = number("min_alphabetic_word_fraction")
    yield (
        "alphabetic",
        quality(max_non_alpha_words_ratio=alphabetic),
        "fineweb2_alphabetic_word_fraction",
        alphabetic,
        None,
    )
    yield "stop words", quality(min_stop_words=2), "fineweb2_stop_words", number("min_stop_words"), None
    lines = number("max_new_line_ratio")
    fineweb = FineWebQualityFilter(
        language=code, line_punct_thr=-1, short_line_thr=999, char_duplicates_ratio=2, new_line_ratio=lines
    )
    yield "new lines", fineweb, "fineweb2_new_line_ratio", None, lines
    punctuation = number("min_line_punct_ratio")
    fineweb = FineWebQualityFilter(
        language=code, line_punct_thr=punctuation, short_line_thr=999, char_duplicates_ratio=2, new_line_ratio=1e9
    )
    yield "line punctuation", fineweb, "fineweb_line_punct_ratio", punctuation, None
    bound = number("max_duplicate_line_fraction")
    yield "duplicate lines", repetition(dup_line_frac=bound), "datatrove_duplicate_line_fraction", None, bound
    for n in range(2, 5):
        bound = number(f"max_top_{n}gram_char_ratio")
        yield f"top {n}-gram", repetition(top_n_grams=((n, bound),)), f"fineweb2_top_{n}gram_char_ratio", None, bound
    for n in range(5, 11):
        name = f"duplicate_{n}gram_char_fraction"
        bound = number("max_" + name)
        yield f"duplicate {n}-grams", repetition(dup_n_grams=((n, bound),)), "fineweb2_" + name, None, bound


def keeps(value, low, high):
    return value is None or ((low is None or value >= low) and (high is None or value <= high))


def compare(lang, row, stops, found):
    from datatrove.data import Document
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    code = row["source"].split()[0] if "_" in row["source"] else None
    try:
        tokenizer = load_word_tokenizer(code)
        tokenizer.word_tokenize("a b")
    except Exception as missing:  # whatever the tokenizer's package raises when it is not there
        print(f"{lang}: left out, {str(missing)[:80]}")
        return
    words = [(len(tokenizer.word_tokenize(d["text"])), d["signals"]["fineweb2_words"]) for d in found]
    ratio = sum(ours for _, ours in words) / sum(theirs for theirs, _ in words)
    all_rules = list(rules(code, row, stops))
    verdicts = collections.defaultdict(list)
    for document in found:
        peer = Document(text=document["text"], id="")
        for name, rule, signal, low, high in all_rules:
            kept = rule.filter(peer)
            pair = (kept is True, keeps(document["signals"][signal], low, high), document["text"])
            verdicts[name].append(pair)
    whole = [
        (all(v[i][0] for v in verdicts.values()), all(v[i][1] for v in verdicts.values())) for i in range(len(found))
    ]
    print(
        f"{lang}: {len(found)} texts, {type(tokenizer).__name__}, Tamis's words / theirs {ratio:.3f}, "
        f"all rules together agree on {sum(a == b for a, b in whole) / len(whole):.2%} "
        f"(peer drops {sum(not a for a, _ in whole)}, Tamis {sum(not b for _, b in whole)})"
    )
    for name, pairs in verdicts.items():
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        if wrong:
            kept = sum(pair[0] for pair in wrong)
            print(
                f"    {1 - len(wrong) / len(pairs):8.2%}  {name}: peer alone keeps {kept}, Tamis alone {len(wrong) - kept}"
                f"  {min(wrong, key=lambda pair: len(pair[2]))[2]!r:.80}"
            )


def main(run):
    by_language = collections.defaultdict(list)
    for document in documents(run):
        by_language[document["signals"]["lang"]].append(document)
    bounds, stops = table(), stop_words()
    for lang, found in sorted(by_language.items(), key=lambda item: -len(item[1])):
        if lang in bounds and lang != "en" and len(found) >= LEAST_TEXTS:
            compare(lang, bounds[lang], stops.get(lang), found)


if __name__ == "__main__":
    main(sys.argv[1])
