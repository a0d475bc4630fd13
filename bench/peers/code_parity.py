"""Agreement of Tamis's code signals with go-enry and with Dolma's code taggers, file by file.

    bench/peers/.venv/bin/python bench/peers/code_texts.py runs/texts FOLDER...
    ./tamis run bench/peers/code.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/code_parity.py runs/code
    bench/peers/.venv-dolma/bin/python bench/peers/code_parity.py runs/code

Peers are go-enry itself (enry-python, the Go library behind a Python interface) and dolma[code]; each environment compares the
one that it has. Exits 1 if a signal agrees on fewer than 99.5 % of the files. Signals that are named after no peer (is_vendored,
is_dot_file, code_language) are printed beside go-enry's answer and not held to that.
"""

import collections
import sys

from peer_run import documents, report

LEAST = 0.995
MOST_TO_PARSE = 60_000


def enry(files):
    import enry

    def shown(path, text):
        return path, text[:300] if len(text) < 20000 else len(text)

    pairs = {name: [] for name in ("enry_generated", "is_vendored", "is_dot_file", "code_language")}
    for path, text, signals in files:
        content = text.encode()
        pairs["enry_generated"].append((enry.is_generated(path, content), signals["enry_generated"], shown(path, text)))
        pairs["is_vendored"].append((enry.is_vendor(path), signals["is_vendored"], path))
        pairs["is_dot_file"].append((enry.is_dot_file(path), signals["is_dot_file"], path))
        language = enry.get_language(path, content).lower() or None
        pairs["code_language"].append((language, signals["code_language"], path))
    for name, found in pairs.items():
        print(f"          true to the peer {sum(bool(pair[0]) for pair in found)}")
        agreement = report("go-enry " + name, found, show=5)
        if name == "enry_generated":
            yield agreement


def dolma(files):
    from dolma.core.data_types import Document
    from dolma.taggers.code.code_taggers import CodeRedPajamaTaggers
    from dolma.taggers.code.starcoder import get_nl_ratio

    redpajama = CodeRedPajamaTaggers()
    # the tagger's score, our signal, and the bound of RedPajama-v1
    scores = (
        ("max_line_length_doc", "python_max_line_length", lambda value: value <= 1000),
        ("avg_line_length_doc", "python_mean_line_length", lambda value: value <= 100),
        ("alnum_prop_doc", "python_alnum_fraction", lambda value: value >= 0.25),
    )
    values, rules = collections.defaultdict(list), collections.defaultdict(list)

    def compare(name, theirs, ours, keeps, path):
        values[name].append((round(float(theirs), 4), round(float(ours), 4), path))
        rules[name].append((keeps(theirs), keeps(ours), path))

    for path, text, signals in files:
        spans = {span.type: span.score for span in redpajama.predict(Document(id="", text=text, source="")).spans}
        for name, signal, keeps in scores:
            compare(signal, spans[name], signals[signal], keeps, path)
        rules["xml_header"].append(("<?xml version=" in text[:100], signals["xml_header"], path))
        language = signals["code_language"]
        comments = signals["comment_fraction"]
        if language in ("python", "java", "javascript") and comments is not None and len(text) < MOST_TO_PARSE:
            compare("comment_fraction", get_nl_ratio(text, language), comments, lambda value: 0.01 < value < 0.8, path)
        if language == "html" and text:
            chars = visible_chars(text)
            values["html_visible_chars"].append((chars, signals["html_visible_chars"], path))
            for name, least, least_fraction in (("The Stack v2", 100, 0.2), ("StarCoder", 101, 0.2)):
                theirs = chars >= least and chars / len(text) >= least_fraction
                ours = signals["html_visible_chars"] >= least and signals["html_visible_fraction"] >= least_fraction
                rules["html text, " + name].append((theirs, ours, path))
    for name, found in values.items():
        report("value of " + name, found, show=4)
    for name, found in rules.items():
        print(f"          dropped by the peer {sum(not pair[0] for pair in found)}")
        yield report("rule on " + name, found, show=6)


def visible_chars(text):
    """As in dolma.taggers.code.utils.filter_html, which gives the ratio alone."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, features="html.parser")
    for script in soup(["script", "style"]):
        script.extract()
    return len(soup.get_text())


def main(run):
    files = [(found["meta"]["path"], found["text"], found["signals"]) for found in documents(run)]
    print(f"{len(files)} files")
    found = []
    for name, compare in (("enry", enry), ("dolma", dolma)):
        try:
            __import__(name)
        except ImportError:
            print(f"skipped: {name} is not installed here")
            continue
        found += compare(files)
    return 0 if found and min(found) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
