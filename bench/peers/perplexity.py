"""N-gram language models: ours against KenLM, with the same tokenizer and text, one thread, CPU time.

    python bench/peers/perplexity.py model.model train.txt held-out.txt --classpath "$CP" [--lmplz PATH] [--order N]
        [--prune "0 0 1"] [--megabytes N] [--work FOLDER]

CP is the class path of the module bench (docs/extraction.md shows how to get it). The Python needs kenlm and sentencepiece;
lmplz is built from kenlm's source distribution by `cmake . && make lmplz`, which needs Boost. Files hold one sentence a line.

Trains with `tamis lm train` and, where lmplz is given, with lmplz on the same pieces, and compares every value of both ARPA
files; then scores the held-out lines with both programs on our file and compares the perplexity of every line. Prints CPU
seconds of training (whole programs), MB of text a second from text to perplexity, and words a second for the model alone.
"""

import argparse
import math
import os
import re
import subprocess
import tempfile
import time

OPENED = "java.lang java.lang.invoke java.io java.net java.nio java.util java.util.concurrent sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar"


def run(command, **options):
    """Runs a program; user and system seconds, wall seconds and what it printed."""
    before, begin = os.times(), time.time()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, time.time() - begin, done.stdout.decode("utf-8")


def values(path):
    """Each n-gram of an ARPA file, its order before it, with log10 of its probability and backoff."""
    order = 0
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.endswith("-grams:"):
                order = int(line[1 : line.index("-")])
            elif order and line and line[0] != "\\":
                fields = line.split("\t")
                yield f"{order} {fields[1]}", float(fields[0]), float(fields[2]) if len(fields) > 2 else 0.0


def compare(ours, theirs):
    found = {name: (probability, backoff) for name, probability, backoff in values(theirs)}
    theirs_alone, shared, ours_alone, worst = len(found), 0, 0, [0.0, 0.0]
    for name, probability, backoff in values(ours):
        other = found.get(name)
        if other is None:
            ours_alone += 1
            continue
        shared += 1
        worst[0] = max(worst[0], abs(probability - other[0]))
        worst[1] = max(worst[1], abs(backoff - other[1]))
    theirs_alone -= shared
    print(f"n-grams: {shared:,} in both, {ours_alone:,} ours alone, {theirs_alone:,} of lmplz alone")
    print(f"largest difference of log10: probabilities {worst[0]:.1e}, backoffs {worst[1]:.1e}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("train")
    parser.add_argument("held_out")
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--lmplz")
    parser.add_argument("--order", type=int, default=5)
    parser.add_argument("--prune", default="0")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--work", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    import kenlm
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=arguments.model)

    def at(name):
        return os.path.join(arguments.work, name)

    with open(arguments.train, "rb") as file:
        text = file.read(int(arguments.megabytes * 1e6))
    text = text[: text.rfind(b"\n") + 1]
    with open(at("train.txt"), "wb") as out:
        out.write(text)
    java = ["java", "-Xmx4g"] + [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED.split()]
    java += ["-cp", arguments.classpath]
    cpu, wall, _ = run(java + ["dev.tamis.jobs.Tamis", "lm", "train", "--input", at("train.txt"), "--tokenizer", arguments.model,
                               "--order", str(arguments.order), "--prune", arguments.prune, "--output", at("ours.arpa")])
    print(f"training on {len(text) / 1e6:.1f} MB: Tamis {cpu:.1f} s CPU, {wall:.1f} s wall")
    if arguments.lmplz:
        with open(at("train.pieces"), "w", encoding="utf-8", newline="\n") as out:
            for line in text.decode("utf-8").split("\n"):
                pieces = [p for p, i in zip(processor.encode(line, out_type=str), processor.encode(line)) if i != processor.unk_id()]
                if pieces:
                    out.write(" ".join(pieces) + "\n")
        command = [arguments.lmplz, "-o", str(arguments.order), "-S", "4G", "-T", at(""), "--prune"] + arguments.prune.split()
        command += ["--text", at("train.pieces"), "--arpa", at("theirs.arpa")]
        cpu, wall, _ = run(command)
        print(f"lmplz, the pieces given: {cpu:.1f} s CPU, {wall:.1f} s wall")
        compare(at("ours.arpa"), at("theirs.arpa"))

    with open(arguments.held_out, encoding="utf-8", newline="\n") as file:
        lines = [line for line in file.read(int(arguments.megabytes * 1e6)).split("\n") if line.strip()]
    with open(at("held.txt"), "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines) + "\n")
    size = os.path.getsize(at("held.txt"))
    _, _, printed = run(java + ["-XX:+UseSerialGC", "dev.tamis.bench.PerplexitySpeed", at("ours.arpa"), arguments.model, at("held.txt"), at("ours.ppl")])
    print("Tamis: " + printed.strip().replace("\n", ", "))
    begin = time.process_time()
    model = kenlm.Model(at("ours.arpa"))
    print(f"KenLM: load {time.process_time() - begin:.2f} s", end="")
    best = [math.inf, math.inf]
    for _ in range(3):
        begin = time.process_time()
        found = []
        for line in lines:
            pieces = processor.encode(line, out_type=str)
            found.append(10.0 ** (-model.score(" ".join(pieces)) / (len(pieces) + 1)))
        best[0] = min(best[0], time.process_time() - begin)
        sentences = [" ".join(processor.encode(line, out_type=str)) for line in lines]
        begin = time.process_time()
        total = sum(model.score(sentence) for sentence in sentences)
        best[1] = min(best[1], time.process_time() - begin)
    words = sum(sentence.count(" ") + 2 for sentence in sentences)
    print(f", text {size / best[0] / 1e6:.2f} MB/s, words {words / best[1] / 1e6:.3f} million/s, log10 {total:.4f}")
    with open(at("ours.ppl")) as file:
        ours = [float(value) for value in file]
    print(f"{len(lines):,} lines, {words:,} words: perplexity {10 ** (-total / words):.4f}; largest relative difference of a line's "
          f"{max(abs(a - b) / b for a, b in zip(ours, found)):.1e}")
    text_speed = float(re.search(r"text ([0-9.]+)", printed).group(1))
    word_speed = float(re.search(r"words ([0-9.]+)", printed).group(1))
    print(f"Tamis is {text_speed / (size / best[0] / 1e6):.1f} times as fast from text, {word_speed / (words / best[1] / 1e6):.1f} times from words")


if __name__ == "__main__":
    main()
