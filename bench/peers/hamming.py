"""All pairs of 256-bit hashes within 31 bits, by faiss: multi-index hashing (16 hashes of 16 bits, one bit flipped) and, for as
many queries as asked for, comparison with all. Reads the hashes that ImageDedupScale left.

    python hamming.py FOLDER/i100000/hashes.bin [QUERIES OF THE FLAT INDEX]

Prints user CPU seconds, and the number of pairs, which leaves out each hash's match with itself.
"""

import resource
import sys

import faiss
import numpy as np


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime


def main():
    faiss.omp_set_num_threads(1)
    hashes = np.fromfile(sys.argv[1], dtype=np.uint8).reshape(-1, 32)
    flat_queries = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start = cpu()
    index = faiss.IndexBinaryMultiHash(256, 16, 16)
    index.nflip = 1
    index.add(hashes)
    added = cpu()
    pairs = 0
    for at in range(0, len(hashes), 10_000):
        limits, _, _ = index.range_search(hashes[at : at + 10_000], 32)
        pairs += int(limits[-1])
    print(
        f"IndexBinaryMultiHash: {len(hashes):,} hashes, add {added - start:.1f} s, search {cpu() - added:.1f} s cpu,"
        f" {(pairs - len(hashes)) // 2:,} pairs"
    )
    if flat_queries:
        flat = faiss.IndexBinaryFlat(256)
        flat.add(hashes)
        start = cpu()
        flat.range_search(hashes[:flat_queries], 32)
        took = cpu() - start
        print(
            f"IndexBinaryFlat: {flat_queries:,} queries {took:.1f} s cpu, {took / flat_queries * len(hashes):.0f} s for all"
        )


main()
