"""Agreement of Tamis's cleaners, and of its rules on bad words and paragraphs, with the toolkits they are named after.

    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts
    ./tamis run bench/peers/cleaners.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/cleaner_parity.py runs/cleaners runs/texts/texts.jsonl runs/texts/words

Peers are datatrove's formatters and C4 filters, and tensorflow_datasets/text/c4_utils.py, of which the file is enough
(pip install --no-deps tensorflow-datasets). Cleaned texts are compared character by character. Exits 1 if less than 99.5 % agree.
"""

import importlib.util
import os
import re
import sys
import types

from peer_run import by_id, documents, report

LEAST = 0.995
PAGE_DROPPED = "page dropped"


def c4_utils():
    """The module of C4's code, without TensorFlow."""
    folder = importlib.util.find_spec("tensorflow_datasets").submodule_search_locations[0]
    stub = types.SimpleNamespace(compat=types.SimpleNamespace(as_text=str))
    for name in ("absl", "tensorflow_datasets", "tensorflow_datasets.core", "tensorflow_datasets.core.utils"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["absl"].logging = None
    lazy = sys.modules["tensorflow_datasets.core.utils.lazy_imports_utils"] = types.ModuleType("lazy")
    lazy.tensorflow = stub
    sys.modules["tensorflow_datasets.public_api"] = sys.modules["tensorflow_datasets"].public_api = types.ModuleType(
        "api"
    )
    spec = importlib.util.spec_from_file_location("c4_utils", os.path.join(folder, "text", "c4_utils.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["c4_utils"] = module  # its data class looks itself up
    spec.loader.exec_module(module)
    module._get_sentences = lambda text: []
    return module


def datatrove_c4(**options):
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rule = C4QualityFilter(min_num_sentences=-1, **options)

    def clean(text):
        document = Document(text=text, id="")
        return document.text if rule.filter(document) is True else PAGE_DROPPED

    return clean


def tfds_c4():
    utils = c4_utils()
    clean_page = utils.get_clean_page_fn()

    def clean(text):
        page = utils.PageFeatures(text=text)
        left = list(clean_page(page, counter_inc_fn=lambda *_: None, min_num_sentences=0))
        return left[0].text if left else PAGE_DROPPED

    return clean


def datatrove_pii():
    """What PIIFormatter takes for addresses, each as a placeholder: which replacement stands there depends on the order."""
    from datatrove.pipeline.formatters import PIIFormatter

    return PIIFormatter(email_replacement="<EMAIL>", ip_replacement="<IP>").format


def placeholders(text):
    text = re.sub(r"email@example\.com|firstname\.lastname@example\.org", "<EMAIL>", text)
    ips = ("22.214.171.124", "126.96.36.199", "188.8.131.52", "184.108.40.206", "220.127.116.11", "18.104.22.168")
    return re.sub("|".join(map(re.escape, ips)), "<IP>", text)


def cleaners():
    from datatrove.pipeline.formatters import SymbolLinesFormatter

    yield "c4_lines_datatrove", datatrove_c4(), None
    yield "c4_lines_fineweb", datatrove_c4(filter_no_terminal_punct=False), None
    yield "c4_lines_tfds", tfds_c4(), None
    yield "symbol_lines", SymbolLinesFormatter().format, None
    yield "symbol_lines_fineweb2", SymbolLinesFormatter(symbols_to_remove=["|"], replace_char="\n").format, None
    yield "mask_pii_datatrove", datatrove_pii(), placeholders


def compare_cleaner(name, theirs, read, inputs, run):
    cleaned = {document["id"]: document for document in documents(run, name)}
    pairs = []
    for key, record in inputs.items():
        document = cleaned.get(key)
        # a document of which nothing is left is not in the run; no text that says anything is blank
        ours = document["text"] if document else ""
        a = theirs(record["text"])
        if a == PAGE_DROPPED:
            told = document is not None and (
                document["signals"]["lorem_ipsum"] > 0 or document["signals"]["curly_brackets"] > 0
            )
            ours = PAGE_DROPPED if told else ours
        elif not document and not a.strip():
            a = ""
        pairs.append((a, read(ours) if read else ours, record["text"]))
    return report(name, pairs)


def badword_rules(words):
    from datatrove.data import Document
    from datatrove.pipeline.filters import c4_filters

    known = set(os.listdir(words))
    c4_filters.cached_asset_path_or_download = lambda url, **_: os.path.join(words, url.rsplit("/", 1)[1])
    rule = c4_filters.C4BadWordsFilter(fail_on_missing_language=False)

    def datatrove(text, lang):
        return rule.filter(Document(text=text, id="", metadata={"language": lang})) is True

    patterns = {}

    def c4(text, lang):
        if lang not in patterns:
            with open(os.path.join(words, lang), encoding="utf-8") as lines:
                entries = [line.strip() for line in lines]
            # as in get_badwords_filter_fn's first version (0560e686); the entries are plain here
            patterns[lang] = re.compile("[^a-z](%s)[^a-z]" % "|".join(map(re.escape, entries)))
        return not any(patterns[lang].search(line.strip().lower()) for line in text.splitlines())

    return known, datatrove, c4


def compare_rules(run, words):
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4ParagraphFilter

    known, datatrove, c4 = badword_rules(words)
    paragraph = C4ParagraphFilter()
    pairs = {"mc4_third_longest_line": [], "bad_words, as datatrove": [], "c4_bad_word, as C4": []}
    for document in documents(run, "as_is"):
        text, signals = document["text"], document["signals"]
        third = signals["mc4_third_longest_line"]
        theirs = paragraph.filter(Document(text=text, id="")) is True
        pairs["mc4_third_longest_line"].append((theirs, third is not None and third >= 200, text))
        if signals["lang"] in known:
            ours = signals["bad_words"] == 0
            pairs["bad_words, as datatrove"].append((datatrove(text, signals["lang"]), ours, text))
            pairs["c4_bad_word, as C4"].append((c4(text, signals["lang"]), not signals["c4_bad_word"], text))
    for name, found in pairs.items():
        print(f"          dropped by the peer {sum(not pair[0] for pair in found)}")
        yield report(name, found)


def main(run, texts, words):
    given = by_id(texts)
    # what ingest made of them, so that cleaners alone are compared: line ends are LF, NUL is out, blank texts too
    inputs = {document["id"]: document for document in documents(run, "as_is")}
    unread = [record["text"] for key, record in given.items() if key not in inputs and record["text"].strip()]
    print(f"{len(given)} texts, {len(inputs)} read; not read though not blank: {unread[:5]!r:.200}")
    found = [compare_cleaner(name, theirs, read, inputs, run) for name, theirs, read in cleaners()]
    found += compare_rules(run, words)
    return 0 if min(found) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
