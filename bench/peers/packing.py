"""How fast best-fit decreasing packs, ours and others' on the same lengths, one core, CPU time.

    bench/peers/.venv-packing/bin/python bench/peers/packing.py --classpath "$CP" [--documents N] [--capacity L]

CP is the class path of the module bench (docs/extraction.md shows how to get it); requirements-packing.txt says how the peers are
installed. Ours writes the lengths, what whole sequences leave of documents of log-normal length. lightbinpack's obfd is C++ for
integer lengths, measured in one process with its list of lengths ready. TRL's _pack_bfd is what pack_dataset(strategy="bfd")
runs on each batch; it moves the tokens of its table as well, so the time of the moving alone is shown beside it. Prints
nanoseconds a piece, and how many bins each fills.
"""

import argparse
import os
import re
import subprocess
import tempfile
import time

ROUNDS = 5


def best(run):
    fastest, result = float("inf"), None
    for _ in range(ROUNDS):
        begin = time.process_time()
        result = run()
        fastest = min(fastest, time.process_time() - begin)
    return fastest, result


def ours(path, documents, capacity, classpath):
    command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", classpath, "dev.tamis.bench.PackingSpeed", path, str(documents), str(capacity)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    bins, nanos = re.search(r"pieces in (\d+) bins.* ([0-9.]+) ns a piece", printed).groups()
    return float(nanos), int(bins)


def lightbinpack(lengths, capacity):
    os.environ["OMP_NUM_THREADS"] = "1"
    import lightbinpack as peer

    seconds, bins = best(lambda: peer.obfd(lengths.tolist(), capacity))
    conversion, _ = best(lengths.tolist)
    return (seconds - conversion) * 1e9 / len(lengths), len(bins)


def trl(lengths, capacity):
    import numpy
    import pyarrow
    import pyarrow.compute
    from trl.data_utils import _pack_bfd

    offsets = numpy.concatenate([[0], numpy.cumsum(lengths, dtype=numpy.int64)]).astype(numpy.int32)
    tokens = pyarrow.array(numpy.zeros(offsets[-1], dtype=numpy.int32))
    table = pyarrow.table({"input_ids": pyarrow.ListArray.from_arrays(pyarrow.array(offsets), tokens)})
    seconds, packed = best(lambda: _pack_bfd(table, capacity))
    moving, _ = best(lambda: pyarrow.compute.take(table, numpy.arange(len(lengths))))
    return seconds * 1e9 / len(lengths), moving * 1e9 / len(lengths), len(packed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--capacity", type=int, default=2048)
    arguments = parser.parse_args()
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lengths")
        nanos, bins = ours(path, arguments.documents, arguments.capacity, arguments.classpath)
        lengths = numpy.fromfile(path, dtype="<i4")
    print(f"{len(lengths)} pieces, sequences of {arguments.capacity}")
    print(f"Tamis {nanos:.1f} ns a piece, {bins} bins")
    theirs, count = lightbinpack(lengths, arguments.capacity)
    print(f"lightbinpack obfd {theirs:.0f} ns a piece ({theirs / nanos:.1f} times), {count} bins")
    theirs, moving, count = trl(lengths, arguments.capacity)
    print(f"TRL _pack_bfd {theirs:.0f} ns a piece ({theirs / nanos:.0f} times), of which moving tokens {moving:.0f}, {count} bins")


if __name__ == "__main__":
    main()
