/** Networks as TensorFlow.js stores them, made into ONNX files without running anything of theirs. */
package dev.tamis.models.tfjs;
