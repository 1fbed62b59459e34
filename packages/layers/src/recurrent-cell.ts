import {
  broadcastShapes,
  checkNames,
  type Names,
  printShape,
  sameShape,
  shapeError,
} from "@chainrule/graph";
import {
  asTensor,
  type Generator,
  type Operand,
  Parameter,
  type Shape,
  type ShapeOf,
  type shapes,
  split,
  stack,
  type Tensor,
  zeros,
} from "@chainrule/tensor";
import { Module } from "#module";
import { type Initializer, uniformByFan } from "./initializers.ts";
import type { Apply, Floating } from "./shape-function.ts";
import type { CellShape, CheckState, GivenStates, Listed, States } from "./shapes/recurrent.ts";
import { checkedCount } from "./spatial.ts";

/** What recurrent cells take besides their sizes. */
export interface RecurrentCellOptions<D extends Floating = Floating> {
  /** Whether to add biases; true. */
  readonly bias?: boolean;
  /** The first weight of the input; as PyTorch's default, evenly in `±1/√hidden`. */
  readonly initializer?: Initializer;
  /** The first weight of the hidden state; as PyTorch's default, evenly in `±1/√hidden`. */
  readonly recurrentInitializer?: Initializer;
  /** The first values of both biases; as PyTorch's default, evenly in `±1/√hidden`. */
  readonly biasInitializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of weights and biases; float32. */
  readonly dtype?: D;
}

/** The options that cells know. */
export const cellOptions: Names<RecurrentCellOptions> = {
  bias: 0,
  initializer: 0,
  recurrentInitializer: 0,
  biasInitializer: 0,
  generator: 0,
  dtype: 0,
};

/** One step of a recurrent layer: what `RNNCell`, `LSTMCell` and `GRUCell` are. It has `G` gates, and `K` kinds of state, of which the hidden one is the first. */
export abstract class RecurrentCell<
  Name extends string = string,
  G extends number = number,
  K extends 1 | 2 = 1 | 2,
  I extends number = number,
  H extends number = number,
  D extends Floating = Floating,
> extends Module {
  /** Exists in types only: how the shape of the hidden state follows from the shape of the input. */
  declare readonly shapes: CellShape<Name, I, H>;
  /** `[in, gates·hidden]`. */
  readonly inputWeight: Parameter<[I, shapes.Multiply<G, H>], D>;
  /** `[hidden, gates·hidden]`. */
  readonly recurrentWeight: Parameter<[H, shapes.Multiply<G, H>], D>;
  /** `[gates·hidden]`. */
  readonly inputBias: Parameter<[shapes.Multiply<G, H>], D> | null;
  /** `[gates·hidden]`. */
  readonly recurrentBias: Parameter<[shapes.Multiply<G, H>], D> | null;
  private readonly name: Name;
  private readonly kinds: K;

  protected constructor(
    name: Name,
    gates: G,
    kinds: K,
    inputs: I,
    hidden: H,
    options: RecurrentCellOptions<D>,
    names: Names<RecurrentCellOptions> = cellOptions,
  ) {
    super();
    checkNames(name, options, names);
    checkedCount(name, "the number of inputs", inputs);
    checkedCount(name, "the number of hidden units", hidden);
    this.name = name;
    this.kinds = kinds;
    const usual = uniformByFan(hidden);
    const { bias = true, initializer = usual, recurrentInitializer = usual, generator } = options;
    const { biasInitializer = usual, dtype = "float32" } = options;
    const drawn = (own: string, first: Initializer, ...shape: number[]): never =>
      new Parameter(first(shape, { dtype, generator }), { name: own }) as Parameter as never;
    const width = gates * hidden;
    this.inputWeight = drawn("inputWeight", initializer, inputs, width);
    this.recurrentWeight = drawn("recurrentWeight", recurrentInitializer, hidden, width);
    this.inputBias = bias ? drawn("inputBias", biasInitializer, width) : null;
    this.recurrentBias = bias ? drawn("recurrentBias", biasInitializer, width) : null;
  }

  override describe(): string {
    const bias = this.inputBias === null ? ", no bias" : "";
    return `${this.name}(${this.inputWeight.shape[0]}, ${this.recurrentWeight.shape[0]}${bias})`;
  }

  /** The next state, of an input `[…, in]` and the state before, `[…, hidden]` or what broadcasts to that; 0 if absent. Throws where the shapes do not fit, with the path of the module. */
  forward<const O extends Operand, const S extends GivenStates<K, Operand> = GivenStates<K, 0>>(
    x: O & shapes.Check<Apply<CellShape<Name, I, H>, ShapeOf<O>>>,
    state?: S & CheckState<Name, K, S, Apply<CellShape<Name, I, H>, ShapeOf<O>>>,
  ): States<
    K,
    Tensor<
      shapes.Result<Apply<CellShape<Name, I, H>, ShapeOf<O>>>,
      shapes.Promote<shapes.MixedAll<readonly [O, ...Listed<K, S>]>, D>
    >
  > {
    const { inputWeight, recurrentWeight, kinds } = this;
    const input: Tensor = asTensor(x as Operand, inputWeight.dtype);
    if (input.ndim === 0) {
      throw shapeError("forward", "the input needs at least one axis; got [].");
    }
    const shape = [...input.shape.slice(0, -1), recurrentWeight.shape[0]];
    const before = statesIn(state as GivenStates<K, Operand>, kinds, shape, inputWeight.dtype);
    const after = this.step(this.project(input), before);
    return (kinds === 1 ? after[0] : after) as never;
  }

  /** The hidden states at all times of `[…, T, in]`, and the last state. The input is multiplied for all times at once. */
  protected overTime(
    x: Tensor,
    state: readonly Tensor[],
    isBackward: boolean,
  ): [output: Tensor, state: readonly Tensor[]] {
    return this.inScope(() => {
      const projected = along(this.project(x), -2);
      const outputs: Tensor[] = [];
      let last = state;
      for (const now of isBackward ? projected.toReversed() : projected) {
        last = this.step(now, last);
        outputs.push(last[0]!);
      }
      return [stack(isBackward ? outputs.toReversed() : outputs, -2), last];
    });
  }

  /** What the gates take of inputs `[…, in]`, of one time or of many: their products with the weight, and the biases. */
  protected project(x: Tensor): Tensor {
    const product: Tensor = x.matmul(this.inputWeight as Tensor);
    if (this.inputBias === null) return product;
    return product.add((this.inputBias as Tensor).add(this.recurrentBias as Tensor));
  }

  /** The next state, of each kind, of what the gates take of the input, `[…, gates·hidden]`, and the state before. */
  protected abstract step(projected: Tensor, state: readonly Tensor[]): readonly Tensor[];
}

/** A given state of each kind, or zeros, in `shape`. Throws where it does not broadcast to that. */
export function statesIn(
  given: Operand | readonly [hidden: Operand, cell: Operand] | undefined,
  kinds: 1 | 2,
  shape: Shape,
  dtype: Floating,
): Tensor[] {
  if (given === undefined) return Array.from({ length: kinds }, () => zeros(shape, { dtype }));
  const list = (kinds === 1 ? [given] : given) as readonly Operand[];
  if (!Array.isArray(list) || list.length !== kinds) {
    throw shapeError("forward", "the state must be two tensors, [hidden, cell].");
  }
  return list.map((one) => {
    const state: Tensor = asTensor(one, dtype);
    const both = broadcastShapes(state.shape, shape);
    if (both === null || !sameShape(both, shape)) {
      throw shapeError(
        "forward",
        `the state must broadcast to ${printShape(shape)}; got ${printShape(state.shape)}.`,
      );
    }
    return state.expand(shape);
  });
}

/** What there is at each place along an axis. */
export function along(x: Tensor, axis: number): Tensor[] {
  return split(x, x.shape.at(axis)!, axis).map((part) => part.squeeze(axis));
}
