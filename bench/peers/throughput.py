"""How fast the peers' filters run over the texts of a run, on one core, in CPU time.

    ./tamis run bench/peers/web.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/throughput.py runs/peers [--documents N]
    bench/peers/.venv-dolma/bin/python bench/peers/throughput.py runs/peers [--documents N]

datatrove: FineWeb's chain (Gopher repetition, Gopher quality, C4 without end marks, FineWeb quality), each document through all
four whatever the first says. Dolma: the taggers gopher_v1 and c4_v2. Prints MB of UTF-8 a second.
Tamis on the same documents: dev.tamis.bench.SignalSpeed.
"""

import argparse
import json
import os
import time


def texts(run, limit):
    import pyarrow.parquet

    found = []
    with open(os.path.join(run, "stages", "annotate", "manifest.json"), encoding="utf-8") as manifest:
        files = [file["path"] for file in json.load(manifest)["files"] if file["table"] == "documents"]
    for part in files:
        found += pyarrow.parquet.read_table(os.path.join(run, part), columns=["text"])["text"].to_pylist()
    return found[:limit] if limit else found


def measure(name, found, work):
    work(found[0])
    begin = time.process_time()
    size = 0
    for text in found:
        work(text)
        size += len(text.encode("utf-8"))
    seconds = time.process_time() - begin
    print(f"{name}: {len(found)} documents, {size / 1e6:.2f} MB, {seconds:.1f} s, {size / 1e6 / seconds:.3f} MB/s")


def datatrove_chain():
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    chain = [
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(filter_no_terminal_punct=False),
        FineWebQualityFilter(),
    ]

    def work(text):
        for rule in chain:
            rule.filter(Document(text=text, id=""))

    return work


def dolma_taggers():
    from dolma.core.data_types import Document
    from dolma.taggers.c4 import FasterC4Tagger
    from dolma.taggers.gopher import GopherTagger

    taggers = [GopherTagger(), FasterC4Tagger()]

    def work(text):
        document = Document(source="", version="", id="", text=text)
        for tagger in taggers:
            tagger.predict(document)

    return work


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("--documents", type=int, default=0)
    arguments = parser.parse_args()
    found = texts(arguments.run, arguments.documents)
    for name, make in (("datatrove, FineWeb's chain", datatrove_chain), ("dolma, gopher_v1 and c4_v2", dolma_taggers)):
        try:
            work = make()
        except ImportError as missing:
            print(f"{name}: skipped, {missing}")
            continue
        measure(name, found, work)


if __name__ == "__main__":
    main()
