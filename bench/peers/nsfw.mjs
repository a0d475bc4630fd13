// Scores of NSFWJS's MobileNetV2 by TensorFlow.js itself: the peer's side of image_models.py, which runs it.
//
//   npm install @tensorflow/tfjs@4 nsfwjs@4.4.0
//   node nsfw.mjs MODULES WHOLE SMALL
//
// MODULES is the node_modules folder. WHOLE and SMALL hold pictures as ImageModelSpeed reads them: whole ones, which are
// resized as NSFWJS does, and others that have the model's size. Prints a line of scores for each picture of both.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, whole, small] = process.argv.slice(2);
const require = createRequire(modules + "/");
const tf = require("@tensorflow/tfjs");
const folder = modules + "/nsfwjs/dist/models/mobilenet_v2/";
const model = require(folder + "model.min.js");
const weights = Buffer.from(require(folder + "group1-shard1of1.min.js"), "base64");

const network = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology: model.modelTopology,
    weightSpecs: model.weightsManifest[0].weights,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
  }),
);

function* pictures(file) {
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; ) {
    const width = bytes.readInt32BE(at);
    const height = bytes.readInt32BE(at + 4);
    const size = 3 * width * height;
    yield tf.tensor3d(new Int32Array(bytes.subarray(at + 8, at + 8 + size)), [height, width, 3], "int32");
    at += 8 + size;
  }
}

for (const file of [whole, small]) {
  for (const picture of pictures(file)) {
    let image = picture.toFloat().div(tf.scalar(255));
    if (image.shape[0] !== 224 || image.shape[1] !== 224) {
      image = tf.image.resizeBilinear(image, [224, 224], true);
    }
    console.log("scores " + Array.from(network.predict(image.reshape([1, 224, 224, 3])).dataSync()).join(" "));
  }
}
