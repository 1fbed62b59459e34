import { uniform } from "../random.ts";
import { pixels, weights } from "../models.ts";
import type { CallsRow, Model } from "../work.ts";

/** The same graphs as in `mlp.ts` and `cnn.ts`, so small that computing takes next to no time. */
const small: Readonly<Record<string, Model>> = {
  MLP: { kind: "mlp", sizes: [2, 2, 2, 2] },
  CNN: { kind: "cnn", size: 4, channels: [1, 1, 1], classes: 2 },
};

const rows: readonly CallsRow[] = Object.entries(small).map(([name, model]) => ({
  title: `overhead of a step: the ${name}'s graph on tiny arrays`,
  inputs: {
    images: {
      shape: [16, pixels(model)],
      dtype: "float32",
      values: () => uniform(16 * pixels(model), 1),
    },
    labels: {
      shape: [16],
      dtype: "int32",
      values: () => Int32Array.from({ length: 16 }, (_, i) => i % 2),
    },
    ...weights(model),
  },
  work: { does: "step", model, batch: 1 },
  captured: true,
  tolerance: 1e-2,
}));
export default rows;
