"""What is measured on images, ours beside others: PDQ beside pdqhash, the rest beside OpenCV; and how fast, one thread, CPU time.

    bench/peers/.venv-images/bin/python bench/peers/images.py --classpath "$CP" FILE_OR_TAR...

CP is the class path of the module bench (docs/extraction.md shows how to get it). Every image is decoded once, by Pillow, and both
sides are given the same pixels.

pdqhash (PyPI) binds upstream's C++ hasher and never shrinks; upstream's Python hashes Image.thumbnail((512, 512)). So three
distances are shown: to pdqhash of the same pixels, for images of at most 512 x 512 (must be 0); to pdqhash of Pillow's thumbnail,
for larger ones; and to pdqhash of the full size, which is what whoever calls it alone gets. --bridge FILE names sample-b.jpg of the
source archive of threatexchange on PyPI, which is the bridge that upstream publishes hashes of.
"""

import argparse
import io
import os
import re
import struct
import subprocess
import tarfile
import tempfile
import time

# pdq/python/pdqhashing/tests/pdq_test.py and pdq/cpp/bin/README.md: as it is, turned by 90, 180, 270, flipped in four ways.
PYTHON = """
d8f8f0cce0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22 38a50efd71c83f429013d68d0ffffc52e34e0e15ada952a9d29684214aa9e5af
2dadda64b5a142e5d362209057da895ae63b8c7fc277b4b766b319361f893188 a5f0a457248995e8c9065c275aaa54d8b61ba4bdf8fcfc0387c32f8b0bfc4f05
d8f80f31e0f417b00e37f5dd028f980fb36ed12a9662c1e233e64c634e9c64dd 0dad259bb1a1bd18d362576556da32a1e63b7380c2374b4866b3c6c91b89ce77
f0a5e10271dcc0bd9c5309720fff018de34ef1e8ada9a956d2967ade1ea91a50 69f05aa8a4996a17c146a2da5aaaab07b61b5b60f8fc07fc83c3d0740bfcb0fa
""".split()
CPP = """
f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22 b0a10efd71cc3f429413d48d0ffffe12e34e0e17ada952a9d29684210aa9e5af
adad5a64b5a142e55362a09057dacd5ae63b847fc23794b766b319361fc93188 a5f4a457a48995e8c9065c275aaa5498b61ba4bdf8fcf80387c32f8b0bfc4f05
f8f80f31e0f417b00e37f5cd028f980fb36ed02a9662c1e233e6cc634e9c64dd 8dad2599b1a1bd1853625f6553da32a1e63b7280c2374b4866b366c91bc9ce77
f0a1f102f1dcc0bd9c5309720fff018de34ef1e8ada9a956d2967ade0ea91a50 a5f05ba8a4896a17c106a3da5aaaab07b61b5b42f8fc07fc83c3d0740bfcb0fa
""".split()
ROUNDS = 5


def distance(one, other):
    return bin(int(one, 16) ^ int(other, 16)).count("1")


def read(paths):
    for path in paths:
        if path.endswith(".tar"):
            with tarfile.open(path) as tar:
                for member in tar:
                    if member.name.lower().endswith((".jpg", ".jpeg", ".png", ".webp")):
                        yield member.name, tar.extractfile(member).read()
        else:
            with open(path, "rb") as file:
                yield path, file.read()


def ours(images, classpath):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "images")
        with open(path, "wb") as file:
            for image in images:
                file.write(struct.pack(">ii", image.shape[1], image.shape[0]) + image.tobytes())
        command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-cp", classpath, "dev.tamis.bench.ImageSpeed", path]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    values = [line.split()[1:] for line in printed.splitlines() if line.startswith("image ")]
    times = {name: float(value) for name, value in re.findall(r"^(\w+) ([0-9.]+) ms$", printed, re.M)}
    return values, times


def best(images, work):
    fastest = float("inf")
    for _ in range(ROUNDS):
        begin = time.thread_time()
        for image in images:
            work(image)
        fastest = min(fastest, time.thread_time() - begin)
    return fastest * 1000 / len(images)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--bridge")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    import cv2
    import numpy
    import pdqhash
    from PIL import Image

    cv2.setNumThreads(1)

    def peer(pixels):
        bits, quality = pdqhash.compute(numpy.ascontiguousarray(pixels))
        return numpy.packbits(bits).tobytes().hex(), quality

    def thumbnail(pixels):
        image = Image.fromarray(pixels)
        image.thumbnail((512, 512))
        return numpy.asarray(image)

    images = [numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB")) for _, data in read(arguments.files)]
    values, times = ours(images, arguments.classpath)
    small = [i for i, image in enumerate(images) if max(image.shape) <= 512]
    large = [i for i, image in enumerate(images) if max(image.shape) > 512]
    hashes = [value[0].split(",")[0] for value in values]
    same = [distance(hashes[i], peer(images[i])[0]) for i in small]
    print(f"{len(images)} images, {sum(i.shape[0] * i.shape[1] for i in images) / 1e6 / len(images):.3f} megapixels each")
    print(f"pdq of {len(small)} within 512 x 512: most bits from pdqhash {max(same, default=0)}")
    print(f"    quality differs on {sum(int(values[i][1]) != peer(images[i])[1] for i in small)}")
    if large:
        shrunk = sorted(distance(hashes[i], peer(thumbnail(images[i]))[0]) for i in large)
        full = sorted(distance(hashes[i], peer(images[i])[0]) for i in large)
        print(f"pdq of {len(large)} larger ones: bits from pdqhash of Pillow's thumbnail, mean {numpy.mean(shrunk):.2f}, most {shrunk[-1]}")
        print(f"    from pdqhash of the full size, mean {numpy.mean(full):.2f}, most {full[-1]}")

    def check(name, column, value):
        off = max(abs(float(values[i][column]) - value(image)) / max(1, abs(value(image))) for i, image in enumerate(images))
        print(f"{name}: most off {off:.2e}")

    def grey(image):
        return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)

    def entropy(image):
        shares = numpy.bincount(grey(image).ravel(), minlength=256) / image.shape[0] / image.shape[1]
        return float(-(shares[shares > 0] * numpy.log2(shares[shares > 0])).sum())

    check("blur, cv2.Laplacian of grey", 2, lambda image: float(cv2.Laplacian(grey(image), cv2.CV_64F).var()))
    check("sharpness, cv2.Laplacian of RGB as NeMo Curator", 3, lambda image: float(cv2.Laplacian(image, cv2.CV_64F).var()))
    check("brightness", 4, lambda image: grey(image).mean() / 255)
    check("contrast", 5, lambda image: grey(image).std() / 255)
    check("entropy", 6, entropy)
    detector = cv2.QRCodeDetector()

    def codes(image):
        found, _, points, _ = detector.detectAndDecodeMulti(image)
        return sum(cv2.contourArea(p.reshape(-1, 1, 2)) for p in points) / (image.shape[0] * image.shape[1]) if found else 0

    seen = [codes(image) for image in images]
    read_ones = [float(value[8]) for value in values]
    print(f"images with QR codes: OpenCV {sum(s > 0 for s in seen)}, ours {sum(r > 0 for r in read_ones)}")
    theirs = best(images, lambda image: pdqhash.compute(image))
    theirs_small = best(images, lambda image: pdqhash.compute(thumbnail(image)))
    laplacian = best(images, lambda image: cv2.Laplacian(image, cv2.CV_64F).var())
    print(f"pdq: {times['pdq']:.3f} ms an image; pdqhash {theirs:.3f} ({theirs / times['pdq']:.1f} times), with Pillow's thumbnail {theirs_small:.3f}")
    print(f"all measures, PDQ, SHA-256 of pixels and QR codes with them: {times['measure']:.3f} ms; cv2.Laplacian(RGB).var() alone {laplacian:.3f}")

    if arguments.bridge:
        bridge = numpy.asarray(Image.open(arguments.bridge).convert("RGB"))
        turns = [
            bridge, numpy.rot90(bridge), numpy.rot90(bridge, 2), numpy.rot90(bridge, 3), bridge[::-1], bridge[:, ::-1],
            bridge.transpose(1, 0, 2), numpy.rot90(bridge, 2).transpose(1, 0, 2),
        ]
        values, _ = ours([numpy.ascontiguousarray(turn) for turn in turns], arguments.classpath)
        turned = [value[0].split(",")[0] for value in values]
        print("the bridge turned, bits from upstream's Python", [distance(a, b) for a, b in zip(turned, PYTHON)])
        print("    from upstream's C++", [distance(a, b) for a, b in zip(turned, CPP)])
        dihedral = values[0][0].split(",")
        print("its eight dihedral hashes, from Python", [distance(a, b) for a, b in zip(dihedral, PYTHON)])
        print("    from C++", [distance(a, b) for a, b in zip(dihedral, CPP)])


if __name__ == "__main__":
    main()
