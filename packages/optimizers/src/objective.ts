import { allocate, checkArray, printShape, shapeError, sizeOf } from "@chainrule/graph";
import {
  asTensor,
  compile,
  fromData,
  type Operand,
  operation,
  type Parameter,
  type Tensor,
} from "@chainrule/tensor";
import { matched } from "./matched.ts";

/** A loss and its gradients: what is to be minimised. */
export type LossAndGradients = readonly [loss: Tensor, gradients: readonly Operand[]];

/** A place of all parameters as one vector, with the loss and the gradient there. */
export interface Place {
  readonly x: Float64Array;
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** A loss of parameters as a function of one vector, of float64 whatever the parameters are. */
export class Objective {
  readonly #parameters: readonly Parameter[];
  readonly #evaluate: (...values: Tensor[]) => Tensor[];
  /** How often the loss was computed. */
  evaluations = 0;
  /** By how much losses that are equal may differ, relative to them: a few units in the last place. */
  rounding = 0;

  /** Of the `parameters` that are trainable. What `f` builds is compiled once. Errors begin with `owner`. */
  constructor(owner: string, parameters: readonly Parameter[], f: () => LossAndGradients) {
    checkArray(owner, parameters);
    // A parameter is what its gradient must be like.
    matched(owner, parameters, parameters);
    this.#parameters = parameters.filter(({ trainable }) => trainable);
    // Moving and evaluating are one program.
    this.#evaluate = compile((...values: Tensor[]) => {
      assignAll(this.#parameters, values);
      const [loss, gradients] = pairOf(owner, f);
      const gradientOf = operation(owner, () => matched(owner, parameters, gradients));
      return [loss, ...this.#parameters.map((parameter) => gradientOf.get(parameter)!)];
    });
  }

  /** Where the parameters are now. */
  get here(): Place {
    return this.at(joined(this.#parameters));
  }

  /** Moves the parameters to `x`, or as close to it as their dtypes allow, and computes loss and gradient there. */
  at(x: Float64Array): Place {
    const values = this.#split(x);
    const [loss, ...gradients] = this.#evaluate(...values);
    this.evaluations++;
    this.rounding = loss!.dtype === "float64" ? 2 ** -50 : 2 ** -21;
    return { x: joined(values), loss: loss!.item(), gradient: joined(gradients) };
  }

  /** Moves the parameters. */
  move(x: Float64Array): void {
    assignAll(this.#parameters, this.#split(x));
  }

  /** A value for each parameter, in its shape and dtype. */
  #split(x: Float64Array): Tensor[] {
    let start = 0;
    return this.#parameters.map(({ shape, dtype }) => {
      const data = allocate(dtype, sizeOf(shape));
      data.set(x.subarray(start, start + data.length));
      start += data.length;
      return fromData(data, shape, dtype);
    });
  }
}

function assignAll(parameters: readonly Parameter[], values: readonly Tensor[]): void {
  parameters.forEach((parameter, i) => {
    parameter.assign(values[i]!);
  });
}

/** The elements of all tensors, one after the other. */
function joined(tensors: readonly Tensor[]): Float64Array {
  const all = new Float64Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let start = 0;
  for (const one of tensors) {
    all.set(one.data(), start);
    start += one.size;
  }
  return all;
}

/** What `f` gives. Throws unless that is a loss, which is a scalar, and a list. */
function pairOf(owner: string, f: () => LossAndGradients): LossAndGradients {
  if (typeof f !== "function") {
    throw new TypeError(`${owner}: needs a function that gives [loss, gradients].`);
  }
  const given: unknown = f();
  if (!Array.isArray(given) || given.length !== 2) {
    throw new TypeError(`${owner}: the function must give [loss, gradients].`);
  }
  const [first, gradients] = given as unknown as LossAndGradients;
  const loss: Tensor = operation(owner, () => asTensor(first));
  if (loss.size !== 1) {
    throw shapeError(owner, `the loss must be a scalar; got ${printShape(loss.shape)}.`);
  }
  return [loss, gradients];
}
