"""Reads the documents of a run and prints how far two sides agree: shared by the scripts beside it."""

import json
import os

DISAGREEMENTS_SHOWN = 3


def documents(run, source=None):
    """Id in the input, URL, text, signals and metadata of each document of a run, or of one of its sources."""
    import pyarrow.parquet

    with open(os.path.join(run, "stages", "annotate", "manifest.json"), encoding="utf-8") as manifest:
        files = [file["path"] for file in json.load(manifest)["files"] if file["table"] == "documents"]
    for part in files:
        table = pyarrow.parquet.read_table(os.path.join(run, part), columns=["source", "origin", "text", "signals", "meta"])
        for row in table.to_pylist():
            if source is None or row["source"] == source:
                yield {
                    "id": row["origin"]["record_id"],
                    "url": row["origin"]["url"],
                    "text": row["text"],
                    "signals": row["signals"],
                    "meta": dict(row["meta"]),
                }


def by_id(path):
    """The records of a JSON Lines file by their ids."""
    with open(path, encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def report(name, pairs, show=DISAGREEMENTS_SHOWN):
    """Prints the agreement of (theirs, ours, input) triples and the shortest inputs they differ on; returns the agreement."""
    wrong = sorted((pair for pair in pairs if pair[0] != pair[1]), key=lambda pair: len(str(pair[2])))
    agreement = 1 - len(wrong) / len(pairs) if pairs else 1.0
    print(f"{agreement:8.3%}  of {len(pairs):5d}, differing {len(wrong):4d}  {name}")
    for theirs, ours, given in wrong[:show]:
        print(f"          {given!r:.160}: peer {theirs!r:.120}, Tamis {ours!r:.120}")
    return agreement
