"""How many photographs are decoded, shrunk and hashed a second of CPU time: ours, and img2dataset's Resizer with pdqhash.

    bench/peers/.venv/bin/python bench/peers/image_decoding.py FOLDER --classpath "$CP" [--rounds N]

FOLDER holds .jpg files; CP is the class path of the module bench (docs/extraction.md shows how to get it). Theirs is
img2dataset's Resizer with its defaults (256 x 256, border, area) and pdqhash.compute, both on one core. The Resizer ends with
encoding what it made as JPEG of quality 95, and pdqhash wants the decoded image, which the Resizer keeps to itself: so the
image is decoded once more for it, which is not counted. Also given without the encoding. Ours is one thread and its child
process, CPU time of both: a view within 256 x 256 by area, and everything that is measured on an image, PDQ among it; and
the same without what they do not measure. Rounds of ours and theirs take turns, and each figure is the median of them.
"""

import argparse
import io
import os
import statistics
import subprocess
import time


def theirs(files, encode):
    import cv2
    import numpy
    import pdqhash
    from img2dataset.resizer import Resizer

    cv2.setNumThreads(1)
    resizer = Resizer(
        image_size=256,
        resize_mode="border",
        resize_only_if_bigger=False,
        encode_quality=95,
        encode_format="jpg",
        skip_reencode=False,
    )
    if not encode:
        nothing = (True, numpy.zeros(1, dtype="uint8"))
        real = cv2.imencode
        cv2.imencode = lambda *a, **k: nothing
    spent = 0.0
    for data in files:
        image = cv2.cvtColor(cv2.imdecode(numpy.frombuffer(data, dtype="uint8"), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        begin = time.process_time()
        result = resizer(io.BytesIO(data))
        pdqhash.compute(image)
        spent += time.process_time() - begin
        if result[0] is None:
            raise SystemExit("the Resizer failed: " + str(result))
    if not encode:
        cv2.imencode = real
    return len(files) / spent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    names = sorted(n for n in os.listdir(arguments.folder) if n.endswith(".jpg"))
    files = [open(os.path.join(arguments.folder, n), "rb").read() for n in names]
    print(len(files), "photographs")

    kinds = ("hash", "facts")
    ours = {
        kind: subprocess.Popen(
            ["java", "-Xmx256m", "-cp", arguments.classpath, "dev.tamis.media.DecodeSpeed", "rounds", arguments.folder, kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for kind in kinds
    }
    figures = {name: [] for name in ("theirs", "theirs without encoding", "ours hash", "ours facts")}
    for _ in range(arguments.rounds):
        figures["theirs"].append(theirs(files, True))
        figures["theirs without encoding"].append(theirs(files, False))
        for kind, process in ours.items():
            process.stdin.write("round\n")
            process.stdin.flush()
            figures["ours " + kind].append(float(process.stdout.readline()))
    for process in ours.values():
        process.stdin.close()
        process.wait()
    for name, found in figures.items():
        print(f"{name}: {statistics.median(found):.1f} images/s of CPU, rounds {' '.join(f'{f:.0f}' for f in found)}")
    for mine in ("ours hash", "ours facts"):
        for other in ("theirs", "theirs without encoding"):
            ratio = statistics.median(m / o for m, o in zip(figures[mine], figures[other]))
            print(f"{mine} : {other} = {ratio:.2f}")


if __name__ == "__main__":
    main()
