/** Neural networks in ONNX or TorchScript that classify, measure or embed texts, run by DJL on the processor. */
package dev.tamis.models.neural;
