import { firstImages, trainingSet } from "../mnist.ts";
import { cnn, flops, weights } from "../models.ts";
import type { CallsRow } from "../work.ts";

const batch = 128;
const step = "CNN of two 5×5 convolutions, step";
const cannot = {
  "tfjs-wasm": "its WebAssembly backend has no kernel for a convolution's gradient",
};

const rows: readonly CallsRow[] = [
  {
    title: step,
    inputs: { ...firstImages(16 * batch), ...weights(cnn) },
    work: { does: "step", model: cnn, batch },
    flops: flops(cnn, batch, { training: true }),
    captured: true,
    tolerance: 1e-2,
    cannot,
  },
  {
    title: "CNN, epoch of 468 batches",
    inputs: { ...trainingSet(), ...weights(cnn) },
    work: { does: "epoch", model: cnn, batch },
    flops: 468 * flops(cnn, batch, { training: true }),
    captured: true,
    tolerance: 5e-2,
    estimate: { title: step, factor: 468 },
    memory: "peak resident set, CNN epoch",
    cannot,
  },
];
export default rows;
