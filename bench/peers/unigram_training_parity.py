"""Unigram models trained by Tamis and by SentencePiece: how much of the vocabularies is the same, and what do both cost?

    python bench/peers/unigram_training_parity.py --held_out other.txt corpus.txt
    python bench/peers/unigram_training_parity.py --peers a/bin/python,b/bin/python --tamis "java -cp ... dev.tamis.jobs.Tamis tokenizer train" corpus.txt

Needs `sentencepiece` 0.2.x in each interpreter of --peers (by default the one that runs this). Tamis follows the trainer of
0.2.0 and 0.2.1; from 0.2.2 on SentencePiece takes other seeds and prunes otherwise, and shares about 94 % of 32,000 pieces
with its own older versions at 10 MB, so only the number of held-out tokens is comparable there. Seeds and alphabet are read
from both logs. Exits 1 if a peer of 0.2.0 or 0.2.1 has another number of seeds, another alphabet, fewer pieces in common
than --least per cent, or a number of held-out tokens that differs by more than 0.05 %.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile

SETS = {
    "default": {},
    "suffix": {"treat_whitespace_as_suffix": "true"},
    "across": {"split_by_whitespace": "false", "max_sentence_length": "300"},
    "llama": {
        "normalization_rule_name": "identity",
        "byte_fallback": "true",
        "split_digits": "true",
        "allow_whitespace_only_pieces": "true",
        "remove_extra_whitespaces": "false",
        "character_coverage": "0.99995",
    },
    "required": {"required_chars": "zqé漢", "user_defined_symbols": "the,ing,<sep>", "character_coverage": "0.995"},
    "spaces": {
        "treat_whitespace_as_suffix": "true",
        "allow_whitespace_only_pieces": "true",
        "remove_extra_whitespaces": "false",
        "normalization_rule_name": "identity",
    },
}

TRAIN = """
import sys, sentencepiece
sentencepiece.SentencePieceTrainer.Train(**dict(argument.split("=", 1) for argument in sys.argv[1:]))
"""

COMPARE = """
import sys, sentencepiece
models = [sentencepiece.SentencePieceProcessor(model_file=name) for name in sys.argv[1:3]]
scores = [{m.IdToPiece(i): m.GetScore(i) for i in range(m.GetPieceSize())} for m in models]
common = set(scores[0]) & set(scores[1])
apart = sorted(abs(scores[0][piece] - scores[1][piece]) for piece in common)
with open(sys.argv[3], encoding="utf-8", errors="replace", newline="\\n") as file:
    lines = file.read().split("\\n")[:100000]
tokens = [sum(map(len, m.EncodeAsIds(lines))) for m in models]
print(len(common), len(scores[1]), apart[len(apart) * 99 // 100], *tokens)
"""


def measured(command, log):
    """Runs a command; gives its wall and CPU seconds and its peak resident set in MB."""
    with open(log, "w") as err:
        start = os.times().elapsed
        process = subprocess.Popen(command, stdout=err, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        with open(log) as err:
            print("".join(err.readlines()[-8:]), file=sys.stderr)
        raise SystemExit(f"{command[:6]} failed with {process.returncode}")
    return os.times().elapsed - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def number(log, before, after):
    """The first number between two texts on one line of a log."""
    with open(log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            at = line.find(before)
            if at >= 0 and (not after or after in line[at:]):
                return int(line[at + len(before) :].split()[0].rstrip("."))
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--held_out", help="text to count tokens on; the corpus itself if not given")
    parser.add_argument("--vocab_size", default="32000")
    parser.add_argument("--sets", default="default")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--least", type=float, default=99.4, help="per cent of pieces in common; 99.8 from 50 MB on")
    parser.add_argument("--peers", default=sys.executable, help="Python interpreters, separated by commas")
    parser.add_argument("--tamis", default="./tamis tokenizer train", help="command that takes spm_train's options")
    parser.add_argument("--keep", help="folder for models and logs; a temporary one if not given")
    arguments = parser.parse_args()
    folder = arguments.keep or tempfile.mkdtemp(prefix="unigram-parity-")
    os.makedirs(folder, exist_ok=True)
    wrong = 0
    print("corpus set peer | seeds, alphabet: ours theirs | common | p99 of score differences | tokens apart | wall/CPU/MB: ours theirs")
    for corpus in arguments.corpus:
        for name in arguments.sets.split(","):
            prefix = os.path.join(folder, f"{os.path.splitext(os.path.basename(corpus))[0]}-{name}")
            options = {"input": corpus, "vocab_size": arguments.vocab_size, "num_threads": arguments.threads, **SETS[name]}
            given = [f"{key}={value}" for key, value in options.items()]
            log = f"{prefix}-tamis.log"
            command = shlex.split(arguments.tamis) + [f"--{item}" for item in given]
            ours = measured(command + [f"--model_prefix={prefix}-tamis"], log)
            our_counts = number(log, "seeds: ", "candidate"), number(log, "alphabet: ", "characters")
            for python in arguments.peers.split(","):
                version = subprocess.run(
                    [python, "-c", "import sentencepiece; print(sentencepiece.__version__)"],
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                ).stdout.strip()
                log = f"{prefix}-{version}.log"
                theirs = measured([python, "-c", TRAIN, *given, f"model_prefix={prefix}-{version}"], log)
                their_counts = number(log, "Initialized ", "seed"), (number(log, "Alphabet size=", ""))
                compared = subprocess.run(
                    [python, "-c", COMPARE, f"{prefix}-tamis.model", f"{prefix}-{version}.model", arguments.held_out or corpus],
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                ).stdout.split()
                share = 100 * int(compared[0]) / int(compared[1])
                apart = 100 * (int(compared[3]) / int(compared[4]) - 1)
                same_trainer = version in ("0.2.0", "0.2.1")
                wrong += same_trainer and (our_counts != their_counts or share < arguments.least or abs(apart) > 0.05)
                cost = " ".join("%.1f/%.1f/%.0f" % figures for figures in (ours, theirs))
                print(
                    f"{os.path.basename(corpus)} {name} {version} | {our_counts} {their_counts} | {compared[0]}/{compared[1]}"
                    f" {share:.2f} % | {float(compared[2]):.5f} | {apart:+.4f} % | {cost}",
                    flush=True,
                )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
