import { checkNames, isFloating } from "@chainrule/graph";
import { asTensor, operation, type Operand, type Tensor } from "@chainrule/tensor";

/** Moments to normalise by: one number for all, or one for each index of `axis`. */
export interface Moments {
  readonly mean: number | readonly number[] | Tensor;
  readonly std: number | readonly number[] | Tensor;
  /** The axis of the channels, where there is a moment for each. Default 1, as in `[batch, channel, height, width]`. */
  readonly axis?: number;
}

/**
 * `(x − mean) / std`, in the units of `x`: for bytes, moments of bytes. Integers are cast to float32 first, in the graph.
 *
 * Throws when a list of moments is not as long as the axis.
 *
 * ```ts
 * import { normalize } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * normalize(tensor([[0, 255]], { dtype: "uint8" }), { mean: 127.5, std: 127.5 }); // => [[-1, 1]]
 * normalize(tensor([[1, 20], [3, 40]]), { mean: [2, 30], std: [1, 10] }); // => [[-1, -1], [1, 1]]
 * ```
 */
export function normalize(input: Operand, moments: Moments): Tensor {
  checkNames("normalize", moments, { mean: 0, std: 0, axis: 0 });
  const { mean, std, axis = 1 }: Partial<Moments> = moments ?? {};
  const x = asTensor(input);
  const floating: Tensor = isFloating(x.dtype) ? x : x.cast("float32");
  const moment = (name: string, value: Moments["mean"] | undefined): number | Tensor => {
    if (value === undefined) throw new TypeError(`normalize: needs a ${name}; got none.`);
    if (typeof value === "number") return value;
    const given: Tensor = operation("normalize", () => asTensor(value, floating.dtype));
    if (given.ndim === 0) return given.cast(floating.dtype);
    const at = axis < 0 ? axis + x.ndim : axis;
    if (given.ndim !== 1 || given.shape[0] !== x.shape[at]) {
      throw new Error(
        `normalize: the ${name} must be a number, or one for each index of axis ${axis}; got [${given.shape.join(", ")}] for [${x.shape.join(", ")}].`,
      );
    }
    const shape = x.shape.map((length, i) => (i === at ? length : 1));
    return given.cast(floating.dtype).reshape(shape);
  };
  return floating.sub(moment("mean", mean)).div(moment("std", std));
}
