import type { Node } from "@chainrule/graph";
import { toOnnx } from "@chainrule/onnx";
import type { Tensor } from "@chainrule/tensor";
import type { Network } from "../networks.ts";
import { stepOf } from "../single-step.ts";

/** The file of a network, which takes batches of any size. */
export function exportNetwork({ f, batch }: Network): Uint8Array {
  return toOnnx(({ x }) => ({ y: f(x) }), { x: batch(4) }, { batched: ["x"] });
}

/** A primitive of leaves, as a model of one step, with what the model is given. */
export function exportStep(node: Node): { file: Uint8Array; inputs: readonly Tensor[] } {
  const { f, inputs } = stepOf(node);
  return { file: toOnnx(f, inputs), inputs: Object.values(inputs) };
}
