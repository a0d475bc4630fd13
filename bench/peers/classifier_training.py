"""Compares training a classifier with fastText's own: AUC on held-out lines, and words a second.

    python classifier_training.py TAMIS POSITIVES NEGATIVES [--lines 3] [--rounds 2]

TAMIS is the launcher of this repository, POSITIVES and NEGATIVES are text files. Lines of each are joined by threes,
repeated lines left out, a tenth of the pieces held out, and both programs train on the same file, each in a process of
its own, in turn. Time is that of the whole process: user time of all threads, JVM start and compiler included, and
wall time. The AUC of both is computed by scikit-learn, from predictions by fastText's binding, which so loads Tamis's
models too. Needs the packages of requirements-fasttext.txt and scikit-learn.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

SETTINGS = [
    ("words and pairs, dim 16, 200,000 buckets", {"dim": 16, "wordNgrams": 2, "bucket": 200_000}),
    ("words and pairs, dim 100, 2,000,000 buckets", {"dim": 100, "wordNgrams": 2, "bucket": 2_000_000}),
]

REFERENCE = """
import json, sys, fasttext
fasttext.train_supervised(sys.argv[1], verbose=0, **json.loads(sys.argv[3])).save_model(sys.argv[2])
"""


def pieces(path, size, seen):
    lines = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            line = " ".join(line.split())
            if line and line not in seen and "__label__" not in line:
                seen.add(line)
                lines.append(line)
    return [" ".join(lines[i : i + size]) for i in range(0, len(lines) - size + 1, size)]


def task(positives, negatives, size, folder):
    seen = set()
    examples = [f"__label__hq {t}\n" for t in pieces(positives, size, seen)]
    examples += [f"__label__cc {t}\n" for t in pieces(negatives, size, seen)]
    random.Random(5).shuffle(examples)
    held_out = len(examples) // 10
    paths = os.path.join(folder, "train.txt"), os.path.join(folder, "test.txt")
    for path, part in zip(paths, (examples[held_out:], examples[:held_out])):
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(part)
    return paths


def timed(command):
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, err = process.stderr, process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command}: {err.decode()}")
    return usage.ru_utime, time.time() - start, usage.ru_maxrss / 1e6


def auc(model, test):
    import fasttext
    from sklearn.metrics import roc_auc_score

    loaded = fasttext.load_model(model)
    truth, scores = [], []
    with open(test, encoding="utf-8") as file:
        for line in file:
            label, _, text = line.rstrip("\n").partition(" ")
            truth.append(label == "__label__hq")
            scores.append(dict(zip(*loaded.predict(text, k=-1))).get("__label__hq", 0))
    return roc_auc_score(truth, scores)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tamis")
    parser.add_argument("positives")
    parser.add_argument("negatives")
    parser.add_argument("--lines", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        train, test = task(args.positives, args.negatives, args.lines, folder)
        words = sum(len(line.split()) + 1 for line in open(train, encoding="utf-8"))
        print(f"{words:,} words in an epoch, 5 epochs")
        for name, settings in SETTINGS:
            for threads in args.threads:
                best = {}
                for _ in range(args.rounds):
                    ours = os.path.join(folder, "ours")
                    options = [f"--{k}={v}" for k, v in {**settings, "thread": threads}.items()]
                    command = [args.tamis, "classifier", "train", "--input", train, "--held-out", "0"]
                    runs = {
                        "tamis": command + ["--output", ours] + options,
                        "fasttext": [
                            sys.executable, "-c", REFERENCE, train, os.path.join(folder, "theirs.bin"),
                            json.dumps({**settings, "thread": threads}),
                        ],
                    }
                    for who, run in runs.items():
                        took = timed(run)
                        best[who] = min(best.get(who, took), took)
                print(f"{name}, {threads} thread(s)")
                for who, model in (("tamis", os.path.join(ours, "model.bin")), ("fasttext", os.path.join(folder, "theirs.bin"))):
                    user, wall, memory = best[who]
                    print(
                        f"  {who:9} user {user:6.2f} s  wall {wall:6.2f} s  words/s of user time {5 * words / user:12,.0f}"
                        f"  peak {memory:.2f} GB  AUC {auc(model, test):.5f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
