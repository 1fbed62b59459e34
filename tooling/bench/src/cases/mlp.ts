import { firstImages, trainingSet } from "../mnist.ts";
import { flops, mlp, weights } from "../models.ts";
import type { CallsRow } from "../work.ts";

const batch = 128;
const step = "MLP 784-256-128-10, step";

const rows: readonly CallsRow[] = [
  {
    title: step,
    inputs: { ...firstImages(16 * batch), ...weights(mlp) },
    work: { does: "step", model: mlp, batch },
    flops: flops(mlp, batch, { training: true }),
    captured: true,
    tolerance: 1e-3,
  },
  {
    title: "MLP, epoch of 468 batches",
    inputs: { ...trainingSet(), ...weights(mlp) },
    work: { does: "epoch", model: mlp, batch },
    flops: 468 * flops(mlp, batch, { training: true }),
    captured: true,
    tolerance: 1e-2,
    estimate: { title: step, factor: 468 },
    memory: "peak resident set, MLP epoch",
  },
];
export default rows;
