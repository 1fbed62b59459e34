import type { shapes } from "@chainrule/tensor";
import { GRUCell } from "./gru-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import type { DTypeIn } from "./shape-function.ts";

/**
 * Gated recurrent units: for each time, with `[r, z, n] = xₜ·W + b` and `[r′, z′, n′] = hₜ₋₁·U + c`, `hₜ = (1 − σ(z + z′))·tanh(n + σ(r + r′)·n′) + σ(z + z′)·hₜ₋₁`.
 *
 * Takes `[…, T, in]`, the batch first, and gives the hidden states of all times, `[…, T, hidden]`, or `[…, T, 2·hidden]` in both directions. Given a state to begin
 * from, `[layers·directions, …, hidden]`, it gives the last one too: `[output, state]`. The weights are those of its `cells`, of `GRUCell`.
 *
 * Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder"; as PyTorch's `GRU` with `batch_first` and TensorFlow's with `reset_after`,
 * which reset the product of the state and not the state.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, there is no time, or the state does not fit.
 *
 * ```ts
 * import { GRU } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const layer = new GRU(3, 8);
 * layer.forward(rand([4, 10, 3])).shape; // => [4, 10, 8]
 * const [output, state] = layer.forward(rand([4, 10, 3]), 0);
 * state.shape; // => [1, 4, 8]
 * ```
 */
export class GRU<
  const I extends number = number,
  const H extends number = number,
  const P extends RecurrentOptions = object,
> extends Recurrent<"GRU", 1, I, H, P, GRUCell<number, H, DTypeIn<P>>> {
  constructor(inputs: I, hidden: H, options?: P & shapes.KnownOptions<P, RecurrentOptions>) {
    super(
      "GRU",
      1,
      inputs,
      hidden,
      options ?? {},
      (width, own) => new GRUCell(width, hidden, own) as never,
    );
  }
}
