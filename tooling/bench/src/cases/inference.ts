import { firstImages } from "../mnist.ts";
import { cnn, flops, weights } from "../models.ts";
import type { CallsRow } from "../work.ts";

/** The CNN's logits of images that come from outside, read. */
const rows: readonly CallsRow[] = [1, 256].map((batch) => ({
  title: `CNN, inference, batch ${batch}`,
  inputs: { ...firstImages(4 * batch), ...weights(cnn) },
  work: { does: "infer", model: cnn, batch },
  flops: flops(cnn, batch, { training: false }),
  captured: true,
}));
export default rows;
