"""What dev.tamis.bench.EmbeddingBenchmark measures, with NumPy on one thread: 4,096 vectors of 768 numbers are assigned to
100 centroids, then all pairs compared, in blocks whose products stay small.

    OPENBLAS_NUM_THREADS=1 python3 embeddings.py
"""

import os
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (the variables are read when it is loaded)

VECTORS, LENGTH, CLUSTERS, BLOCK, LEAST = 4096, 768, 100, 512, 0.99


def assign(vectors, centroids):
    return np.argmax(vectors @ centroids.T, axis=1)


def pairs(vectors):
    links = 0
    for start in range(0, len(vectors), BLOCK):
        rows = vectors[start : start + BLOCK]
        products = rows @ vectors[start:].T
        i, j = np.nonzero(products >= LEAST)
        links += int(np.count_nonzero(j > i))
    return links


def milliseconds(work):
    times = []
    for _ in range(7):
        begin = time.process_time()
        work()
        times.append((time.process_time() - begin) * 1000)
    return sorted(times)[len(times) // 2]


def main():
    vectors = np.random.default_rng(17).random((VECTORS, LENGTH), dtype=np.float32) - np.float32(0.5)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centroids = vectors[:CLUSTERS].copy()
    print(f"numpy {np.__version__}: assign {milliseconds(lambda: assign(vectors, centroids)):.1f} ms")
    print(f"numpy {np.__version__}: pairs {milliseconds(lambda: pairs(vectors)):.1f} ms")


if __name__ == "__main__":
    main()
