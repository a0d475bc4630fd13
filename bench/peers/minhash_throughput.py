"""How fast MinHash signatures of FineWeb's settings are made, ours and datatrove's on the same documents, one core, CPU time.

    java -cp "$CP" dev.tamis.bench.MinHashSpeed write texts.jsonl
    bench/peers/.venv/bin/python bench/peers/minhash_throughput.py texts.jsonl --classpath "$CP" [--documents N]

CP is the class path of the module bench (docs/extraction.md shows how to get it). Of datatrove, MinhashDedupSignature's own
steps, text to signature: 5-grams, 14 buckets of 8 hashes, 64-bit xxHash. Its files, and the sorting of them, are left out.
Prints MB of UTF-8 a second and how many times ours is as fast.
"""

import argparse
import json
import re
import subprocess
import tempfile
import time


def theirs(texts):
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.utils.hashing import HashConfig

    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, hash_config=HashConfig(precision=64, hash_fc="xxhash"))
    with tempfile.TemporaryDirectory() as folder:
        step = MinhashDedupSignature(folder, config)
        step.get_signature(step.get_shingles(texts[0]))
        begin = time.process_time()
        for text in texts:
            shingles = step.get_shingles(text)
            if shingles.size != 0:
                step.get_signature(shingles)
        seconds = time.process_time() - begin
    size = sum(len(text.encode("utf-8")) for text in texts) / 1e6
    print(f"datatrove: {len(texts)} documents, {size:.2f} MB, {seconds:.1f} s, {size / seconds:.3f} MB/s")
    return size / seconds


def ours(path, documents, classpath):
    command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-cp", classpath, "dev.tamis.bench.MinHashSpeed", "measure", path, str(documents)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(printed, end="")
    return float(re.search(r"^fineweb ([0-9.]+) MB/s", printed, re.MULTILINE).group(1))


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
    fast = ours(arguments.texts, len(texts), arguments.classpath)
    print(f"Tamis is {fast / theirs(texts):.0f} times as fast")


if __name__ == "__main__":
    main()
