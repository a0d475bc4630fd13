"""Agreement of Tamis's redpajama_* signals with RedPajama-v2's definitions, value by value.

    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts
    ./tamis run bench/peers/cleaners.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/redpajama_parity.py runs/cleaners

RedPajama-v2's code is in no package registry, so the definitions of its quality signals (app/src/core/quality_signals of
togethercomputer/RedPajama-Data) are written down here again. Needs pyarrow alone. Exits 1 if less than 99.5 % of the values agree.
"""

import collections
import math
import re
import string
import sys
import unicodedata

from peer_run import documents, report

LEAST = 0.995
NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
BULLETS = tuple("\u2022\u2023\u25b6\u25c0\u25e6\u25a0\u25a1\u25aa\u25ab\u2013")


def top(words, n):
    grams = collections.Counter(zip(*(words[i:] for i in range(n))))
    gram, count = grams.most_common(1)[0] if grams else ((), 0)
    return sum(map(len, gram)) * count / sum(map(len, words)) if count > 1 else 0.0


def duplicate(words, n):
    grams = list(zip(*(words[i:] for i in range(n))))
    counts = collections.Counter(grams)
    repeated = [False] * len(words)
    for i, gram in enumerate(grams):
        if counts[gram] > 1:
            repeated[i : i + n] = [True] * n
    return sum(len(word) for word, known in zip(words, repeated) if known) / sum(map(len, words))


def signals(text):
    normalised = unicodedata.normalize("NFD", re.sub(r"\s+", " ", text.translate(NO_PUNCTUATION).lower().strip()))
    words = normalised.split()
    raw = re.findall(r"\w+|[^\w\s]+", text)
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)

    def share(count, of):
        return count / len(of) if of else None

    counts = collections.Counter(words)
    yield "word_count", len(words)
    yield "mean_word_length", share(sum(map(len, words)), words)
    yield "unique_word_fraction", share(len(counts), words)
    entropy = -sum(count / len(words) * math.log(count / len(words)) for count in counts.values())
    yield "unigram_entropy", entropy if words else None
    yield "sentences", len(re.findall(r"\b[^.!?]+[.!?]*", text))
    yield "symbol_to_word_ratio", share(sum(map(text.count, ("#", "...", "…"))), raw)
    yield "all_caps_word_fraction", share(sum(map(str.isupper, raw)), raw)
    no_alphabetic = share(sum(bool(re.search("[a-zA-Z]", word)) for word in raw), raw)
    yield "no_alphabetic_word_fraction", None if no_alphabetic is None else 1 - no_alphabetic
    yield "ellipsis_line_fraction", share(sum(line.rstrip().endswith(("...", "…")) for line in lines), lines)
    yield "terminal_line_fraction", share(sum(line.rstrip().endswith((".", "!", "?", "”")) for line in lines), lines)
    yield "bullet_line_fraction", share(sum(line.lstrip().startswith(BULLETS) for line in lines), lines)
    yield "uppercase_line_fraction", share(sum(sum(map(str.isupper, line)) / len(line) for line in lines), lines)
    yield "curly_bracket_fraction", share(text.count("{") + text.count("}"), text)
    for n in (2, 3, 4):
        yield f"top_{n}gram_char_ratio", top(words, n) if words else None
    for n in range(5, 11):
        yield f"duplicate_{n}gram_char_fraction", duplicate(words, n) if words else None


def main(run):
    pairs = collections.defaultdict(list)
    for document in documents(run, "as_is"):
        for name, theirs in signals(document["text"]):
            ours = document["signals"]["redpajama_" + name]
            pair = (None if value is None else round(float(value), 8) for value in (theirs, ours))
            pairs[name].append((*pair, document["text"]))
    found = [report("redpajama_" + name, some) for name, some in pairs.items()]
    return 0 if min(found) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
