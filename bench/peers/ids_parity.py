"""Agreement of Tamis's checks of identity numbers, IBANs, cards and phone numbers with python-stdnum, schwifty and phonenumbers.

    bench/peers/.venv/bin/python bench/peers/ids_parity.py write runs/texts
    ./tamis run bench/peers/ids.conf --until annotate
    bench/peers/.venv/bin/python bench/peers/ids_parity.py runs/ids runs/texts/ids.jsonl

Numbers are drawn at random, half of them until the peer accepts one, each in a text of its own after the word that says what it
is. Valid for a peer and not found by us, or the other way round, is a disagreement. Exits 1 if a kind agrees on fewer than 99.5 %.
"""

import collections
import json
import os
import random
import sys

from peer_run import by_id, documents, report

LEAST = 0.995
OF_EACH = 400
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(chance, count):
    return "".join(chance.choices("0123456789", k=count))


def date(chance, pattern):
    """A date, at times one that does not exist."""
    day, month = chance.randint(0, 32), chance.randint(0, 13)
    if chance.random() < 0.8:
        day, month = chance.randint(1, 28), chance.randint(1, 12)
    return pattern.format(d=f"{day:02}", m=f"{month:02}", y=digits(chance, 2), c=chance.choice(("19", "20")))


def codice(chance):
    name = "".join(chance.choices(LETTERS, k=6))
    day = chance.randint(0, 72)
    return (
        name
        + digits(chance, 2)
        + chance.choice("ABCDEHLMPRSTXZ")
        + f"{day:02}"
        + chance.choice(LETTERS)
        + digits(chance, 3)
        + chance.choice(LETTERS)
    )


def resident(chance):
    return (
        chance.choice(("110101", "310115", "440305", "650102"))
        + date(chance, "{c}{y}{m}{d}")
        + digits(chance, 3)
        + chance.choice("0123456789X")
    )


def nir(chance):
    department = chance.choice(("75", "13", "97", "2A", "2B"))
    return (
        chance.choice("1278")
        + digits(chance, 2)
        + f"{chance.choice((*range(1, 13), 31, 42)):02}"
        + department
        + digits(chance, 8)
    )


def kinds():
    from stdnum import luhn
    from stdnum.br import cnpj, cpf
    from stdnum.cn import ric
    from stdnum.de import idnr
    from stdnum.es import dni, nie
    from stdnum.fi import hetu
    from stdnum.fr import nir as french
    from stdnum.gb import nhs
    from stdnum.in_ import aadhaar
    from stdnum.it import codicefiscale
    from stdnum.nl import bsn
    from stdnum.pl import pesel
    from stdnum.se import personnummer
    from stdnum.us import ssn

    national = "pii_national_ids"
    # name, signal, word before it, how to draw one, the peer's check
    yield "BSN", national, "BSN", lambda c: digits(c, 9), bsn.is_valid
    yield "CPF", national, "CPF", lambda c: digits(c, 11), cpf.is_valid
    yield "CNPJ", national, "CNPJ", lambda c: digits(c, 14), cnpj.is_valid
    yield "PESEL", national, "PESEL", lambda c: date(c, "{y}{m}{d}") + digits(c, 5), pesel.is_valid
    yield (
        "personnummer",
        national,
        "Personnummer",
        lambda c: date(c, "{y}{m}{d}-") + digits(c, 4),
        personnummer.is_valid,
    )
    yield (
        "personnummer, century",
        national,
        "Personnummer",
        lambda c: date(c, "{c}{y}{m}{d}-") + digits(c, 4),
        personnummer.is_valid,
    )
    yield "AADHAAR", national, "Aadhaar", lambda c: digits(c, 12), aadhaar.is_valid
    yield "SSN", national, "SSN", lambda c: f"{digits(c, 3)}-{digits(c, 2)}-{digits(c, 4)}", ssn.is_valid
    yield "Steuer-ID", national, "Steuer-ID", steuer, idnr.is_valid
    yield "NHS", national, "NHS number", lambda c: digits(c, 10), nhs.is_valid
    yield "DNI", national, "DNI", lambda c: digits(c, 8) + c.choice(LETTERS), dni.is_valid
    yield "NIE", national, "NIE", lambda c: c.choice("XYZ") + digits(c, 7) + c.choice(LETTERS), nie.is_valid
    yield (
        "hetu",
        national,
        "henkilötunnus",
        lambda c: date(c, "{d}{m}{y}") + c.choice("+-A-A") + digits(c, 3) + c.choice(digits(c, 5) + LETTERS),
        lambda text: hetu.is_valid(text, allow_temporary=True),
    )
    yield "codice fiscale", national, "Codice fiscale", codice, codicefiscale.is_valid
    yield "NIR", national, "NIR", nir, french.is_valid
    yield "resident id (CN)", national, "ID", resident, lambda text: without_places(ric, text)
    yield "IBAN", "pii_ibans", "IBAN", None, iban_check()
    yield (
        "card, Luhn",
        "pii_cards",
        "card",
        lambda c: c.choice(("4", "51", "55", "2221", "2720", "6011", "65")),
        luhn.is_valid,
    )


def without_places(ric, text):
    """python-stdnum's check of date and mark; its table of places lacks the districts of most years, and trips over some."""
    try:
        ric.get_birth_date(text)
        return text[-1] == ric.calc_check_digit(text)
    except ValueError:
        return False


def steuer(chance):
    if chance.random() < 0.3:
        return digits(chance, 11)
    nine = chance.sample("0123456789", 9)
    ten = nine + [chance.choice(nine)]
    chance.shuffle(ten)
    return "".join(ten) + chance.choice("0123456789")


def iban_check():
    from schwifty import IBAN

    def valid(text):
        try:
            IBAN(text)
        except ValueError:
            return False
        return True

    return valid


def ibans(chance):
    """Drawn by schwifty, and then changed in one place half of the time."""
    from schwifty import IBAN
    from schwifty.registry import get_countries, get_iban_spec

    countries = sorted(get_countries())
    for _ in range(OF_EACH * 2):
        country = chance.choice(countries)
        try:
            text = str(IBAN.random(country_code=country, random=chance))
        except Exception:  # it has none for some countries: digits of the right length, with true check digits
            body = digits(chance, get_iban_spec(country).iban_length - 4)
            value = int("".join(str(int(x, 36)) for x in body + country + "00"))
            text = country + f"{98 - value % 97:02}" + body
        if chance.random() < 0.5:
            at = chance.randrange(2, len(text))
            text = text[:at] + chance.choice("0123456789") + text[at + 1 :]
        yield text


def phones(chance):
    """Numbers of phonenumbers' examples for each region in international form, at times with a digit changed."""
    import phonenumbers

    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            for form in (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
                text = phonenumbers.format_number(number, form)
                yield text
                at = chance.randrange(4, len(text))
                if text[at].isdigit():
                    yield text[:at] + chance.choice("0123456789") + text[at + 1 :]
                yield text + chance.choice("0123456789")


def phone_check(text):
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return False


def draw():
    chance = random.Random(22)
    for name, signal, word, make, valid in kinds():
        if name == "IBAN":
            for text in ibans(chance):
                yield name, signal, word, text, valid(text)
            continue
        found = collections.Counter()
        for _ in range(200_000):
            text = make(chance)
            if name.startswith("card"):
                text += digits(chance, 16 - len(text))
            ok = valid(text)
            if found[ok] < OF_EACH:
                found[ok] += 1
                yield name, signal, word, text, ok
            if min(found[True], found[False]) >= OF_EACH:
                break
    for text in phones(chance):
        yield "phone", "pii_phones", "Tel.", text, phone_check(text)


def write(folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "ids.jsonl"), "w", encoding="utf-8") as out:
        for i, (name, signal, word, text, valid) in enumerate(draw()):
            line = {
                "id": f"i{i}",
                "text": f"{word}: {text}",
                "kind_of_id": name,
                "signal": signal,
                "number": text,
                "valid": valid,
            }
            out.write(json.dumps(line) + "\n")


def main(run, path):
    given = by_id(path)
    pairs = collections.defaultdict(list)
    for document in documents(run):
        record = given[document["id"]]
        ours = document["signals"][record["signal"]] > 0
        pairs[record["kind_of_id"]].append((record["valid"], ours, record["text"]))
    found = []
    for name, some in pairs.items():
        print(f"          valid to the peer {sum(pair[0] for pair in some)}")
        found.append(report(name, some, show=6))
    return 0 if min(found) >= LEAST else 1


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        sys.exit(main(*sys.argv[1:]))
