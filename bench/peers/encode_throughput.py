"""How fast a SentencePiece model encodes: ours, Google's and Hugging Face's with the same model and file, one thread, CPU time.

    python bench/peers/encode_throughput.py model.model text.txt [more.txt ...] --classpath "$CP" [--megabytes N]

CP is the class path of the module bench (docs/extraction.md shows how to get it). The Python needs sentencepiece and
tokenizers; spm_encode is measured when it is on the PATH. Files hold one sentence a line.

Two comparisons: whole programs, from lines to lines of ids (ours: TokenizerCommands.encodeLines; theirs: spm_encode), and
libraries, from a text in memory to ids (ours: Encoder.encodeBatch; theirs: SentencePieceProcessor.encode of a list, and
Tokenizer.encode_batch_fast). The model is converted to a tokenizer of Hugging Face here, and ids are compared on the way.
Prints MB of text a second and how many times ours is as fast.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"


def fields(message):
    """The fields of a protobuf message, last value of each number: numbers as int, all else as bytes."""
    found = {}
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = number()
        if tag & 7 == 0:
            found[tag >> 3] = number()
            continue
        size = number() if tag & 7 == 2 else 4 if tag & 7 == 5 else 8
        found[tag >> 3] = message[at : at + size]
        at += size
    return found


def hugging_face(path):
    """The model as a tokenizer of Hugging Face: pieces, scores and normaliser taken over as they are."""
    import sentencepiece
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    with open(path, "rb") as file:
        model_file = fields(file.read())
    trainer = fields(model_file[2])
    normalizer = fields(model_file.get(3, b""))
    byte_fallback = bool(trainer.get(35, 0))
    processor = sentencepiece.SentencePieceProcessor(model_file=path)
    unk = processor.unk_id()
    pieces = [(processor.id_to_piece(id), processor.get_score(id)) for id in range(processor.get_piece_size())]
    if trainer.get(3, 1) == 1:
        model = models.Unigram(pieces, unk, byte_fallback)
    else:
        ids = {piece: id for id, (piece, _) in enumerate(pieces)}
        normal = {
            piece: id
            for piece, id in ids.items()
            if not (processor.is_control(id) or processor.is_unknown(id) or processor.is_byte(id) or processor.is_unused(id))
        }
        # each way to cut a piece in two pieces, the better pieces first: what SentencePiece merges by
        merges = []
        for piece, id in normal.items():
            for k in range(1, len(piece)):
                left, right = piece[:k], piece[k:]
                if left in normal and right in normal:
                    merges.append((-pieces[id][1], normal[left], normal[right], left, right))
        merges.sort()
        model = models.BPE(
            ids, [merge[3:] for merge in merges], unk_token=pieces[unk][0], fuse_unk=True, byte_fallback=byte_fallback
        )
    tokenizer = Tokenizer(model)
    steps = []
    if normalizer.get(2):
        steps.append(normalizers.Precompiled(normalizer[2]))
    if normalizer.get(4, 1):
        steps += [normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    if steps:
        tokenizer.normalizer = normalizers.Sequence(steps)
    scheme = "always" if normalizer.get(3, 1) else "never"
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme)
    return tokenizer


def measured(name, size, step, rounds=2):
    best = None
    for _ in range(rounds):
        begin = time.process_time()
        result = step()
        seconds = time.process_time() - begin
        best = seconds if best is None else min(best, seconds)
    print(f"  {name}: {size / best / 1e6:.2f} MB/s")
    return size / best / 1e6, result


def spm_encode(model, file, size):
    """User and system time of the program, its start included."""
    best = None
    for _ in range(2):
        before = os.times()
        with open(file, "rb") as text:
            subprocess.run(["spm_encode", f"--model={model}", "--output_format=id"], stdin=text, stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        seconds = after.children_user + after.children_system - before.children_user - before.children_system
        best = seconds if best is None else min(best, seconds)
    print(f"  spm_encode: {size / best / 1e6:.2f} MB/s")
    return size / best / 1e6


def ours(model, file, classpath):
    command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-cp", classpath, "dev.tamis.bench.EncodeSpeed", model, file]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print("  Tamis: " + printed.strip().replace("\n", ", "))
    return [float(re.search(rf"^{name} ([0-9.]+) MB/s", printed, re.MULTILINE).group(1)) for name in ("lines", "library")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--megabytes", type=float, default=10)
    arguments = parser.parse_args()
    import sentencepiece

    google = sentencepiece.SentencePieceProcessor(model_file=arguments.model)
    theirs = hugging_face(arguments.model)
    for path in arguments.texts:
        with open(path, "rb") as file:
            text = file.read(int(arguments.megabytes * 1e6))
        text = text[: text.rfind(b"\n") + 1]
        lines = text.decode("utf-8").split("\n")[:-1]
        print(f"{os.path.basename(arguments.model)}, {os.path.basename(path)}: {len(text) / 1e6:.2f} MB, {len(lines):,} lines")
        with tempfile.NamedTemporaryFile(suffix=".txt") as cut:
            cut.write(text)
            cut.flush()
            program, library = ours(arguments.model, cut.name, arguments.classpath)
            if shutil.which("spm_encode"):
                print(f"  Tamis is {program / spm_encode(arguments.model, cut.name, len(text)):.1f} times as fast as spm_encode")
        speed, expected = measured("sentencepiece " + sentencepiece.__version__, len(text), lambda: google.encode(lines, num_threads=1))
        print(f"  Tamis is {library / speed:.1f} times as fast")
        speed, found = measured("tokenizers " + __import__("tokenizers").__version__, len(text),
                                lambda: theirs.encode_batch_fast(lines, add_special_tokens=False))
        print(f"  Tamis is {library / speed:.1f} times as fast")
        same = sum(encoding.ids == ids for encoding, ids in zip(found, expected))
        print(f"  tokenizers gives Google's ids on {100 * same / len(lines):.2f} % of the lines")


if __name__ == "__main__":
    main()
