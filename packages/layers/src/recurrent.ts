import { checkFraction, checkNames, type Names, printShape, shapeError } from "@chainrule/graph";
import {
  asTensor,
  concatenate,
  type Generator,
  type Operand,
  type ShapeOf,
  type shapes,
  stack,
  type Tensor,
} from "@chainrule/tensor";
import { dropout } from "@chainrule/tensor/functional";
import { Module } from "#module";
import {
  along,
  cellOptions,
  type RecurrentCell,
  type RecurrentCellOptions,
  statesIn,
} from "./recurrent-cell.ts";
import type { Apply, DTypeIn } from "./shape-function.ts";
import type {
  CheckState,
  GivenStates,
  Listed,
  RecurrentShape,
  States,
  StateShape,
} from "./shapes/recurrent.ts";
import { checkedCount } from "./spatial.ts";

/** What recurrent layers take besides their sizes. */
export interface RecurrentOptions extends RecurrentCellOptions {
  /** How many layers stand one above the other, each taking what the one below gives; 1. */
  readonly layers?: number;
  /** Whether a second cell of each layer goes from the last time to the first, and both outputs stand side by side; false. */
  readonly bidirectional?: boolean;
  /** The probability with which an element between two layers becomes 0 while training; 0. */
  readonly dropout?: number;
}

/** The options that recurrent layers know. */
export const recurrentOptions: Names<RecurrentOptions> = {
  ...cellOptions,
  layers: 0,
  bidirectional: 0,
  dropout: 0,
};

/** A cell that goes over time, or several: what `RNN`, `LSTM` and `GRU` are. */
export abstract class Recurrent<
  Name extends string,
  K extends 1 | 2,
  I extends number,
  H extends number,
  P,
  C extends RecurrentCell = RecurrentCell,
> extends Module {
  /** Exists in types only: how the shape of the output follows from the shape of the input. */
  declare readonly shapes: RecurrentShape<Name, I, H, P>;
  /** What goes over time: of the first layer the cell that goes forward and, where there is one, the one that goes backward, then of the next layer. */
  readonly cells: readonly C[];
  /** The probability with which an element between two layers becomes 0 while training; it may be changed. */
  dropout: number;
  private readonly kinds: K;
  private readonly hidden: H;
  private readonly directions: 1 | 2;
  private readonly generator: Generator | undefined;
  /** What `describe` begins with. */
  private readonly sizes: string;

  protected constructor(
    name: Name,
    kinds: K,
    inputs: I,
    hidden: H,
    options: RecurrentOptions,
    cellOf: (inputs: number, options: RecurrentCellOptions) => C,
    names: Names<RecurrentOptions> = recurrentOptions,
  ) {
    super();
    checkNames(name, options, names);
    const { layers = 1, bidirectional = false, dropout: p = 0, ...own } = options;
    checkedCount(name, "the number of inputs", inputs);
    checkedCount(name, "the number of hidden units", hidden);
    checkedCount(name, "the number of layers", layers);
    checkFraction(name, "dropout", p);
    this.dropout = p;
    this.kinds = kinds;
    this.hidden = hidden;
    this.directions = bidirectional ? 2 : 1;
    this.generator = options.generator;
    this.cells = Array.from({ length: layers * this.directions }, (_, i) =>
      cellOf(i < this.directions ? inputs : this.directions * hidden, own),
    );
    const depth = layers === 1 ? "" : `, layers ${layers}`;
    this.sizes = `${name}(${inputs}, ${hidden}${depth}${bidirectional ? ", bidirectional" : ""}`;
  }

  override describe(): string {
    const dropped = this.dropout === 0 ? "" : `, dropout ${this.dropout}`;
    return `${this.sizes}${dropped}${this.cells[0]!.inputBias === null ? ", no bias" : ""})`;
  }

  /**
   * The hidden states of the last layer for all times, `[…, T, directions·hidden]`, of an input `[…, T, in]`. Where a state to begin from is given, the last state
   * comes too: `[output, state]`. A state is `[layers·directions, …, hidden]`, in the order of `cells`, or what broadcasts to that, such as 0, which it is if
   * absent. Throws where the shapes do not fit, with the path of the module.
   */
  forward<const O extends Operand, const S extends GivenStates<K, Operand> | undefined = undefined>(
    x: O & shapes.Check<Apply<RecurrentShape<Name, I, H, P>, ShapeOf<O>>>,
    state?: S & CheckState<Name, K, S, StateShape<H, P, ShapeOf<O>>>,
  ): S extends undefined
    ? Tensor<
        shapes.Result<Apply<RecurrentShape<Name, I, H, P>, ShapeOf<O>>>,
        shapes.Promote<shapes.DTypeOf<O>, DTypeIn<P>>
      >
    : [
        output: Tensor<
          shapes.Result<Apply<RecurrentShape<Name, I, H, P>, ShapeOf<O>>>,
          shapes.Promote<shapes.MixedAll<readonly [O, ...Listed<K, S>]>, DTypeIn<P>>
        >,
        state: States<
          K,
          Tensor<
            StateShape<H, P, ShapeOf<O>>,
            shapes.Promote<shapes.MixedAll<readonly [O, ...Listed<K, S>]>, DTypeIn<P>>
          >
        >,
      ] {
    const { dtype } = this.cells[0]!.inputWeight;
    const input: Tensor = asTensor(x as Operand, dtype);
    const shape = [this.cells.length, ...batchOf(input), this.hidden];
    const given = statesIn(state as GivenStates<K, Operand> | undefined, this.kinds, shape, dtype);
    const before = given.map((kind) => along(kind, 0));
    const after: (readonly Tensor[])[] = [];
    let y = input;
    for (let first = 0; first < this.cells.length; first += this.directions) {
      const below = first === 0 ? y : this.dropOut(y);
      const sides = this.cells.slice(first, first + this.directions).map((cell, direction) => {
        const own = before.map((kind) => kind[first + direction]!);
        const [outputs, last] = cell["overTime"](below, own, direction === 1);
        after.push(last);
        return outputs;
      });
      y = sides.length === 1 ? sides[0]! : concatenate(sides, -1);
    }
    if (state === undefined) return y as never;
    const last = before.map((_, kind) => stack(after.map((one) => one[kind]!)));
    return [y, this.kinds === 1 ? last[0] : last] as never;
  }

  private dropOut(x: Tensor): Tensor {
    return dropout(x, this.training ? this.dropout : 0, { generator: this.generator });
  }
}

/** The axes of an input before those of time and features. Throws unless it has both, and at least one time. */
function batchOf({ shape }: Tensor): number[] {
  const lacking = shape.length < 2 ? "two axes" : shape.at(-2) === 0 ? "one time" : null;
  if (lacking === null) return shape.slice(0, -2);
  throw shapeError("forward", `the input needs at least ${lacking}; got ${printShape(shape)}.`);
}
