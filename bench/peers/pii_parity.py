"""Agreement of dolma_pii_count with Dolma's tagger pii_regex_with_counts_fast_v2, value by value.

    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts
    ./tamis run bench/peers/cleaners.conf --until annotate
    bench/peers/.venv-dolma/bin/python bench/peers/pii_parity.py runs/cleaners

datatrove's addresses are compared by cleaner_parity.py. Exits 1 if less than 99.5 % agree.
"""

import sys

from peer_run import documents, report

LEAST = 0.995


def main(run):
    from dolma.core.data_types import Document
    from dolma.taggers.pii import FastPiiRegex

    tagger = FastPiiRegex()
    pairs = []
    verdicts = []
    for document in documents(run, "as_is"):
        text, ours = document["text"], document["signals"]["dolma_pii_count"]
        spans = tagger.predict(Document(id="", text=text, source="")).spans
        theirs = next(span.score for span in spans if span.type == "doc_count")
        pairs.append((theirs, float(ours), text))
        verdicts.append((theirs <= 5, ours <= 5, text))
    print(
        f"          with any {sum(pair[0] > 0 for pair in pairs)}, dropped by the peer {sum(not v[0] for v in verdicts)}"
    )
    agreement = report("dolma_pii_count", pairs, show=10)
    return 0 if min(agreement, report("rule dolma_pii", verdicts)) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
