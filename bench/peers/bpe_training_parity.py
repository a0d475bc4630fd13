"""Byte pair encoding trained by Tamis and by SentencePiece: are pieces, order and scores the same, and what do both cost?

    python bench/peers/bpe_training_parity.py --vocab_size 32000 --sets default,llama corpus.txt
    python bench/peers/bpe_training_parity.py --peer_python other/bin/python --tamis "java -cp ... dev.tamis.jobs.Tamis" corpus.txt

Needs `sentencepiece` 0.2.x in the interpreter given by --peer_python (by default the one that runs this). Where the two
vocabularies part, the first different piece is printed with its rank. Exits 1 if a set of options gives another vocabulary.
"""

import argparse
import os
import resource
import shlex
import subprocess
import sys
import tempfile

SETS = {
    "default": {},
    "llama": {
        "normalization_rule_name": "identity",
        "byte_fallback": "true",
        "split_digits": "true",
        "allow_whitespace_only_pieces": "true",
        "add_dummy_prefix": "false",
        "remove_extra_whitespaces": "false",
        "character_coverage": "0.99995",
    },
    "symbols": {
        "user_defined_symbols": "the,ing,<sep>,of the,ation",
        "control_symbols": "<mask>,<cls>",
        "required_chars": "zqé",
        "pad_id": "3",
    },
    "suffix": {
        "treat_whitespace_as_suffix": "true",
        "normalization_rule_name": "nfkc_cf",
        "split_by_number": "false",
    },
    "across": {
        "split_by_whitespace": "false",
        "split_by_unicode_script": "false",
        "max_sentencepiece_length": "24",
    },
    "spaces": {
        "split_by_whitespace": "false",
        "treat_whitespace_as_suffix": "true",
        "allow_whitespace_only_pieces": "true",
        "remove_extra_whitespaces": "false",
        "normalization_rule_name": "identity",
    },
}

TRAIN = """
import sys, sentencepiece
options = dict(argument.split("=", 1) for argument in sys.argv[1:])
sentencepiece.SentencePieceTrainer.Train(**options)
"""

PIECES = """
import sys, sentencepiece
model = sentencepiece.SentencePieceProcessor()
model.Load(sys.argv[1])
for id in range(model.GetPieceSize()):
    sys.stdout.buffer.write(("%s\\t%r\\n" % (model.IdToPiece(id), model.GetScore(id))).encode("utf-8", "surrogatepass"))
"""


def measured(command, log):
    """Runs a command; gives its wall and user seconds and its peak resident set in MB."""
    with open(log, "w") as err:
        process = subprocess.Popen(command, stdout=err, stderr=err)
        start = os.times().elapsed
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        with open(log) as err:
            print("".join(err.readlines()[-8:]), file=sys.stderr)
        raise SystemExit(f"{command[:6]} failed with {process.returncode}")
    return os.times().elapsed - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pieces(python, model):
    out = subprocess.run([python, "-c", PIECES, model], check=True, stdout=subprocess.PIPE).stdout
    return [tuple(line.rsplit("\t", 1)) for line in out.decode("utf-8", "surrogatepass").split("\n")[:-1]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--vocab_size", default="32000")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--threads", default="1")
    parser.add_argument("--peer_python", default=sys.executable)
    parser.add_argument("--tamis", default="./tamis tokenizer train", help="command that takes spm_train's options")
    parser.add_argument("--keep", help="folder for the models; a temporary one if not given")
    arguments = parser.parse_args()
    folder = arguments.keep or tempfile.mkdtemp(prefix="bpe-parity-")
    os.makedirs(folder, exist_ok=True)
    version = subprocess.run(
        [arguments.peer_python, "-c", "import sentencepiece; print(sentencepiece.__version__)"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
    wrong = 0
    print("corpus set peer equal common wall/user/MB of Tamis, of the peer")
    for corpus in arguments.corpus:
        for name in arguments.sets.split(","):
            prefix = os.path.join(folder, f"{os.path.splitext(os.path.basename(corpus))[0]}-{name}")
            options = {
                "input": corpus,
                "model_type": "bpe",
                "vocab_size": arguments.vocab_size,
                "num_threads": arguments.threads,
                **SETS[name],
            }
            given = [f"{key}={value}" for key, value in options.items()]
            ours = measured(
                shlex.split(arguments.tamis) + [f"--{item}" for item in given] + [f"--model_prefix={prefix}-tamis"],
                f"{prefix}-tamis.log",
            )
            theirs = measured(
                [arguments.peer_python, "-c", TRAIN, *given, f"model_prefix={prefix}-{version}"],
                f"{prefix}-{version}.log",
            )
            our_pieces = pieces(arguments.peer_python, f"{prefix}-tamis.model")
            their_pieces = pieces(arguments.peer_python, f"{prefix}-{version}.model")
            equal = our_pieces == their_pieces
            wrong += not equal
            common = len({piece for piece, _ in our_pieces} & {piece for piece, _ in their_pieces})
            cost = " ".join("%.1f/%.1f/%.0f" % figures for figures in (ours, theirs))
            print(f"{os.path.basename(corpus)} {name} {version} {equal} {common}/{len(their_pieces)} {cost}", flush=True)
            if not equal:
                for rank, (our, their) in enumerate(zip(our_pieces, their_pieces)):
                    if our != their:
                        print(f"  from id {rank}: ours {our}, theirs {their}")
                        break
                else:
                    print(f"  ours has {len(our_pieces)} pieces, theirs {len(their_pieces)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
