import type { Names } from "@chainrule/graph";
import type { shapes } from "@chainrule/tensor";
import { Recurrent, recurrentOptions, type RecurrentOptions } from "./recurrent.ts";
import { type Nonlinearity, RNNCell, type RNNCellOptions } from "./rnn-cell.ts";
import type { DTypeIn } from "./shape-function.ts";

/** What `RNN` takes besides its sizes. */
export interface RNNOptions extends RecurrentOptions {
  /** What the hidden states are put through; `"tanh"`. */
  readonly nonlinearity?: Nonlinearity;
}

const rnnOptions: Names<RNNOptions> = { ...recurrentOptions, nonlinearity: 0 };

/**
 * A recurrent layer: for each time `hₜ = tanh(xₜ·W + b + hₜ₋₁·U + c)`.
 *
 * Takes `[…, T, in]`, the batch first, and gives the hidden states of all times, `[…, T, hidden]`, or `[…, T, 2·hidden]` in both directions. Given a state to begin
 * from, `[layers·directions, …, hidden]`, it gives the last one too: `[output, state]`. The weights are those of its `cells`, of `RNNCell`.
 *
 * Source: Elman 1990, "Finding structure in time"; as PyTorch's `RNN` with `batch_first`.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, there is no time, or the state does not fit.
 *
 * ```ts
 * import { RNN } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const layer = new RNN(3, 8);
 * layer.forward(rand([4, 10, 3])).shape; // => [4, 10, 8]
 * const [output, state] = layer.forward(rand([4, 10, 3]), 0);
 * state.shape; // => [1, 4, 8]
 * ```
 */
export class RNN<
  const I extends number = number,
  const H extends number = number,
  const P extends RNNOptions = object,
> extends Recurrent<"RNN", 1, I, H, P, RNNCell<number, H, DTypeIn<P>>> {
  constructor(inputs: I, hidden: H, options?: P & shapes.KnownOptions<P, RNNOptions>) {
    super(
      "RNN",
      1,
      inputs,
      hidden,
      options ?? {},
      (width, own: RNNCellOptions) => new RNNCell(width, hidden, own) as never,
      rnnOptions,
    );
  }
}
