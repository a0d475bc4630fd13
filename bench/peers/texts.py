"""Texts to compare on: those of a run, and made ones with what real pages seldom have; and addresses for URL filters.

    ./tamis run bench/peers/web.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts

Writes texts.jsonl, urls.jsonl and lists of bad words to the folder, the input of cleaners.conf and urls.conf beside this file. With the folder
of a UT1-like list (files domains and urls) as third argument, urls.jsonl has listed addresses too. The same each time.
"""

import json
import os
import random
import sys

MADE = 600
MADE_URLS = 1500

# fmt: off
WORDS = """the be to of and that have with river Bank it's e-mail don't naïve café 東京 日本語のテキスト 漢字 한국어 ภาษาไทย العربية
привет Ελλάδα 🙂 👩‍👩‍👧 🇫🇷 ½ ² １２ 3.14 1,000 # ## … ... - • * | || — – « » „quoted“ "quoted" 'single' [1] [12] [] [edit]
[citation needed] [Edit] {x} { } javascript JavaScript Javascript, cookies Terms of Use privacy policy use of cookies
lorem ipsum Lorem Ipsum dolor http://example.com/a?b=c www.example.org İstanbul ﬁn ß ẞ K Å x\u0301 \u200b \ufeff \u00ad""".split()

LINES = [
    "", " ", "\t", "\u00a0", "\u3000", ".", "...", "…", "?!", "|", "| |", "||||", "|\u00a0|", "---", "-- --", "***", "= = =", "《》",
    "A line of plain words that ends well.", "Two words.", "One two three.", "One two [3].", "[1] one two three.",
    "It ends in a citation.[12]", "It ends in a citation. [12]", "It ends in a citation [citation needed]", "[edit]", "[1][2][3].",
    "He said “no more of this”", 'He said "no more of this"', "This is the boys'", "And so on and on...", "And so on and on…",
    "And so on and on. . .", "Please enable JavaScript to go on.", "We make use of cookies here.", "This site uses cookies.",
    "See our Terms of Use today.", "Our Privacy Policy is long.", "Cookie policy of this site.", "Lorem ipsum dolor sit amet.",
    "Some lorem ipsum, javascript and cookies.", "if (x) { return one two; }.", "javascript { } in one line.", "use cookies { here.",
    "First one. Second one! Third one? Fourth.", "Mr. Smith went to Washington, D.C. He came back.", "No end mark here at all",
    "東京は日本の首都です。人口は多いです。", "Это предложение. А это другое предложение!", "نص عربي قصير. نص آخر؟",
    "x" * 1000 + " one two three.", "y" * 1001 + " one two three.", "😀" * 1000 + " one two three.", "😀" * 1001 + " one two three.",
    "a" * 30, "b" * 31, "c" * 199, "d" * 200, "e" * 250, "漢" * 200, "😀" * 200, "😀" * 199,
    "Write to jane.doe@example.com or call.", "Mail: JANE@EXAMPLE.ORG, thanks.", "a@b.co", "<x_y+z@sub.domain.co.uk>", "é.jane@mail.fr",
    "jane@münchen.de is mine", "user@[8.8.8.8:]", "user@[8.8.8.8]", "a..b@example.com", ".a@example.com", "a.@example.com", "me@localhost",
    "me@host.c", "me@8.8.8.8", "a@b@c.com", "mailto:info@example.net?subject=x", "(info@example.net)", "info@example.net.",
    "info@example.net\u00a0next", "info@-bad-.com", "o'neil@example.ie", "x@y.z1", "\u200binfo@example.net", "info@example.net。", "日本info@example.jp",
    "The server 8.8.8.8 answers.", "8.8.8.8", "10.0.0.1 and 192.168.1.1 are private.", "IP=203.0.113.7", "1.2.3.4.5", "8.8.8.8.8.8.8.8",
    "256.1.1.1", "1.1.1.256", "01.02.03.04", "008.8.8.8", "999.8.8.8.8", "version 2.4.6.8 is out", "v1.2.3.4", "8.8.8.8:53 and 1.1.1.1/24",
    "100.64.0.1 198.18.0.1 192.0.0.9 192.0.0.170 224.0.0.1 240.0.0.1 255.255.255.255 0.0.0.0", "169.254.1.1 172.16.0.1 172.32.0.1", "9.9.9.9a",
    "a9.9.9.9", "x-9.9.9.9-y", "http://9.9.9.9/path", "9.9.9.9。", "2001:4860:4860::8888", "٨.٨.٨.٨", "192.31.196.1 192.52.193.1 192.88.99.1",
    "Call (555) 123-4567 now", "Call 555.123.4567", "Call 5551234567", " 555 - 123 4567", "tel 123-456-78901", "1-800-555-0199", "\u00a0555 123 4567",
    "٥٥٥ ١٢٣ ٤٥٦٧ ٥٥٥ ١٢٣ ٤٥٦٧", "isbn 978 316 1484", "mail a@b.com, c@d.org; e@f.net", "(a@b.com )", "( @b.com ", "@@a@b.com ", "?a?@b.com ", "a@b@c.d ",
    "# heading", "## ##", "- item one", "• item two", "* item three", "-item", "  • indented", "●", "‣ item",
    "damn", "This is damn good.", "damn!", "Damn, he said", "damnation is no word", "undamn", "oh damn", "bloody  hell", "a bloody hell b", "f**k this now",
    "x f**k y", "c++ is c++.", "merde alors!", "quelle merde.", "_damn_", "9damn9", "édamné", "DAMN\u00a0it", "女の子がいる", "くそ！", "\u212aill damn.",
]

ENDS = ["\n"] * 12 + ["\n\n"] * 4 + ["\r\n", "\r\n\r\n", "\r", "\n\n\n", "\n \n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]

ODD_TEXTS = ["", " ", "\n", "\n\n\n", "\r\n", "\r\r\n\n", "\u00a0", "\u2028", ".", "。", "!?", "…", "|", "|\n|", "\n|\n\n|\n", "a", "a\n", "\na", "a\n\n", "漢", "😀",
             "a\x00b", "\ufeffa b c.", "a\ud7ff", "\u200b", "12", "²", "½", "a " * 100000, "# " * 60, "... " * 60, "word " * 49, "word " * 50]
# fmt: on

# Lists of bad words, harmless ones that real pages have: phrases, signs, letters beyond ASCII, entries that toolkits leave out.
BAD_WORDS = {
    "en": ["damn", "bloody hell", "s&m", "🖕", "kill", "free", "click here", "cookie", "2g1c", "naïve", 'the "best"'],
    "fr": ["merde", "gratuit", "à la", "été"],
    "de": ["kostenlos", "für", "über", "scheiße"],
    "ja": ["くそ", "女の子", "グロ", "こと"],
    "zh": ["性", "我们", "中国", "sm"],
    "ru": ["бесплатно", "это"],
}


def line(chance):
    if chance.random() < 0.55:
        return chance.choice(LINES)
    words = [chance.choice(WORDS) for _ in range(chance.choice((1, 2, 3, 5, 8, 20, 60)))]
    spaces = [chance.choice((" ",) * 14 + ("  ", "\t", "\u00a0", "\u3000", "\u2009")) for _ in words]
    end = chance.choice((".", ".", "!", "?", '"', "'", "”", "...", "…", "。", "", "", " ", ".[3]", ". "))
    return "".join(w + s for w, s in zip(words, spaces)).rstrip(" ") + end


def made_texts():
    chance = random.Random(17)
    yield from ODD_TEXTS
    # each line alone, at the start, in the middle and at the end
    for part in LINES:
        yield part
        yield f"Before it.\n{part}\nAfter it."
        yield f"{part} and words after it"
    for _ in range(MADE):
        some = [line(chance) for _ in range(chance.choice((1, 2, 3, 5, 10, 30)))]
        if chance.random() < 0.3:
            some += chance.choices(some, k=3)
        yield "".join(s + chance.choice(ENDS) for s in some)[: None if chance.random() < 0.5 else -1]


def made_urls(listed):
    chance = random.Random(18)
    hosts = [
        "example.com",
        "Example.COM",
        "a.b.example.co.uk",
        "blog.example.org",
        "8.8.8.8",
        "münchen.de",
        "xn--mnchen-3ya.de",
        "localhost",
        "example.com.",
        "user:pw@example.com",
        "example.com:8080",
        "s3.amazonaws.com",
        "foo.blogspot.com",
        "foo.github.io",
    ]
    words = [
        "a",
        "news",
        "2024",
        "page.html",
        "essex",
        "XXX",
        "xxx",
        "porn",
        "sexy",
        "adult",
        "sex",
        "teen",
        "girls",
        "hot",
        "p-o-r-n",
        "video",
        "cam",
        "porno",
        "escort",
        "Sussex",
        "mature",
        "big",
        "asian",
        "free",
        "amateur",
        "xxx1",
        "éxxx",
        "x_x_x",
        "nude",
        "PORN",
        "%78xx",
        "dating",
        "webcam",
    ]
    domains, addresses = listed
    for _ in range(MADE_URLS):
        host = chance.choice(hosts)
        if domains and chance.random() < 0.4:
            host = chance.choice(("", "", "www.", "m.", "a.b.", "WWW.")) + chance.choice(domains)
            host = chance.choice((host, host, host.upper(), host + ":80", host + ".", "x" + host))
        path = "/".join(
            chance.choice(("", "-", "_", "?q=", "+", ".")).join(chance.choices(words, k=chance.choice((1, 1, 2, 3))))
            for _ in range(chance.randint(0, 3))
        )
        url = (
            chance.choice(("http://", "https://", "http://", ""))
            + host
            + chance.choice(("", "/", "/" + path, "/" + path, "?" + path, "/#" + path))
        )
        if addresses and chance.random() < 0.15:
            address = chance.choice(addresses)
            url = (
                chance.choice(("http://", "https://", "http://www.", "", "HTTP://"))
                + address
                + chance.choice(("", "", "/", "?a=b", "/more", "#x", "x"))
            )
        yield url


def listed(folder):
    chance = random.Random(19)
    found = []
    for name in ("domains", "urls"):
        with open(os.path.join(folder, name), encoding="utf-8") as lines:
            entries = lines.read().split("\n")
        found.append(chance.sample([e for e in entries if e and e[0] != "#"], 300))
    return found


def main(run, folder, lists=None):
    from peer_run import documents

    os.makedirs(folder, exist_ok=True)
    real = list(documents(run))
    with open(os.path.join(folder, "texts.jsonl"), "w", encoding="utf-8") as out:
        texts = [document["text"] for document in real] + list(made_texts())
        for i, text in enumerate(texts):
            out.write(json.dumps({"id": f"t{i}", "text": text}) + "\n")
    with open(os.path.join(folder, "urls.jsonl"), "w", encoding="utf-8") as out:
        urls = [document["url"] for document in real] + list(made_urls(listed(lists) if lists else ([], [])))
        for i, url in enumerate(urls):
            out.write(json.dumps({"id": f"u{i}", "text": "x", "url": url}) + "\n")
    os.makedirs(os.path.join(folder, "words"), exist_ok=True)
    for language, words in BAD_WORDS.items():
        with open(os.path.join(folder, "words", language), "w", encoding="utf-8") as out:
            out.write("".join(word + "\n" for word in words))
    print(f"{len(texts)} texts, {len(urls)} addresses")


if __name__ == "__main__":
    main(*sys.argv[1:])
