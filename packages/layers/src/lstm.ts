import type { shapes } from "@chainrule/tensor";
import { LSTMCell } from "./lstm-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import type { DTypeIn } from "./shape-function.ts";

/**
 * Long short-term memory: for each time, with the gates `[i, f, g, o] = xₜ·W + b + hₜ₋₁·U + d`, `cₜ = σ(f)·cₜ₋₁ + σ(i)·tanh(g)` and `hₜ = σ(o)·tanh(cₜ)`.
 *
 * Takes `[…, T, in]`, the batch first, and gives the hidden states of all times, `[…, T, hidden]`, or `[…, T, 2·hidden]` in both directions. Given a state to begin
 * from, `[h, c]`, each `[layers·directions, …, hidden]`, it gives the last one too: `[output, [h, c]]`. The weights are those of its `cells`, of `LSTMCell`.
 *
 * Source: Hochreiter and Schmidhuber 1997, "Long short-term memory"; the forget gate: Gers et al. 2000; as PyTorch's `LSTM` with `batch_first`.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, there is no time, or the state does not fit.
 *
 * ```ts
 * import { LSTM } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const layer = new LSTM(3, 8, { layers: 2, bidirectional: true });
 * layer.forward(rand([4, 10, 3])).shape; // => [4, 10, 16]
 * const [output, [hidden, cell]] = layer.forward(rand([4, 10, 3]), [0, 0]);
 * cell.shape; // => [4, 4, 8]
 * ```
 */
export class LSTM<
  const I extends number = number,
  const H extends number = number,
  const P extends RecurrentOptions = object,
> extends Recurrent<"LSTM", 2, I, H, P, LSTMCell<number, H, DTypeIn<P>>> {
  constructor(inputs: I, hidden: H, options?: P & shapes.KnownOptions<P, RecurrentOptions>) {
    super(
      "LSTM",
      2,
      inputs,
      hidden,
      options ?? {},
      (width, own) => new LSTMCell(width, hidden, own) as never,
    );
  }
}
