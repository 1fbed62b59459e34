import {
  checkNames,
  type DType,
  dtypeError,
  type Node,
  printShape,
  sameShape,
  type Shape,
  shapeError,
  Variable,
} from "@chainrule/graph";
import { asNode } from "./operand.ts";
import { evaluate, parameterNode } from "./run.ts";
import { type Operand, Tensor } from "./tensor.ts";
import type { DTypeOf } from "./shapes/dtype.ts";
import { assign, stateNode } from "./waiting.ts";
import type { Alike, Check, IsOpen, Print, ShapeError, ShapeOf } from "./shapes/shape.ts";

/** What `Parameter` and `State` take besides their first value. */
export interface VariableOptions {
  /** What errors call it. */
  readonly name?: string;
}

/** The mistake of assigning a value of another shape, if it is one. */
type Assigned<S extends Shape, W extends Shape> =
  IsOpen<S> extends true
    ? W
    : IsOpen<W> extends true
      ? W
      : Alike<S, W> extends true
        ? W
        : ShapeError<`assign: the shape must stay ${Print<S>}; got ${Print<W>}`>;

/**
 * A tensor whose value can be replaced: what a {@link Parameter} and a {@link State} are.
 *
 * ```ts
 * import { Assignable, Parameter, State, tensor } from "@chainrule/tensor";
 *
 * [new Parameter(1), new State(1), tensor(1)].map((x) => x instanceof Assignable); // => [true, true, false]
 * ```
 */
export abstract class Assignable<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends Tensor<S, D> {
  /** @internal */
  readonly variable: Variable;

  /** @internal */
  protected constructor(value: Operand, kind: string, options: VariableOptions) {
    checkNames(kind, options, { name: 0 });
    const node = asNode(value, null, new.target.name);
    super(node.dtype as D);
    const name = options.name ?? kind;
    this.variable = new Variable(node.shape, node.dtype, name, evaluate(node));
  }

  /** That of every version: to ask for it is no use of the newest one. */
  override get shape(): S {
    return [...this.variable.shape] as Shape as S;
  }

  /** What errors call it. A module gives its parameters and state their paths. */
  get name(): string {
    return this.variable.name;
  }

  set name(name: string) {
    this.variable.name = name;
  }

  /**
   * Records that the value becomes `value`, in the next run; nothing is computed yet. All assignments that wait are carried out
   * together, or none of them. Throws `ShapeError` or `DTypeError` where shape or dtype would change.
   *
   * ```ts
   * import { Parameter } from "@chainrule/tensor";
   *
   * const weights = new Parameter([1, 2]);
   * weights.assign(weights.sub([0.5, 0.5]));
   * weights; // => [0.5, 1.5]
   * ```
   */
  assign<T extends Assignable, const O extends Operand>(
    this: T,
    value: O & Check<Assigned<T["shape"], ShapeOf<O>>>,
  ): void {
    const node: Node = asNode(value, this.dtype, "assign");
    if (!sameShape(node.shape, this.shape)) {
      throw shapeError(
        "assign",
        `the shape must stay ${printShape(this.shape)}; got ${printShape(node.shape)} for ${this.name}.`,
      );
    }
    if (node.dtype !== this.dtype) {
      throw dtypeError(
        "assign",
        `the dtype must stay ${this.dtype}; got ${node.dtype} for ${this.name}.`,
      );
    }
    assign(this.variable, node);
  }
}

class TrainableTensor<out S extends Shape, out D extends DType> extends Assignable<S, D> {
  /** Whether training changes it: `false` freezes it. */
  trainable = true;

  constructor(value: Operand, options: VariableOptions = {}) {
    super(value, "a parameter", options);
  }

  // What prints a tensor says what kind it is.
  static {
    Object.defineProperty(this, "name", { value: "Parameter" });
  }

  /** The leaf of the newest version. Carries out the assignment that waits, if there is one. */
  override get node(): Node {
    return parameterNode(this.variable);
  }
}

/**
 * A tensor that training changes: weights and biases. Using it means its newest version: an assignment that waits is carried out
 * first. What was built on an older version keeps meaning that version; it can be read as long as it is a scalar, was computed
 * before the version was replaced, or was marked `keep()`.
 *
 * ```ts
 * import { Parameter, randn } from "@chainrule/tensor";
 *
 * const weights = new Parameter(randn([3, 2]), { name: "weights" }); // Parameter<[3, 2], "float32">
 * const loss = weights.square().sum();
 * weights.assign(weights.mul(0.5));
 * const later = weights.square().sum();
 * Math.abs(loss.item() / later.item() - 4) < 1e-5; // => true
 * ```
 */
export interface Parameter<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends TrainableTensor<S, D> {}

/** Makes a {@link Parameter} whose first value is a tensor, a number or nested arrays; they say its shape. */
export const Parameter: {
  new <const O extends Operand>(
    value: O,
    options?: VariableOptions,
  ): Parameter<ShapeOf<O>, DTypeOf<O>>;
  readonly prototype: Parameter;
} = TrainableTensor;

class StateTensor<out S extends Shape, out D extends DType> extends Assignable<S, D> {
  constructor(value: Operand, options: VariableOptions = {}) {
    super(value, "a state", options);
  }

  // What prints a tensor says what kind it is.
  static {
    Object.defineProperty(this, "name", { value: "State" });
  }

  /** The expression of the assignment that waits, or else the leaf of the newest version. */
  override get node(): Node {
    return stateNode(this.variable);
  }
}

/**
 * A tensor that changes as a program goes on, and has no gradient of its own: running statistics, moments of an optimizer, counters.
 * Unlike a `Parameter`, using it while an assignment waits continues the expression assigned, without running anything.
 *
 * ```ts
 * import { State } from "@chainrule/tensor";
 *
 * const total = new State(0);
 * for (const batch of [1, 2, 3]) total.assign(total.add(batch));
 * total.item(); // => 6
 * ```
 */
export interface State<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends StateTensor<S, D> {}

/** Makes a {@link State} whose first value is a tensor, a number or nested arrays; they say its shape. */
export const State: {
  new <const O extends Operand>(value: O, options?: VariableOptions): State<ShapeOf<O>, DTypeOf<O>>;
  readonly prototype: State;
} = StateTensor;
