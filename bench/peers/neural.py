"""Embeddings of the same texts by the same model, on one thread: Tamis, then onnxruntime and tokenizers from Python, each
with batches of one text (a file that is quantised dynamically gives other numbers in batches) and, for files that are not,
Python with batches of nearly equal length too. Prints CPU time and the greatest difference.

    pip install onnxruntime==1.23.2 tokenizers numpy
    python3 neural.py MODEL.onnx TOKENIZER.json CLASSPATH [MAX_TOKENS]

CLASSPATH is that of the module bench after ./mvnw -pl bench -am test-compile. The texts are the paragraphs of docs/.
"""

import glob
import os
import subprocess
import sys
import tempfile
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402  (the variables are read when it is loaded)
import onnxruntime  # noqa: E402
import tokenizers  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PASSES = 3


def paragraphs():
    texts = []
    for path in sorted(glob.glob(os.path.join(ROOT, "docs", "*.md"))):
        with open(path, encoding="utf-8") as file:
            for part in file.read().split("\n\n"):
                text = " ".join(part.split())
                if len(text) >= 40:
                    texts.append(text)
    return texts


def embed(session, tokenizer, texts, batch):
    names = [one.name for one in session.get_inputs()]
    encoded = [tokenizer.encode(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
    result = [None] * len(texts)
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        width = max(len(encoded[i].ids) for i in rows)
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for row, i in enumerate(rows):
            length = len(encoded[i].ids)
            ids[row, :length] = encoded[i].ids
            mask[row, :length] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {name: given[name] for name in names})[0]
        mean = (tokens * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        for row, i in enumerate(rows):
            result[i] = mean[row]
    return np.array(result, dtype=np.float32)


def main():
    model, tokenizer_file, class_path = sys.argv[1:4]
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 256
    texts = paragraphs()
    with tempfile.TemporaryDirectory() as folder:
        lines = os.path.join(folder, "texts")
        output = os.path.join(folder, "embeddings")
        with open(lines, "w", encoding="utf-8") as file:
            file.write("\n".join(texts) + "\n")
        java = [
            "java", "-Xmx1g", "-cp", class_path, "dev.tamis.bench.NeuralSpeed", model, tokenizer_file, lines, str(most),
            output,
        ]
        printed = subprocess.run(java, check=True, capture_output=True, text=True).stdout
        ours = np.fromfile(output, dtype="<f4").reshape(len(texts), -1)
    seconds = float(printed.split("seconds ")[1])
    for line in printed.splitlines():
        if line.startswith("resident"):
            print("tamis", line)
    print(f"{len(texts)} texts; tamis {seconds:.2f} s, {len(texts) / seconds:.1f} texts/s")

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(tokenizer_file)
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    for batch in (1, 16):
        times = []
        for _ in range(PASSES):
            start = time.process_time()
            theirs = embed(session, tokenizer, texts, batch)
            times.append(time.process_time() - start)
        least = min(times)
        print(
            f"onnxruntime {onnxruntime.__version__}, batches of {batch}: {least:.2f} s,"
            f" {len(texts) / least:.1f} texts/s ({least / seconds:.2f} times tamis),"
            f" greatest difference {np.abs(ours - theirs).max():.2g}"
        )


if __name__ == "__main__":
    main()
