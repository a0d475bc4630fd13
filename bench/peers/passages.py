"""How fast datatrove takes the signatures of its sentence deduplication over English books, on one core, in CPU time.

    bench/peers/.venv/bin/python bench/peers/passages.py ../shared/data/books [--documents N]

The books are cut to documents of 5,000 characters and the rest of the line, as for dev.tamis.bench.PassageBenchmark. A signature
is what repeats are found by: a hash of each 3 sentences, or lines, of a document, simplified (lower case, without punctuation and
accents, numbers as 0). That promises less than ours: a repeat must begin and end where sentences do.
Prints MB of UTF-8 a second.
"""

import argparse
import os
import time


def texts(folder):
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt"):
            continue
        # Gutenberg names its Latin-1 files so
        encoding = "iso-8859-1" if name.endswith("-8.txt") else "utf-8"
        with open(os.path.join(folder, name), encoding=encoding, errors="replace", newline="") as file:
            text = file.read().replace("\r\n", "\n")
        start = 0
        while start < len(text):
            end = text.find("\n", min(len(text), start + 5000)) + 1 or len(text)
            yield text[start:end]
            start = end


def measure(name, found, work):
    work(found[0])
    begin = time.process_time()
    for text in found:
        work(text)
    seconds = time.process_time() - begin
    size = sum(len(text.encode("utf-8")) for text in found)
    print(f"{name}: {len(found)} documents, {size / 1e6:.2f} MB, {seconds:.1f} s, {size / 1e6 / seconds:.3f} MB/s")


def signature(split_sentences):
    from datatrove.data import Document
    from datatrove.pipeline.dedup.sentence_dedup import SentDedupConfig, SentenceDedupSignature

    step = SentenceDedupSignature("/nowhere", config=SentDedupConfig(split_sentences=split_sentences))
    return lambda text: step.get_hashes(Document(text=text, id=""), 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--documents", type=int, default=400)
    arguments = parser.parse_args()
    documents = list(texts(arguments.folder))
    documents = documents[:: max(1, len(documents) // arguments.documents)]
    measure("datatrove, spans of 3 sentences", documents, signature(True))
    measure("datatrove, spans of 3 lines", documents, signature(False))
