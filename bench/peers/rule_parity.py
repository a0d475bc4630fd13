"""Agreement of Tamis's rules with the toolkits they are named after, document by document.

    ./tamis run bench/peers/web.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/rule_parity.py runs/peers
    bench/peers/.venv-dolma/bin/python bench/peers/rule_parity.py runs/peers

Each environment compares the toolkit that it has. The input is a run, also that of texts.conf: the text and every signal of each document. Each rule of the toolkit is run alone on the same text; the
figure is the share of documents on which both keep or both drop. Exits 1 if a rule agrees on fewer than 99.5 % of the documents.
"""

import json
import os
import sys

LEAST = 0.995
DISAGREEMENTS_SHOWN = 3


def datatrove_rules():
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    def quality(**rule):
        off = dict(
            min_doc_words=None,
            max_doc_words=None,
            min_avg_word_length=None,
            max_avg_word_length=None,
            max_symbol_word_ratio=None,
            max_bullet_lines_ratio=None,
            max_ellipsis_lines_ratio=None,
            max_non_alpha_words_ratio=None,
            min_stop_words=None,
        )
        off.update(rule)
        return GopherQualityFilter(**off)

    def repetition(**rule):
        off = dict(
            dup_line_frac=None,
            dup_para_frac=None,
            dup_line_char_frac=None,
            dup_para_char_frac=None,
            top_n_grams=(),
            dup_n_grams=(),
        )
        off.update(rule)
        return GopherRepetitionFilter(**off)

    def fineweb(**rule):
        off = dict(line_punct_thr=-1, short_line_thr=2, char_duplicates_ratio=2, new_line_ratio=1e9)
        off.update(rule)
        return FineWebQualityFilter(**off)

    rules = {
        "quality words": (quality(min_doc_words=50), lambda v: v["datatrove_non_symbol_words"] >= 50),
        "quality many words": (quality(max_doc_words=100000), lambda v: v["datatrove_non_symbol_words"] <= 100000),
        "quality short words": (quality(min_avg_word_length=3), lambda v: at_least(v["datatrove_mean_word_length"], 3)),
        "quality long words": (quality(max_avg_word_length=10), lambda v: at_most(v["datatrove_mean_word_length"], 10)),
        "quality symbols": (
            quality(max_symbol_word_ratio=0.1),
            lambda v: at_most(v["datatrove_hash_ratio"], 0.1) and at_most(v["datatrove_ellipsis_ratio"], 0.1),
        ),
        "quality bullets": (
            quality(max_bullet_lines_ratio=0.9),
            lambda v: at_most(v["datatrove_bullet_line_fraction"], 0.9),
        ),
        "quality ellipses": (
            quality(max_ellipsis_lines_ratio=0.3),
            lambda v: at_most(v["datatrove_ellipsis_line_fraction"], 0.3),
        ),
        "quality alphabetic": (
            quality(max_non_alpha_words_ratio=0.8),
            lambda v: at_least(v["datatrove_alphabetic_word_fraction"], 0.8),
        ),
        "quality stop words": (quality(min_stop_words=2), lambda v: v["datatrove_stop_words"] >= 2),
        "repetition paragraphs": (
            repetition(dup_para_frac=0.3),
            lambda v: at_most(v["datatrove_duplicate_paragraph_fraction"], 0.3),
        ),
        "repetition paragraph chars": (
            repetition(dup_para_char_frac=0.2),
            lambda v: at_most(v["datatrove_duplicate_paragraph_char_fraction"], 0.2),
        ),
        "repetition lines": (
            repetition(dup_line_frac=0.3),
            lambda v: at_most(v["datatrove_duplicate_line_fraction"], 0.3),
        ),
        "repetition line chars": (
            repetition(dup_line_char_frac=0.2),
            lambda v: at_most(v["datatrove_duplicate_line_char_fraction"], 0.2),
        ),
        "fineweb punctuation": (
            fineweb(line_punct_thr=0.12),
            lambda v: at_least(v["fineweb_line_punct_ratio"], 0.12),
        ),
        "fineweb short lines": (
            fineweb(short_line_thr=0.67),
            lambda v: at_most(v["fineweb_short_line_ratio"], 0.67),
        ),
        "fineweb duplicate chars": (
            fineweb(char_duplicates_ratio=0.01),
            lambda v: at_most(v["fineweb_char_dup_ratio"], 0.01),
        ),
        "fineweb new lines": (fineweb(new_line_ratio=0.3), lambda v: at_most(v["fineweb_new_line_ratio"], 0.3)),
        "c4 page": (
            C4QualityFilter(),
            lambda v: v["c4_datatrove_sentences"] >= 5
            and not v["c4_datatrove_lorem_ipsum"]
            and not v["c4_datatrove_curly_bracket"],
        ),
        "c4 page, as FineWeb": (
            C4QualityFilter(filter_no_terminal_punct=False),
            lambda v: v["c4_fineweb_sentences"] >= 5
            and not v["c4_fineweb_lorem_ipsum"]
            and not v["c4_fineweb_curly_bracket"],
        ),
    }
    for n, limit in ((2, 0.2), (3, 0.18), (4, 0.16)):
        name = f"datatrove_top_{n}gram_char_ratio"
        rules[f"repetition top {n}-gram"] = (
            repetition(top_n_grams=((n, limit),)),
            lambda v, name=name, limit=limit: at_most(v[name], limit),
        )
    for n, limit in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.1)):
        name = f"datatrove_duplicate_{n}gram_char_fraction"
        rules[f"repetition duplicate {n}-grams"] = (
            repetition(dup_n_grams=((n, limit),)),
            lambda v, name=name, limit=limit: at_most(v[name], limit),
        )
    return rules


def at_least(value, limit):
    """A rule does not apply where its signal is null."""
    return value is None or value >= limit


def at_most(value, limit):
    return value is None or value <= limit


def compare_datatrove(documents):
    from datatrove.data import Document

    rules = datatrove_rules()
    pairs = {name: [] for name in rules}
    # document by document: datatrove remembers the words of the last few texts
    for text, signals in documents:
        for name, (rule, ours) in rules.items():
            verdict = rule.filter(Document(text=text, id=""))
            theirs = verdict if isinstance(verdict, bool) else verdict[0]
            pairs[name].append((theirs, ours(signals), text))
    for name in rules:
        yield "datatrove " + name, pairs[name]


def dolma_values(text):
    from dolma.taggers.gopher import get_attributes

    a = get_attributes(text)
    values = {
        "dolma_word_count": a.word_count,
        "dolma_median_word_length": a.median_word_length,
        "dolma_symbol_to_word_ratio": a.symbol_to_word_ratio,
        "dolma_alphabetic_word_fraction": a.fraction_of_words_with_alpha_character,
        "dolma_stop_words": a.required_word_count,
        "dolma_bullet_line_fraction": a.fraction_of_lines_starting_with_bullet_point,
        "dolma_ellipsis_line_fraction": a.fraction_of_lines_ending_with_ellipsis,
        "dolma_duplicate_line_fraction": a.fraction_of_duplicate_lines,
        "dolma_duplicate_line_char_ratio": a.fraction_of_characters_in_duplicate_lines,
    }
    for n, value in a.fraction_of_characters_in_most_common_ngram:
        values[f"dolma_top_{n}gram_char_ratio"] = value
    for n, value in a.fraction_of_characters_in_duplicate_ngrams:
        values[f"dolma_duplicate_{n}gram_char_fraction"] = value
    return values


# mixer limits of configs/dolma-v1_6/mixing/cc-head.yaml, and Gopher's for the n-grams that never fired there
DOLMA_LIMITS = {
    "dolma_word_count": (50, 100000),
    "dolma_median_word_length": (3, 10),
    "dolma_symbol_to_word_ratio": (None, 0.1),
    "dolma_alphabetic_word_fraction": (0.8, None),
    "dolma_stop_words": (2, None),
    "dolma_bullet_line_fraction": (None, 0.9),
    "dolma_ellipsis_line_fraction": (None, 0.3),
    "dolma_duplicate_line_fraction": (None, 0.3),
    "dolma_duplicate_line_char_ratio": (None, 0.3),
    "dolma_top_2gram_char_ratio": (None, 0.2),
    "dolma_top_3gram_char_ratio": (None, 0.18),
    "dolma_top_4gram_char_ratio": (None, 0.16),
    "dolma_duplicate_5gram_char_fraction": (None, 0.15),
    "dolma_duplicate_6gram_char_fraction": (None, 0.14),
    "dolma_duplicate_7gram_char_fraction": (None, 0.13),
    "dolma_duplicate_8gram_char_fraction": (None, 0.12),
    "dolma_duplicate_9gram_char_fraction": (None, 0.11),
    "dolma_duplicate_10gram_char_fraction": (None, 0.1),
}


def within(value, limits):
    return value is None or (
        (limits[0] is None or value >= limits[0]) and (limits[1] is None or value <= limits[1])
    )


def compare_dolma(documents):
    theirs = [dolma_values(text) for text, _ in documents]
    for name, limits in DOLMA_LIMITS.items():
        pairs = []
        unequal = 0
        for values, (text, signals) in zip(theirs, documents):
            a, b = values.get(name), signals.get(name)
            unequal += (a is None) != (b is None) or (a is not None and abs(a - b) > 1e-9 * max(1, abs(a)))
            pairs.append((within(a, limits), within(b, limits), text))
        yield f"{name} ({unequal} values differ)", pairs


def main(path):
    import pyarrow.parquet

    documents = []
    with open(os.path.join(path, "stages", "annotate", "manifest.json"), encoding="utf-8") as manifest:
        files = [file["path"] for file in json.load(manifest)["files"] if file["table"] == "documents"]
    for part in files:
        for row in pyarrow.parquet.read_table(os.path.join(path, part), columns=["text", "signals"]).to_pylist():
            documents.append((row["text"], row["signals"]))
    print(f"{len(documents)} documents")
    worst = 1.0
    compared = 0
    for toolkit, compare in (("datatrove", compare_datatrove), ("dolma", compare_dolma)):
        try:
            __import__(toolkit)
        except ImportError:
            print(f"skipped: {toolkit} is not installed here")
            continue
        compared += 1
        for name, pairs in compare(documents):
            wrong = [pair for pair in pairs if pair[0] != pair[1]]
            dropped = sum(not pair[0] for pair in pairs)
            agreement = 1 - len(wrong) / len(pairs)
            worst = min(worst, agreement)
            print(f"{agreement:8.3%}  dropped by the peer {dropped:4d}, differing {len(wrong):3d}  {name}")
            for theirs, ours, text in wrong[:DISAGREEMENTS_SHOWN]:
                kept = "peer keeps" if theirs else "peer drops"
                print(f"          {kept}: {text[:100]!r}")
    print(f"worst agreement {worst:.3%}")
    return 0 if compared > 0 and worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
