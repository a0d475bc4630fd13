"""Agreement of the rules of conf/rules/books.conf that are named after Data-Juicer with its own operators, text by text.

    bench/peers/.venv/bin/python bench/peers/texts.py runs/peers runs/texts
    ./tamis run bench/peers/books.conf --until annotate
    bench/peers/.venv-data-juicer/bin/python bench/peers/data_juicer_parity.py runs/books

Exits 1 if a rule agrees on fewer than 99.5 % of the texts.
"""

import sys

from peer_run import documents, report

LEAST = 0.995


def operators():
    from data_juicer.ops.filter.alphanumeric_filter import AlphanumericFilter
    from data_juicer.ops.filter.average_line_length_filter import AverageLineLengthFilter
    from data_juicer.ops.filter.character_repetition_filter import CharacterRepetitionFilter
    from data_juicer.ops.filter.maximum_line_length_filter import MaximumLineLengthFilter
    from data_juicer.ops.filter.special_characters_filter import SpecialCharactersFilter
    from data_juicer.ops.filter.word_repetition_filter import WordRepetitionFilter

    # operator, its statistic, our signal, the bounds of the refine recipe for books
    yield AlphanumericFilter(), "alnum_ratio", "python_alnum_fraction", 0.55, None
    yield AverageLineLengthFilter(), "avg_line_length", "python_chars_per_line", None, 500
    yield MaximumLineLengthFilter(), "max_line_length", "python_max_line_length", None, 13381
    yield SpecialCharactersFilter(), "special_char_ratio", "special_char_fraction", None, 0.5
    yield CharacterRepetitionFilter(rep_len=10), "char_rep_ratio", "data_juicer_char_repetition_fraction", None, 0.2
    yield WordRepetitionFilter(rep_len=10), "word_rep_ratio", "data_juicer_word_repetition_fraction", None, 0.194


def keeps(value, low, high):
    return value is None or ((low is None or value >= low) and (high is None or value <= high))


def main(run):
    texts = list(documents(run))
    worst = 1.0
    for operator, statistic, signal, low, high in operators():
        values, verdicts = [], []
        for document in texts:
            text, ours = document["text"], document["signals"][signal]
            theirs = operator.compute_stats_batched({"text": [text], "__dj__stats__": [{}]})["__dj__stats__"][0][
                statistic
            ]
            values.append((round(float(theirs), 9), ours if ours is None else round(float(ours), 9), text))
            verdicts.append((keeps(theirs, low, high), keeps(ours, low, high), text))
        report(f"value of {signal}", values)
        print(f"          dropped by the peer {sum(not verdict[0] for verdict in verdicts)}")
        worst = min(worst, report(f"rule on {signal}", verdicts))
    return 0 if worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
