"""Photographs with five variants of each, for ImageRecall: jpeg of quality 50, half the size, a fifth more contrast, webp, gray.

    python image_variants.py OUT TAR...

Originals are the photographs of the tars (members *.jpg), then their mirror images, then the upper left quarters of the first
hundred: mirrored or cut, a photograph is another image to a perceptual hash. Needs Pillow.
"""

import io
import pathlib
import sys
import tarfile

from PIL import Image, ImageEnhance, ImageOps


def originals(tars):
    photographs = []
    for path in tars:
        with tarfile.open(path) as tar:
            for member in tar:
                if member.name.endswith(".jpg"):
                    image = Image.open(io.BytesIO(tar.extractfile(member).read()))
                    photographs.append(ImageOps.exif_transpose(image).convert("RGB"))
    yield from photographs
    for image in photographs:
        yield ImageOps.mirror(image)
    for image in photographs[:100]:
        yield image.crop((0, 0, image.width // 2, image.height // 2))


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for number, image in enumerate(originals(sys.argv[2:])):
        name = f"{number:04d}"
        image.save(out / f"{name}.original.jpg", quality=92)
        image.save(out / f"{name}.q50.jpg", quality=50)
        image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.LANCZOS).save(
            out / f"{name}.half.jpg", quality=90
        )
        ImageEnhance.Contrast(image).enhance(1.2).save(out / f"{name}.contrast.jpg", quality=90)
        image.save(out / f"{name}.webp.webp", quality=75)
        ImageOps.grayscale(image).save(out / f"{name}.gray.jpg", quality=90)
        count += 1
    print(f"{count} originals")


main()
