"""How fast datatrove's NGramsDecontFilter looks for GSM8K and HumanEval in English books, on one core, in CPU time.

    bench/peers/.venv/bin/python bench/peers/decontamination.py ../shared/data [--documents N]

Pieces of about 5,000 characters, 13-grams, the filter's own normalisation. Prints MB of UTF-8 a second.
Tamis on the same texts: dev.tamis.bench.DecontaminateBenchmark.
"""

import argparse
import gzip
import json
import os
import tempfile
import time


def strings(data):
    for name in ("gsm8k-test.jsonl", "humaneval.jsonl.gz"):
        path = os.path.join(data, "eval", name)
        with (gzip.open if name.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from json.loads(line).values()


def pieces(data):
    folder = os.path.join(data, "books")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt"):
            charset = "latin-1" if name.endswith("-8.txt") else "utf-8"
            with open(os.path.join(folder, name), encoding=charset) as book:
                text = book.read()
            yield from (text[i : i + 5000] for i in range(0, len(text), 5000))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--documents", type=int, default=200)
    arguments = parser.parse_args()

    import numpy
    from datatrove.data import Document
    from datatrove.pipeline.decont.n_grams import NGramsDecontConfig, NGramsDecontFilter
    from datatrove.utils.hashing import HashConfig
    from datatrove.utils.text import ngrams, simplify_text

    # sha1 is datatrove's hash without a further package
    config = NGramsDecontConfig(n_grams=13, hash_config=HashConfig(hash_fc="sha1"))
    with tempfile.TemporaryDirectory() as folder:
        peer = NGramsDecontFilter(folder, config=config)
        hashes = set()
        for item in strings(arguments.data):
            words = peer.tokenizer.word_tokenize(simplify_text(item, config.norm_config))
            hashes.update(peer.hash_func(" ".join(gram)) for gram in ngrams(words, config.n_grams))
        with open(os.path.join(folder, "sets.index.hashes"), "wb") as file:
            file.write(numpy.array(sorted(hashes), dtype=config.hash_config.np_descr).tobytes())
        found = list(pieces(arguments.data))[: arguments.documents]
        peer.filter(Document(text=found[0], id=""))
        begin = time.process_time()
        hits = sum(peer.filter(Document(text=text, id="")) is not True for text in found)
        seconds = time.process_time() - begin
    size = sum(len(text.encode("utf-8")) for text in found)
    print(
        f"datatrove NGramsDecontFilter: {len(hashes)} n-grams, {len(found)} documents, {size / 1e6:.2f} MB,"
        f" {hits} hits, {seconds:.1f} s, {size / 1e6 / seconds:.3f} MB/s"
    )


if __name__ == "__main__":
    main()
