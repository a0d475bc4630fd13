"""Importance weights, ours and those of DSIR's own package on the same documents: whether they agree, and how fast, one core.

    java -cp "$CP" dev.tamis.bench.MinHashSpeed write texts.jsonl
    bench/peers/.venv-dsir/bin/python bench/peers/dsir.py texts.jsonl --classpath "$CP" [--documents N]

CP is the class path of the module bench (docs/extraction.md shows how to get it); the environment is of requirements-dsir.txt.
The raw corpus is all texts, the target every tenth. Prints the largest difference of log weights, the documents whose n-grams
differ in number, and MB of UTF-8 a second of CPU time.
"""

import argparse
import json
import re
import subprocess
import tempfile
import time

import numpy as np


def theirs(texts):
    from data_selection import HashedNgramDSIR

    with tempfile.TemporaryDirectory() as folder:
        dsir = HashedNgramDSIR([], [], folder)
        begin = time.process_time()
        raw = np.zeros(dsir.num_buckets, dtype=int)
        for text in texts:
            raw += dsir.featurizer(text)
        fitting = time.process_time() - begin
        target = sum(dsir.featurizer(text) for text in texts[::10])
        # what fit_importance_estimator does with the counts
        dsir.log_diff = np.log(target / target.sum() + 1e-8) - np.log(raw / raw.sum() + 1e-8)
        begin = time.process_time()
        weights = []
        for text in texts:
            features = dsir.featurizer(text)
            weights.append((float(dsir.importance_estimator(features)), int(features.sum())))
        scoring = time.process_time() - begin
    size = sum(len(text.encode("utf-8")) for text in texts) / 1e6
    print(f"data-selection: {len(texts)} documents, {size:.2f} MB, fit {size / fitting:.3f} MB/s, score {size / scoring:.3f} MB/s")
    return weights, size / fitting, size / scoring


def ours(path, documents, classpath):
    with tempfile.NamedTemporaryFile(suffix=".txt") as out:
        command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-cp", classpath, "dev.tamis.bench.RelevanceSpeed", path, out.name, str(documents)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        print(printed, end="")
        with open(out.name, encoding="utf-8") as lines:
            weights = [(float(weight), int(ngrams)) for weight, ngrams in (line.split() for line in lines)]
    fit, score = re.search(r"fit ([0-9.]+) MB/s, score ([0-9.]+) MB/s", printed).groups()
    return weights, float(fit), float(score)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("texts")
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--documents", type=int, default=0)
    arguments = parser.parse_args()
    with open(arguments.texts, encoding="utf-8") as lines:
        # only a line feed ends a line: texts hold other line separators
        texts = [json.loads(line) for line in lines.read().split("\n") if line.strip()]
    texts = texts[: arguments.documents or None]
    fast, fit, score = ours(arguments.texts, len(texts), arguments.classpath)
    reference, their_fit, their_score = theirs(texts)
    largest = max(abs(a - b) for (a, _), (b, _) in zip(fast, reference, strict=True))
    differing = sum(a != b for (_, a), (_, b) in zip(fast, reference, strict=True))
    print(f"largest difference of log weights {largest:.2e}, documents with another number of n-grams: {differing}")
    print(f"Tamis is {fit / their_fit:.0f} times as fast in fitting, {score / their_score:.0f} times in scoring")


if __name__ == "__main__":
    main()
