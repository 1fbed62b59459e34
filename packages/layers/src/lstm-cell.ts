import { split, type Tensor } from "@chainrule/tensor";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";
import type { Floating } from "./shape-function.ts";

/**
 * One step of an `LSTM`: with the gates `[i, f, g, o] = x·W + b + h·U + d`, `c′ = σ(f)·c + σ(i)·tanh(g)` and `h′ = σ(o)·tanh(c′)`.
 *
 * Takes `[…, in]` and a state `[h, c]`, each `[…, hidden]`, 0 if absent; gives the next one. `inputWeight` is `W`, `[in, 4·hidden]`, `recurrentWeight` `U`,
 * `[hidden, 4·hidden]` (the transposes of PyTorch's); `inputBias` `b` and `recurrentBias` `d` are `[4·hidden]`.
 *
 * Source: Hochreiter and Schmidhuber 1997, "Long short-term memory"; the forget gate: Gers et al. 2000; as PyTorch's `LSTMCell`.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, or the state does not fit.
 *
 * ```ts
 * import { LSTMCell } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const cell = new LSTMCell(3, 8);
 * const state = cell.forward(rand([4, 3]));
 * const [hidden] = cell.forward(rand([4, 3]), state);
 * hidden.shape; // => [4, 8]
 * ```
 */
export class LSTMCell<
  const I extends number = number,
  const H extends number = number,
  D extends Floating = Floating,
> extends RecurrentCell<"LSTMCell", 4, 2, I, H, D> {
  constructor(inputs: I, hidden: H, options: RecurrentCellOptions<D> = {}) {
    super("LSTMCell", 4, 2, inputs, hidden, options);
  }

  protected step(
    projected: Tensor,
    [hidden, cell]: readonly [hidden: Tensor, cell: Tensor],
  ): [hidden: Tensor, cell: Tensor] {
    const gates: Tensor = projected.add(hidden.matmul(this.recurrentWeight as Tensor));
    const [input, forget, candidate, output] = split(gates, 4, -1) as readonly Tensor[];
    const kept = forget!.sigmoid().mul(cell);
    const next: Tensor = kept.add(input!.sigmoid().mul(candidate!.tanh()));
    return [output!.sigmoid().mul(next.tanh()), next];
  }
}
