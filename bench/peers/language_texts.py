"""Texts in many languages, the input of languages.conf: the pages of a run, pieces of those in rare languages, and verses.

    ./tamis run bench/peers/web.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/language_texts.py runs/peers runs/texts ../shared/data/languages/*.txt.gz
"""

import gzip
import json
import os
import sys

from peer_run import documents

COMMON = 100
PIECE = 800
VERSES = 40
PASSAGES = 60


def pages(run):
    found = [(document["signals"]["lang"], document["text"]) for document in documents(run)]
    counts = {lang: sum(other == lang for other, _ in found) for lang, _ in found}
    for lang, text in found:
        if lang and lang != "en":
            yield text
            if counts[lang] < COMMON:
                yield from (text[at : at + PIECE] for at in range(0, len(text), PIECE))


def passages(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        verses = [line.strip() for line in lines]
    for at in range(0, min(len(verses), VERSES * PASSAGES), VERSES):
        yield "\n".join(verses[at : at + VERSES])


def main(run, folder, *bibles):
    texts = list(pages(run)) + [text for path in bibles for text in passages(path)]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "languages.jsonl"), "w", encoding="utf-8") as out:
        for i, text in enumerate(texts):
            out.write(json.dumps({"id": f"l{i}", "text": text}) + "\n")
    print(f"{len(texts)} texts")


if __name__ == "__main__":
    main(*sys.argv[1:])
