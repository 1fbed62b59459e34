import { split, type Tensor } from "@chainrule/tensor";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";
import type { Floating } from "./shape-function.ts";

/**
 * One step of a `GRU`: with `[r, z, n] = x·W + b` and `[r′, z′, n′] = h·U + c`, `h′ = (1 − σ(z + z′))·tanh(n + σ(r + r′)·n′) + σ(z + z′)·h`.
 *
 * Takes `[…, in]` and a hidden state `[…, hidden]`, 0 if absent; gives the next one. `inputWeight` is `W`, `[in, 3·hidden]`, `recurrentWeight` `U`,
 * `[hidden, 3·hidden]` (the transposes of PyTorch's); `inputBias` `b` and `recurrentBias` `c` are `[3·hidden]`.
 *
 * Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder"; as PyTorch's `GRUCell` and TensorFlow's with `reset_after`, which reset the
 * product of the state and not the state.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, or the state does not fit.
 *
 * ```ts
 * import { GRUCell } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const cell = new GRUCell(3, 8);
 * const hidden = cell.forward(rand([4, 3]));
 * cell.forward(rand([4, 3]), hidden).shape; // => [4, 8]
 * ```
 */
export class GRUCell<
  const I extends number = number,
  const H extends number = number,
  D extends Floating = Floating,
> extends RecurrentCell<"GRUCell", 3, 1, I, H, D> {
  constructor(inputs: I, hidden: H, options: RecurrentCellOptions<D> = {}) {
    super("GRUCell", 3, 1, inputs, hidden, options);
  }

  /** Without the recurrent bias, part of which the reset gate weakens. */
  protected override project(x: Tensor): Tensor {
    return affine(x, this.inputWeight, this.inputBias);
  }

  protected step(projected: Tensor, [hidden]: readonly [Tensor]): [Tensor] {
    const recurrent = affine(hidden, this.recurrentWeight, this.recurrentBias);
    const [reset, update, candidate] = split(projected, 3, -1) as readonly Tensor[];
    const [reset2, update2, candidate2] = split(recurrent, 3, -1) as readonly Tensor[];
    const r = reset!.add(reset2!).sigmoid();
    const z = update!.add(update2!).sigmoid();
    const n: Tensor = candidate!.add(r.mul(candidate2!)).tanh();
    return [n.add(z.mul(hidden.sub(n)))];
  }
}

function affine(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const product = x.matmul(weight);
  return bias === null ? product : product.add(bias);
}
