"""Agreement of the rule datatrove_url (conf/rules/datatrove-url.conf) with datatrove's URLFilter, address by address.

    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts LISTS
    LISTS=... ASSETS=... ./tamis run bench/peers/urls.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/url_parity.py runs/urls

Needs datatrove with tldextract, pyahocorasick and fasteners; the public suffix list is the one that tldextract ships. The lists
of words and the lists of domains are compared apart, then the rule. Exits 1 if less than 99.5 % agree on any of the three.
"""

import collections
import sys

from peer_run import documents, report

LEAST = 0.995


def datatrove(with_domains):
    from datatrove.data import Document
    from datatrove.pipeline.filters import URLFilter
    from tldextract import TLDExtract

    rule = URLFilter()
    rule.tldextractor = TLDExtract(suffix_list_urls=(), cache_dir=None)
    rule.download_data()
    if not with_domains:
        rule.block_listed_domains = rule.block_listed_url = set()

    def why(url):
        verdict = rule.filter(Document(text="x", id="", metadata={"url": url}))
        return None if verdict is True else verdict[1]

    return why


def main(run):
    whole, words_alone = datatrove(True), datatrove(False)
    words, lists, verdicts = [], [], []
    found = collections.Counter()
    for document in documents(run):
        url, signals = document["url"], document["signals"]
        ours = signals["datatrove_url_words"], signals["url_blocklist"]
        theirs = whole(url)
        listed = theirs in ("domain", "subdomain", "url")
        found[str(theirs)] += 1
        words.append((words_alone(url), ours[0], url))
        lists.append((listed, ours[1] is not None, url))
        verdicts.append((theirs is None, ours == (None, None), url))
    print("          of the peer:", dict(found))
    agreed = [
        report("datatrove_url_words", words, show=8),
        report("url_blocklist", lists, show=8),
        report("rule datatrove_url", verdicts, show=0),
    ]
    return 0 if min(agreed) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
