"""Token shards read by Megatron's, MosaicML Streaming's and NumPy's own readers, beside ours, in one run.

    python reader.py CLASSPATH FOLDER [MEGABYTES] [DOCUMENTS]

CLASSPATH is that of module bench; FOLDER takes the corpora (about three times MEGABYTES, 1,000 by default, and 110 bytes
for each of DOCUMENTS, 10,000,000 by default). Compares every token that each reader gives with ours, the checksums and
the chain of batches computed with NumPy with ours, and prints samples per second of CPU time with their ratios.
Packages: requirements-reader.txt.
"""

import hashlib
import importlib.abc
import importlib.machinery
import json
import os
import random
import shutil
import subprocess
import sys
import time
import types

import numpy as np

LENGTH = 2048
SECONDS = 4.0


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands for packages that the readers import but do not use to read."""

    NAMES = {"transformers", "torchvision", "boto3", "botocore", "google", "paramiko", "oci", "azure", "matplotlib"}

    class Module(types.ModuleType):
        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return type(name, (), {})

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return Absent.Module(spec.name)

    def exec_module(self, module):
        pass


def streaming_classes():
    sys.meta_path.append(Absent())
    from streaming import MDSWriter, StreamingDataset
    from streaming.base.format import reader_from_json

    return StreamingDataset, reader_from_json, MDSWriter


def same_as_streaming_writes(folder, classpath, streaming, writer_class):
    """A small corpus written again by Streaming's writer: the same bytes of the shard and of its index."""
    small = os.path.join(folder, "small")
    if not os.path.exists(os.path.join(small, "domains", "index.json")):
        java(classpath, "make", small, "4")
    mds = os.path.join(small, "main", "mds")
    theirs = os.path.join(folder, "small-streaming")
    shutil.rmtree(theirs, ignore_errors=True)
    with open(os.path.join(mds, "index.json")) as file:
        text = file.read()
    info = json.loads(text)["shards"][0]
    columns = dict(zip(info["column_names"], info["column_encodings"]))
    with writer_class(out=theirs, columns=columns, hashes=["sha256"], size_limit=None) as writer:
        for sample in streaming(local=mds, shuffle=False, batch_size=1):
            writer.write(sample)
    ours = os.path.join(mds, info["raw_data"]["basename"])
    with open(ours, "rb") as a, open(os.path.join(theirs, "shard.00000.mds"), "rb") as b:
        assert a.read() == b.read(), "MDSWriter writes other bytes"
    with open(os.path.join(theirs, "index.json")) as file:
        assert file.read() == text.replace(info["raw_data"]["basename"], "shard.00000.mds")


def megatron_class():
    """Megatron's reader without the rest of Megatron, which needs a GPU build of PyTorch to be imported."""
    import megatron

    root = list(megatron.__path__)[0]
    for name in ("megatron.core", "megatron.core.datasets"):
        module = types.ModuleType(name)
        module.__path__ = [os.path.join(root, *name.split(".")[1:])]
        sys.modules[name] = module
    utils = types.ModuleType("megatron.core.utils")
    utils.log_single_rank = lambda logger, level, *args, **kwargs: logger.log(level, *args)
    sys.modules["megatron.core.utils"] = utils
    from megatron.core.datasets.indexed_dataset import IndexedDataset

    return IndexedDataset


def java(classpath, *arguments):
    """Figures of a run of ours by name."""
    command = ["java", "-Xmx1g", "-cp", classpath, "dev.tamis.bench.ReaderSpeed", *arguments]
    begin = time.time()
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = dict(line.split(" ", 1) for line in out.splitlines() if " " in line)
    figures["process_s"] = time.time() - begin
    return figures


def rate(run):
    """Samples per second of CPU time, the best of three rounds; run() reads some and returns how many."""
    run()
    best = 0.0
    for _ in range(3):
        begin = time.process_time()
        samples = 0
        while time.process_time() - begin < SECONDS / 3:
            samples += run()
        best = max(best, samples / (time.process_time() - begin))
    return best


def crc32c(data):
    """CRC-32C (RFC 3720), bit by bit in a table made here."""
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (0x82F63B78 if i & 1 else 0)
        table.append(i)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def main():
    classpath, folder = sys.argv[1], sys.argv[2]
    megabytes = sys.argv[3] if len(sys.argv) > 3 else "1000"
    documents = sys.argv[4] if len(sys.argv) > 4 else "10000000"
    corpus = os.path.join(folder, "corpus")
    if not os.path.exists(os.path.join(corpus, "domains", "index.json")):
        java(classpath, "make", corpus, megabytes)
    many = os.path.join(folder, "documents")
    if not os.path.exists(os.path.join(many, "index.json")):
        java(classpath, "documents", many, documents)

    phase = os.path.join(corpus, "main")
    with open(os.path.join(phase, "index.json")) as file:
        index = json.load(file)
    ours = java(classpath, "digest", corpus)

    # NumPy: tokens, tables, checksums and the chain.
    digest = hashlib.sha256()
    chain = bytes(32)
    checksums = []
    for number, shard in enumerate(index["shards"]):
        path = lambda kind: os.path.join(phase, shard["files"][kind]["name"])
        tokens = np.memmap(path("bin"), dtype="<u2", mode="r").reshape(-1, index["sequence_length"])
        table = np.load(path("sequences"), mmap_mode="r")
        runs = np.load(path("runs"), mmap_mode="r")
        assert len(tokens) == len(table) == shard["sequences"] and len(runs) == shard["runs"]
        assert int(table["tokens"].sum()) == int(runs["length"].sum()) == shard["tokens"]
        starts = runs["start"][table["first_run"]]
        assert not starts.any()
        for n in range(0, len(table), len(table) // 5):
            assert crc32c(tokens[n].tobytes()) == table["crc32c"][n]
            assert (tokens[n][table["tokens"][n] :] == index["pad_id"]).all()
        digest.update(tokens)
        checksums.append(np.array(table["crc32c"]))
        saved = os.path.join(folder, "saved.npy")
        np.save(saved, table)
        with open(saved, "rb") as a, open(path("sequences"), "rb") as b:
            assert a.read() == b.read(), "numpy.save writes other bytes"
        os.remove(saved)
    assert digest.hexdigest() == ours["digest"]
    checksums = np.concatenate(checksums).astype(">u4")
    for step, first in enumerate(range(0, len(checksums), 64)):
        chain = hashlib.sha256(
            chain + step.to_bytes(8, "big") + checksums[first : first + 64].tobytes()
        ).digest()
    assert chain.hex() == ours["chain"], "chain"
    print(f"numpy {np.__version__}: {len(checksums)} sequences equal, and the chain")

    # Megatron.
    indexed = megatron_class()
    digest = hashlib.sha256()
    datasets = []
    for shard in index["shards"]:
        dataset = indexed(os.path.join(phase, shard["files"]["bin"]["name"][:-4]))
        assert len(dataset) == shard["sequences"] and dataset.index.dtype == np.uint16
        for sequence in range(len(dataset)):
            digest.update(dataset[sequence])
        datasets.append(dataset)
    assert digest.hexdigest() == ours["digest"]
    print("megatron-core: all tokens equal")

    # Streaming: its reader of a shard, and the data set as trainers use it.
    streaming, reader_from_json, writer_class = streaming_classes()
    same_as_streaming_writes(folder, classpath, streaming, writer_class)
    digest = hashlib.sha256()
    mds = os.path.join(phase, "mds")
    with open(os.path.join(mds, "index.json")) as file:
        shards = [reader_from_json(mds, None, info) for info in json.load(file)["shards"]]
    sequence = 0
    for number, shard in enumerate(shards):
        listed = index["shards"][number]["files"]
        table = np.load(os.path.join(phase, listed["sequences"]["name"]), mmap_mode="r")
        runs = np.load(os.path.join(phase, listed["runs"]["name"]), mmap_mode="r")
        for n in range(shard.samples):
            sample = shard[n]
            digest.update(sample["tokens"])
            assert sample["sequence"] == sequence and sample["length"] == table["tokens"][n]
            if n % 97 == 0:
                first = int(table["first_run"][n])
                end = int(table["first_run"][n + 1]) if n + 1 < len(table) else len(runs)
                assert (sample["starts"] == runs["start"][first:end]).all()
                assert sample["documents"].tobytes() == runs["id"][first:end].tobytes()
                assert sample["domain"] == "web" and sample["epoch"] == 0
            sequence += 1
    assert digest.hexdigest() == ours["digest"]
    stream = streaming(local=mds, shuffle=False, batch_size=64, validate_hash="sha256")
    digest = hashlib.sha256()
    for sample in stream:
        digest.update(sample["tokens"])
    assert digest.hexdigest() == ours["digest"]
    print("mosaicml-streaming: all tokens equal, in our order; its writer makes the same bytes")

    # Speed. CPU time, one thread of ours; files are in the page cache by now.
    figures = java(classpath, "read", corpus)
    picks = random.Random(5)

    def pass_over(get, count):
        def run():
            for i in range(count):
                get(i)
            return count

        return run

    dataset = datasets[0]
    size = len(dataset)
    rates = {
        "streaming: StreamingDataset, iterated": rate(lambda: sum(1 for _ in stream)),
        "streaming: StreamingDataset, at random": rate(
            pass_over(lambda i: stream[picks.randrange(len(stream))], 2000)
        ),
        "megatron: IndexedDataset, in order, a view": rate(pass_over(lambda i: dataset[i], size)),
        "megatron: IndexedDataset, in order, as int64": rate(
            pass_over(lambda i: dataset[i].astype(np.int64), size)
        ),
        "megatron: IndexedDataset, at random, a view": rate(
            pass_over(lambda i: dataset[picks.randrange(size)], size)
        ),
        "megatron: IndexedDataset, at random, as int64": rate(
            pass_over(lambda i: dataset[picks.randrange(size)].astype(np.int64), size)
        ),
    }
    for name in ("loader", "loader_unverified", "loader_masks", "loader_domains", "random", "megatron_sequential",
                 "megatron_random", "megatron_view_sequential", "megatron_view_random"):
        print(f"ours: {name}: {figures[name + '_samples']} samples/s, {figures[name + '_mb']} MB/s")
    # A view of Megatron's touches no token, and neither does ours; int64 is what its GPTDataset makes of it.
    beside = {
        "streaming: StreamingDataset, iterated": "loader",
        "streaming: StreamingDataset, at random": "random",
        "megatron: IndexedDataset, in order, a view": "megatron_view_sequential",
        "megatron: IndexedDataset, in order, as int64": "megatron_sequential",
        "megatron: IndexedDataset, at random, a view": "megatron_view_random",
        "megatron: IndexedDataset, at random, as int64": "megatron_random",
    }
    for name, value in rates.items():
        key = beside[name]
        print(f"{name}: {value:.0f} samples/s; ours ({key}) {float(figures[key + '_samples']) / value:.2f} times")

    for _ in range(2):
        opened = java(classpath, "open", many)
    print(f"{opened['megatron_documents']} documents in the first shard; of all:")
    for name in ("start_ms", "resume_ms", "reopen_and_resume_ms", "megatron_open_ms", "process_s"):
        print(f"ours: {name} {opened[name]}")
    with open(os.path.join(many, "main", "index.json")) as file:
        prefixes = [shard["files"]["bin"]["name"][:-4] for shard in json.load(file)["shards"]]
    begin = time.time()
    for prefix in prefixes:
        indexed(os.path.join(many, "main", prefix))
    print(f"megatron: open {(time.time() - begin) * 1000:.1f} ms")
    begin = time.time()
    again = streaming(local=mds, shuffle=False, batch_size=64)
    next(iter(again))
    print(f"streaming: start at {len(again)} samples {(time.time() - begin) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
