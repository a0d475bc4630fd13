"""Whether Tamis encodes, decodes and normalises as Google's SentencePiece does, line by line.

    ./mvnw -q -pl bench -am compile
    VENV/bin/python bench/peers/codec_parity.py --classpath "$CP" --models models/*.model --text corpus.txt --lines 1000000

CP holds bench/target/classes, tokenizer/target/classes and the jars of protobuf-java and jackson-databind. VENV has
sentencepiece 0.2.2 or 0.2.3 (or at most 0.2.1: the rules for ties follow its version). Each model sees the corner cases
first, then the lines of the text, on which ids, pieces, decoded and normalised text are compared byte by byte; on the
corner cases and the next lines also byte ranges, of encoding and of decoding, and n-best lists with the bits of their
scores. Where Debian's spm_encode and spm_decode are installed (0.1.97), ids, pieces and decoded text are compared with
theirs too, under the rules for ties of their time. Prints a line for each model and peer, and
exits 1 when anything differs.
"""

import argparse
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

import sentencepiece

BATCH = 10_000


def corner_lines():
    """Lines that normalisers and segmenters trip over; none holds a line feed."""
    chance = random.Random(1)
    lines = [b"", b" ", b"   ", b" a", b"a ", b"a  b", b"\ta\tb", b"a\r", b"x\0y\0", b"\0", b"\x01\x02\x7f"]
    lines += [
        text.encode()
        for text in (
            "\u3000x\u00a0y", "a\u200bb\u200cc\u200dd\u200ee\u200ff", "\ufeffx", "a\u2581b \u2581 \u2581\u2581",
            "a\u2585b", "\x85\x9f", "\ufffd", "e\u0301 a\u0323\u0302 a\u0302\u0323", "\u1112\u1161\u11ab \ud55c",
            "\ufefb \ufdfa \ufdf2", "\u0915\u093c \u0958", "\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd",
            "\U0001f1eb\U0001f1f7 \u2764\ufe0f", "\ufb01 \ufb03 \uff21\uff22\uff5e \u2460",
            "\u0130\u0131\u1e9e\u00df \u03a3\u03c2 \u01c5", "<s> </s> <unk> <0x41> <sep>the thther <mask>def the",
            "ththe the  the \u65e5\u672c\u672c", "1234 \uff15\uff16 3.14", "\U0001ccd6\u061c\U00010570\ua7f1\u0301",
            "\u0378\u0379\U000e0001", "\u0378 \u0379  ", "a" * 200_000, "a " * 500_000, "\u6f22" * 3000,
            "x" * 200 + "\u0416" * 200, "\u0378" * 20_000, "w" * 10_000 + " " + "\u3042" * 10_000, "the" * 3000,
        )
    ]  # fmt: skip
    lines += [
        b"\x80", b"a\xe2\x96", b"\xed\xa0\x80\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xe0\x80\x80x",
        b"\xff\xfe ok", b"\xf0\x9f\x98", b"\xf0\x9f\x98\x80\xf0\x9f", b"  \xff  ", b"\xf8\x88\x80\x80\x80",
    ]  # fmt: skip
    sample = "\u65e5\u672c\u8a9e \u00e9\U0001f642\ufb01".encode()
    for cut in range(len(sample) + 1):
        lines += [sample[:cut], sample[cut:], b"ab " + sample[:cut] + b" cd"]
    for _ in range(500):
        pick = lambda: chance.choice([chance.randrange(256), 0x20, 0x61, 0xE2, 0x96, 0x81, 0xCC])
        lines.append(bytes(pick() for _ in range(chance.randrange(40))).replace(b"\n", b""))
    odd = [0x20, 0x20, 0x2581, 0x301, 0x327, 0x338, 0x1112, 0x1161, 0x11AB, 0xFF5E, 0xFB01, 0x200B, 0x3000, 0xFDFA]
    odd += [0x1D15E, 0x9, 0x1, 0x378, 0xE000, 0x61, 0x4E00, 0x3042, 0x2F800, 0x1F600, 0xAC00, 0x11A8, 0xFF76, 0xFF9E]
    for _ in range(2000):
        any_code = lambda: chance.choice(
            [chance.randrange(0x80), chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)]
        )
        text = "".join(chr(chance.choice(odd) if chance.random() < 0.7 else any_code()) for _ in range(chance.randrange(30)))
        lines.append(text.encode().replace(b"\n", b""))
    return lines


def fields(message):
    """The fields of a protobuf message, as pairs of number and value."""
    at = 0

    def varint(at):
        value = shift = 0
        while True:
            byte = message[at]
            value |= (byte & 127) << shift
            shift += 7
            at += 1
            if byte < 128:
                return value, at

    while at < len(message):
        tag, at = varint(at)
        if tag & 7 == 0:
            value, at = varint(at)
        else:
            length, at = varint(at) if tag & 7 == 2 else (4, at)
            value = message[at : at + length]
            at += length
        yield tag >> 3, value


def spans(message):
    shown, score = "", 0
    for number, value in fields(message):
        if number == 2:
            piece = {2: 0, 4: 0, 5: 0, **dict(fields(value))}
            shown += f"{piece[2]},{piece[4]},{piece[5]} "
        elif number == 3:
            score = struct.unpack("<I", value)[0]
    return shown, score


class Google:
    """Google's processor, with the results as lines of bytes."""

    def __init__(self, model):
        self.processor = sentencepiece.SentencePieceProcessor(model_file=model)
        self.has_nbest = True

    def batch(self, lines):
        ids = self.processor.encode(lines, out_type=int)
        pieces = self.processor.encode(lines, out_type=bytes)
        decoded = [self.processor.decode(one, out_type=bytes) if one else b"" for one in ids]
        normal = [one if isinstance(one, bytes) else one.encode() for one in self.processor.normalize(lines)]
        return {
            "ids": [" ".join(map(str, one)).encode() for one in ids],
            "pieces": [b" ".join(one) for one in pieces],
            "decoded": decoded,
            "normalized": normal,
        }

    def spans(self, line):
        there, _ = spans(self.processor.encode(line, out_type="serialized_proto"))
        ids = [int(one.split(",")[0]) for one in there.split()]
        back = spans(self.processor.decode(ids, out_type="serialized_proto"))[0] if ids else ""
        return f"{there}|{back}".encode()

    def nbest(self, line):
        shown = ""
        for _, value in fields(self.processor.nbest_encode(line, nbest_size=20, out_type="serialized_proto")):
            there, score = spans(value)
            shown += f"{score:x}:" + "".join(one.split(",")[0] + " " for one in there.split()) + "|"
        return shown.encode()


def lines_of(path):
    with open(path, "rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


class Count:
    """Differences by kind, with the first few shown."""

    def __init__(self, model, peer):
        self.model, self.peer, self.compared, self.differ = model, peer, {}, {}

    def add(self, kind, line, ours, theirs):
        self.compared[kind] = self.compared.get(kind, 0) + 1
        self.differ.setdefault(kind, 0)
        if ours != theirs:
            self.differ[kind] += 1
            if self.differ[kind] <= 3:
                print(f"  {kind}: {line[:80]!r}\n    ours   {ours[:200]!r}\n    theirs {theirs[:200]!r}")

    def report(self):
        shown = ", ".join(f"{kind} {self.differ[kind]} of {self.compared[kind]:,}" for kind in self.compared)
        print(f"{os.path.basename(self.model)} and {self.peer}: differ in {shown}", flush=True)
        return sum(self.differ.values())


def tamis(options, model, text, rules, folder, detailed):
    command = ["java", "-Xmx2g", "-cp", options.classpath, "dev.tamis.bench.CodecParity"]
    subprocess.run(command + [model, text, rules, folder, str(detailed)], check=True)


def compare_python(options, model, text, folder, detailed):
    release = tuple(int(part) for part in sentencepiece.__version__.split(".")[:3])
    tamis(options, model, text, "v0_2_2" if release >= (0, 2, 2) else "v0_1", folder, detailed)
    google, count = Google(model), Count(model, "sentencepiece " + sentencepiece.__version__)
    ours = {kind: lines_of(os.path.join(folder, kind)) for kind in ("ids", "pieces", "decoded", "normalized")}
    batch = []

    def flush():
        for kind, theirs in google.batch(batch).items():
            for line, one in zip(batch, theirs):
                count.add(kind, line, next(ours[kind]), one)
        batch.clear()

    for line in lines_of(text):
        batch.append(line)
        if len(batch) == BATCH:
            flush()
    flush()
    for kind in ("spans", "nbest"):
        for line, one in zip(lines_of(text), lines_of(os.path.join(folder, kind))):
            count.add(kind, line, one, getattr(google, kind)(line))
    return count.report()


def compare_debian(options, model, text, folder):
    tamis(options, model, text, "v0_1", folder, 0)
    count = Count(model, "spm_encode and spm_decode on the PATH")
    theirs = os.path.join(folder, "theirs")
    for kind, command, source in (
        ("ids", ["spm_encode", "--output_format=id"], text),
        ("pieces", ["spm_encode", "--output_format=piece"], text),
        ("decoded", ["spm_decode", "--input_format=id"], os.path.join(folder, "ids")),
    ):
        with open(source, "rb") as read, open(theirs, "wb") as write:
            subprocess.run(command + ["--model=" + model], stdin=read, stdout=write, stderr=subprocess.DEVNULL, check=True)
        for line, one, other in zip(lines_of(source), lines_of(os.path.join(folder, kind)), lines_of(theirs)):
            count.add(kind, line, one, other)
    return count.report()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--models", nargs="+", required=True)
    parser.add_argument("--text", required=True, help="UTF-8 or not, a sentence a line")
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines of the text for each model")
    parser.add_argument("--detailed", type=int, default=5000, help="of these, lines for byte ranges and n-best lists")
    parser.add_argument("--peers", default="python,debian")
    options = parser.parse_args()
    if hasattr(sentencepiece, "SetMinLogLevel"):
        sentencepiece.SetMinLogLevel(3)
    differences = 0
    with tempfile.TemporaryDirectory(prefix="codec_parity") as folder:
        text = os.path.join(folder, "text")
        corners = corner_lines()
        with open(text, "wb") as out:
            for line in corners:
                out.write(line + b"\n")
            for number, line in enumerate(lines_of(options.text)):
                if number == options.lines:
                    break
                out.write(line + b"\n")
        for model in options.models:
            if "python" in options.peers:
                differences += compare_python(options, model, text, folder, len(corners) + options.detailed)
            if "debian" in options.peers and shutil.which("spm_encode"):
                differences += compare_debian(options, model, text, folder)
    print(f"{differences} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
