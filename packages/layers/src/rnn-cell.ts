import { checkOneOf, type Names } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { cellOptions, RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";
import type { Floating } from "./shape-function.ts";

/** What an RNN puts its gate through. */
export type Nonlinearity = "tanh" | "relu";

/** What `RNNCell` takes besides its sizes. */
export interface RNNCellOptions<D extends Floating = Floating> extends RecurrentCellOptions<D> {
  /** What the hidden state is put through; `"tanh"`. */
  readonly nonlinearity?: Nonlinearity;
}

const rnnCellOptions: Names<RNNCellOptions> = { ...cellOptions, nonlinearity: 0 };

/**
 * One step of an `RNN`: `h′ = tanh(x·W + b + h·U + c)`.
 *
 * Takes `[…, in]` and a hidden state `[…, hidden]`, 0 if absent; gives the next one. `inputWeight` is `W`, `[in, hidden]`, `recurrentWeight` `U`, `[hidden, hidden]` (the
 * transposes of PyTorch's); `inputBias` `b` and `recurrentBias` `c` are `[hidden]`.
 *
 * Source: Elman 1990, "Finding structure in time"; as PyTorch's `RNNCell`.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long, or the state does not fit.
 *
 * ```ts
 * import { RNNCell } from "@chainrule/layers";
 * import { rand, type Tensor, zeros } from "@chainrule/tensor";
 *
 * const cell = new RNNCell(3, 8);
 * const hidden = cell.forward(rand([4, 3]));
 * cell.forward(rand([4, 3]), hidden).shape; // => [4, 8]
 * ```
 */
export class RNNCell<
  const I extends number = number,
  const H extends number = number,
  D extends Floating = Floating,
> extends RecurrentCell<"RNNCell", 1, 1, I, H, D> {
  private readonly nonlinearity: Nonlinearity;

  constructor(inputs: I, hidden: H, options: RNNCellOptions<D> = {}) {
    super("RNNCell", 1, 1, inputs, hidden, options, rnnCellOptions);
    const { nonlinearity = "tanh" } = options;
    checkOneOf("RNNCell", "nonlinearity", nonlinearity, ["tanh", "relu"]);
    this.nonlinearity = nonlinearity;
  }

  protected step(projected: Tensor, [hidden]: readonly [Tensor]): [Tensor] {
    return [projected.add(hidden.matmul(this.recurrentWeight as Tensor))[this.nonlinearity]()];
  }
}
