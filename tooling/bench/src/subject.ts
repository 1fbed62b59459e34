import type { Loaded, Values } from "./inputs.ts";
import { type Eventually, type Library, type Network, sample, type Subject } from "./library.ts";
import type { Work } from "./work.ts";

type Arrays = Readonly<Record<string, Loaded>>;

/** Batch `i` of all that a set has, starting again at its end. */
function batchOf(all: Loaded, batch: number, i: number): Values {
  const [length, ...row] = all.shape;
  const width = row.reduce((product, n) => product * n, 1);
  const from = (i % Math.floor(length! / batch)) * batch * width;
  return all.data.subarray(from, from + batch * width);
}

async function epoch(
  network: Network,
  images: Loaded,
  labels: Loaded,
  batch: number,
  batches: number,
): Promise<number> {
  let sum = 0;
  for (let i = 0; i < batches; i++) {
    const x = batchOf(images, batch, i);
    sum += await network.step(x, batchOf(labels, batch, i));
  }
  return sum / batches;
}

/** What `library` calls again and again for `work`. */
export function subjectOf(
  library: Library,
  work: Work,
  captured: boolean,
  inputs: Arrays,
  batches: number | null,
): Subject {
  if (work.does === "expression") return library.expression(work.expression, inputs);
  const { model, batch } = work;
  const { images, labels, ...weights } = inputs;
  const network = library.network({ model, weights, batch, captured });
  if (work.does === "epoch") {
    const count = batches ?? Math.floor(images!.shape[0]! / batch);
    return { call: () => epoch(network, images!, labels!, batch, count) };
  }
  let steps = 0;
  if (work.does === "infer") {
    const infer = (i: number): Eventually<ArrayLike<number>> =>
      network.infer(batchOf(images!, batch, i));
    return {
      call: () => {
        const logits = infer(steps++);
        return logits instanceof Promise ? logits.then(() => {}) : undefined;
      },
      check: async () => sample(await Promise.resolve(infer(0))),
    };
  }
  return {
    call: () => {
      const i = steps++;
      return network.step(batchOf(images!, batch, i), batchOf(labels!, batch, i));
    },
  };
}
