import { checkKind, checkNames } from "@chainrule/graph";
import { modelOf } from "./model.ts";
import { checkInputs, type Named } from "./named.ts";
import { trace } from "./trace.ts";

export type { Named } from "./named.ts";

/** The options of {@link toOnnx}. */
export interface OnnxOptions<Inputs> {
  /** The inputs whose first axis is the batch, which may have any length in the model. Default none. */
  readonly batched?: readonly (keyof Inputs & string)[];
}

/**
 * A function of tensors, such as the forward pass of a trained model, as an ONNX file (operators of version 18), which ONNX Runtime and others run without this library: parameters and
 * state are stored in it as they are now. `inputs` are examples: their shapes and dtypes are those of the model's inputs, with their names; results have the names that `f` gives them.
 * `f` is called with zeros, for batches of several sizes where some inputs are `batched`, and what it assigns is dropped.
 *
 * A model should be in evaluation mode (`model.evaluate()`): ONNX has no counterpart of the library's random numbers. Indices out of range, which read NaN in the library, are mistakes in ONNX. Results differ from the library's
 * by rounding, where a runtime adds in another order.
 *
 * Throws where the function uses something that ONNX cannot say, or does something else for batches of another size.
 *
 * ```ts
 * import { Affine, ReLU, Sequential } from "@chainrule/layers";
 * import { toOnnx } from "@chainrule/onnx";
 * import { zeros } from "@chainrule/tensor";
 *
 * const model = new Sequential(new Affine(4, 8), new ReLU(), new Affine(8, 3)).evaluate();
 * const file = toOnnx(({ x }) => ({ scores: model.forward(x) }), { x: zeros([1, 4]) }, { batched: ["x"] });
 * file instanceof Uint8Array; // => true
 * ```
 */
export function toOnnx<const Inputs extends Named>(
  f: (inputs: Inputs) => Named,
  inputs: Inputs,
  options: OnnxOptions<Inputs> = {},
): Uint8Array {
  checkNames("toOnnx", options, { batched: 0 });
  const { batched = [] } = options;
  checkKind("toOnnx", "what is written", f, Function, "a function of tensors by name");
  checkInputs(inputs, batched);
  return modelOf(trace(f, inputs, batched), inputs).encode();
}
