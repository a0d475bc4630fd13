"""Models of images beside what they are measured by, on the same pixels and one thread: the cascade of faces and OpenCV's
detectMultiScale (boxes and CPU time), NSFWJS's MobileNetV2 made into ONNX, and TensorFlow.js itself (scores of 20 pictures),
and ONNX Runtime from Python (CPU time).

    pip install "opencv-python-headless<4.13" numpy pillow onnxruntime==1.23.2
    npm install @tensorflow/tfjs@4 nsfwjs@4.4.0
    python3 image_models.py MODEL_FILES CLASSPATH NODE_MODULES IMAGE...

MODEL_FILES is where `tamis models fetch nsfw-mobilenet haar-frontalface haar-frontalface-default` put them. CLASSPATH is that of
the module bench. NODE_MODULES may be "-": then TensorFlow.js is left out.
"""

import os
import struct
import subprocess
import sys
import tempfile
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import cv2  # noqa: E402  (the variables are read when it is loaded)
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
from PIL import Image  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PASSES = 3


def write(file, pictures):
    with open(file, "wb") as out:
        for picture in pictures:
            out.write(struct.pack(">ii", picture.shape[1], picture.shape[0]) + picture.tobytes())


def ours(classpath, *arguments):
    lines = subprocess.run(
        ["java", "-Xmx1g", "-cp", classpath, "dev.tamis.bench.ImageModelSpeed", *arguments],
        check=True, capture_output=True, text=True).stdout.splitlines()
    seconds = [float(line.split()[1]) for line in lines if line.startswith("seconds ")][0]
    return seconds, [line.split()[1:] for line in lines if line.startswith(("boxes", "scores"))]


def within(image, side):
    share = min(1, side / max(image.size))
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return np.asarray(image.resize(size, Image.BOX))


def faces(models, classpath, name, images, folder):
    cascade = os.path.join(models, name, "cascade.xml")
    pictures = [within(image, 320) for image in images]
    file = os.path.join(folder, "faces")
    write(file, pictures)
    seconds, boxes = ours(classpath, "faces", cascade, file)
    boxes = [[tuple(int(n) for n in box.split(",")) for box in line] for line in boxes]
    detector = cv2.CascadeClassifier(cascade)
    least = 1e9
    for _ in range(PASSES):
        start = time.process_time()
        found = [detector.detectMultiScale(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), 1.1, 3) for p in pictures]
        least = min(least, time.process_time() - start)
    found = [sorted(tuple(int(n) for n in box) for box in one) for one in found]
    same = sum(sorted(a) == b for a, b in zip(boxes, found))
    total = sum(len(one) for one in found)
    identical = sum(len(set(a) & set(b)) for a, b in zip(boxes, found))
    print(f"{name}: {len(pictures)} pictures, {total} boxes of OpenCV, {identical} identical, "
          f"{sum(len(a) for a in boxes)} of ours; {same} pictures alike; "
          f"ours {1000 * seconds / len(pictures):.1f} ms a picture, OpenCV {1000 * least / len(pictures):.1f}")


def nsfw(models, classpath, modules, images, folder):
    small = [np.asarray(image.resize((224, 224), Image.BILINEAR)) for image in images]
    file = os.path.join(folder, "small")
    write(file, small)
    model = os.path.join(models, "nsfw-mobilenet", "model.onnx")
    seconds, scores = ours(classpath, "nsfw", model, file)
    scores = np.array(scores, dtype=float)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    least = 1e9
    for _ in range(PASSES):
        start = time.process_time()
        peer = [session.run(None, {"image": p[None].astype(np.float32) / np.float32(255)})[0][0] for p in small]
        least = min(least, time.process_time() - start)
    print(f"nsfw: {len(small)} pictures, ours {1000 * seconds / len(small):.2f} ms a picture, "
          f"ONNX Runtime from Python {1000 * least / len(small):.2f}; "
          f"greatest difference {np.abs(scores - np.array(peer)).max():.1e}")
    if modules == "-":
        return
    some = small[:: max(1, len(small) // 20)][:20]
    write(file, some)
    empty = os.path.join(folder, "whole")
    write(empty, [])
    lines = subprocess.run(["node", os.path.join(HERE, "nsfw.mjs"), os.path.abspath(modules), empty, file],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    theirs = np.array([line.split()[1:] for line in lines if line.startswith("scores ")], dtype=float)
    _, mine = ours(classpath, "nsfw", model, file)
    print(f"nsfw: TensorFlow.js on {len(some)} pictures of 224 x 224: greatest difference "
          f"{np.abs(theirs - np.array(mine, dtype=float)).max():.1e}")


def main():
    models, classpath, modules, *files = sys.argv[1:]
    cv2.setNumThreads(1)
    images = []
    for file in files:
        images.append(Image.open(file).convert("RGB"))
    with tempfile.TemporaryDirectory() as folder:
        faces(models, classpath, "haar-frontalface", images, folder)
        faces(models, classpath, "haar-frontalface-default", images, folder)
        nsfw(models, classpath, modules, images, folder)


main()
