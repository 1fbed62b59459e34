import {
  checkArray,
  checkLengths,
  checkNames,
  checkTypedArray,
  type DType,
  dtypeError,
  dtypeOfArray,
  kindOf,
  operation,
  type Shape,
  shapeError,
  sizeOf,
  type TypedArray,
} from "@chainrule/graph";
import { kindOfNested } from "./nested.ts";
import { asNode, cast, constant, leaf, nestedLeaf, scalar } from "./operand.ts";
import { arangeNode, eyeNode, linspaceNode } from "./ops/create.ts";
import { expand } from "./ops/movement.ts";
import { type Operand, type Tensor, tensorOf } from "./tensor.ts";
import type { DTypeOf, DTypeOfArray } from "./shapes/dtype.ts";
import type { Nested, Lengths, ShapeOf } from "./shapes/shape.ts";

/** What a creator takes besides the shape. */
export interface CreateOptions<D extends DType = DType> {
  /** The element type. */
  readonly dtype?: D;
}

/** The shape of what `tensor` is given. */
type ShapeGiven<T> = T extends TypedArray ? [number] : ShapeOf<T>;
type DTypeGiven<T> = T extends TypedArray ? DTypeOfArray<T> : DTypeOf<T>;

function dtypeOf(name: string, array: TypedArray): DType {
  checkTypedArray(name, array);
  return dtypeOfArray(array)!;
}

/** The dtype that `name` was asked for. */
function dtypeIn(name: string, options: CreateOptions | undefined, otherwise: DType): DType {
  checkNames(name, options, { dtype: 0 });
  return options?.dtype ?? otherwise;
}

/** Whether an argument is options, which may stand in the place of a number that is left out. */
function isOptions(argument: number | CreateOptions | undefined): argument is CreateOptions {
  return typeof argument === "object";
}

/** The dtype that the options among arguments ask for; float32 unless they do. */
function dtypeAmong(
  name: string,
  ...given: readonly (number | CreateOptions | undefined)[]
): DType {
  return dtypeIn(name, given.find(isOptions), "float32");
}

/** A number that may be left out. */
function numberOr(argument: number | CreateOptions | undefined, otherwise: number): number {
  return argument === undefined || isOptions(argument) ? otherwise : argument;
}

/** The dtype that the options among arguments `G` ask for. */
type DTypeAsked<G> = [Extract<G, object>] extends [never]
  ? "float32"
  : Extract<G, object> extends CreateOptions<infer D>
    ? D
    : never;

/** `value` everywhere, as `name` makes it. */
function filled<S extends Shape, D extends DType>(
  name: string,
  shape: Shape,
  value: Tensor["node"],
): Tensor<S, D> {
  return operation(name, () => tensorOf(expand(value, shape)));
}

/** The node of what `name` is to fill a tensor with. */
function filling(name: string, value: number | boolean, dtype: DType): Tensor["node"] {
  if (typeof value === "number" || typeof value === "boolean")
    return scalar(Number(value), dtype, name);
  throw dtypeError(name, `the value must be a number or a boolean; got ${kindOf(value)}.`);
}

/**
 * A tensor of the numbers or booleans in nested arrays, or a vector of those in a typed array, which are copied. Numbers are float32
 * unless `dtype` says otherwise, booleans bool, and a typed array keeps its type. Throws `ShapeError` where the arrays are ragged, and `DTypeError` where a
 * number does not fit an integer dtype, which takes its whole part.
 *
 * ```ts
 * import { tensor } from "@chainrule/tensor";
 *
 * tensor([[1, 2], [3, 4]]).shape; // => [2, 2]
 * tensor([1, 2], { dtype: "float64" }).dtype; // => "float64"
 * tensor(new Int32Array([1, 2])).dtype; // => "int32"
 * tensor(3); // => 3
 * ```
 */
export function tensor<const T extends Nested | TypedArray, const D extends DType = DTypeGiven<T>>(
  value: T,
  options?: CreateOptions<D>,
): Tensor<ShapeGiven<T>, NoInfer<D>> {
  checkNames("tensor", options, { dtype: 0 });
  const given: Nested | TypedArray = value;
  if (ArrayBuffer.isView(given)) {
    const dtype = dtypeOf("tensor", given);
    return tensorOf(cast(leaf(given.slice(), [given.length], dtype), options?.dtype ?? dtype));
  }
  const dtype =
    options?.dtype ?? (kindOfNested("tensor", given) === "boolean" ? "bool" : "float32");
  return tensorOf(nestedLeaf("tensor", given, dtype));
}

/**
 * A tensor over a typed array, which it adopts: nothing is copied, and the array must not change afterwards. A `Uint8Array` is uint8
 * unless `dtype` is `"bool"`. Throws where the number of elements is not the shape's.
 *
 * ```ts
 * import { fromData } from "@chainrule/tensor";
 *
 * fromData(new Float32Array([1, 2, 3, 4]), [2, 2]); // => [[1, 2], [3, 4]]
 * ```
 */
export function fromData<
  A extends TypedArray,
  const S extends readonly number[],
  const D extends DType = DTypeOfArray<A>,
>(data: A, shape: S, dtype?: D): Tensor<Lengths<S>, NoInfer<D>> {
  const held = dtypeOf("fromData", data);
  checkArray("fromData", shape);
  checkLengths("fromData", shape);
  if (data.length !== sizeOf(shape)) {
    throw shapeError(
      "fromData",
      `shape [${shape.join(", ")}] has ${sizeOf(shape)} elements; got ${data.length}.`,
    );
  }
  return tensorOf(leaf(data, [...shape], dtype ?? held));
}

/**
 * 0 everywhere.
 *
 * ```ts
 * import { zeros } from "@chainrule/tensor";
 *
 * zeros([2, 3]); // => [[0, 0, 0], [0, 0, 0]]
 * ```
 */
export function zeros<const S extends readonly number[], const D extends DType = "float32">(
  shape: S,
  options?: CreateOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return filled("zeros", shape, constant(0, dtypeIn("zeros", options, "float32")));
}

/**
 * 1 everywhere.
 *
 * ```ts
 * import { ones } from "@chainrule/tensor";
 *
 * ones([2]); // => [1, 1]
 * ```
 */
export function ones<const S extends readonly number[], const D extends DType = "float32">(
  shape: S,
  options?: CreateOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return filled("ones", shape, constant(1, dtypeIn("ones", options, "float32")));
}

/**
 * One value everywhere; bool of a boolean, otherwise float32 unless `dtype` says otherwise. Throws `DTypeError` where the value is no number
 * or boolean, or does not fit the dtype.
 *
 * ```ts
 * import { full } from "@chainrule/tensor";
 *
 * full([2], 7); // => [7, 7]
 * full([2], true); // => [true, true]
 * ```
 */
export function full<
  const S extends readonly number[],
  V extends number | boolean,
  const D extends DType = V extends boolean ? "bool" : "float32",
>(shape: S, value: V, options?: CreateOptions<D>): Tensor<Lengths<S>, NoInfer<D>> {
  const dtype = dtypeIn("full", options, typeof value === "boolean" ? "bool" : "float32");
  return filled("full", shape, filling("full", value, dtype));
}

/**
 * 0 everywhere, with the shape and dtype of `x`.
 *
 * ```ts
 * import { tensor, zerosLike } from "@chainrule/tensor";
 *
 * zerosLike(tensor([[1, 2]])); // => [[0, 0]]
 * ```
 */
export function zerosLike<const O extends Operand, const D extends DType = DTypeOf<O>>(
  x: O,
  options?: CreateOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "zerosLike");
  return filled("zerosLike", shape, constant(0, dtypeIn("zerosLike", options, dtype)));
}

/**
 * 1 everywhere, with the shape and dtype of `x`.
 *
 * ```ts
 * import { onesLike, tensor } from "@chainrule/tensor";
 *
 * onesLike(tensor([[1, 2]])); // => [[1, 1]]
 * ```
 */
export function onesLike<const O extends Operand, const D extends DType = DTypeOf<O>>(
  x: O,
  options?: CreateOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "onesLike");
  return filled("onesLike", shape, constant(1, dtypeIn("onesLike", options, dtype)));
}

/**
 * One value everywhere, with the shape and dtype of `x`. Throws `DTypeError` where the value is no number or boolean, or does not fit the dtype.
 *
 * ```ts
 * import { fullLike, tensor } from "@chainrule/tensor";
 *
 * fullLike(tensor([[1, 2]]), 5); // => [[5, 5]]
 * ```
 */
export function fullLike<const O extends Operand, const D extends DType = DTypeOf<O>>(
  x: O,
  value: number | boolean,
  options?: CreateOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "fullLike");
  return filled("fullLike", shape, filling("fullLike", value, dtypeIn("fullLike", options, dtype)));
}

/**
 * 1 on the diagonal, 0 elsewhere: square where the number of columns is not given.
 *
 * ```ts
 * import { eye } from "@chainrule/tensor";
 *
 * eye(2); // => [[1, 0], [0, 1]]
 * eye(2, { dtype: "float64" }).dtype; // => "float64"
 * ```
 */
export function eye<
  const M extends number,
  const N extends number | CreateOptions = M,
  const D extends DType = DTypeAsked<N>,
>(
  rows: M,
  columns?: N,
  options?: CreateOptions<D>,
): Tensor<[M, NoInfer<N extends number ? N : M>], NoInfer<D>> {
  const dtype = dtypeAmong("eye", columns, options);
  return operation("eye", () => tensorOf(eyeNode(rows, numberOr(columns, rows), dtype)));
}

/** The length of `arange(A)`, where that can be said. */
type LengthOfRange<A extends number, B> = B extends number
  ? number
  : `${A}` extends `${string}${"." | "-" | "e"}${string}`
    ? number
    : A;

/**
 * The numbers from `start` up to and without `end`, `step` apart: `start + i · step`. With one argument, from 0 up to it. Throws
 * `ShapeError` where the step does not lead from start to end in finitely many steps.
 *
 * ```ts
 * import { arange } from "@chainrule/tensor";
 *
 * arange(3); // => [0, 1, 2]
 * arange(1, 2, 0.25); // => [1, 1.25, 1.5, 1.75]
 * arange(3, 0, -1, { dtype: "int32" }); // => [3, 2, 1]
 * arange(3, { dtype: "int32" }).dtype; // => "int32"
 * ```
 */
export function arange<
  const A extends number,
  const B extends number | CreateOptions | undefined = undefined,
  const C extends number | CreateOptions | undefined = undefined,
  const D extends DType = DTypeAsked<B | C>,
>(
  start: A,
  end?: B,
  step?: C,
  options?: CreateOptions<D>,
): Tensor<[LengthOfRange<A, B>], NoInfer<D>> {
  const dtype = dtypeAmong("arange", end, step, options);
  const [from, to] = end === undefined || isOptions(end) ? [0, start] : [start, end];
  return tensorOf(arangeNode(from, to, numberOr(step, 1), dtype));
}

/**
 * `count` numbers from `start` to `end`, both included, at equal distances; 50 by default. Throws a `TypeError` where an end is no number,
 * and `ShapeError` where the count is no integer from 0.
 *
 * ```ts
 * import { linspace } from "@chainrule/tensor";
 *
 * linspace(0, 1, 5); // => [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace<
  const N extends number | CreateOptions = 50,
  const D extends DType = DTypeAsked<N>,
>(
  start: number,
  end: number,
  count?: N,
  options?: CreateOptions<D>,
): Tensor<[NoInfer<N extends number ? N : 50>], NoInfer<D>> {
  const length = numberOr(count, 50);
  if (typeof start !== "number" || typeof end !== "number") {
    throw new TypeError(
      `linspace: start and end must be numbers; got ${kindOf(start)} and ${kindOf(end)}.`,
    );
  }
  if (!Number.isInteger(length) || length < 0) {
    throw shapeError("linspace", `the count must be an integer from 0; got ${length}.`);
  }
  const dtype = dtypeAmong("linspace", count, options);
  return operation("linspace", () => tensorOf(linspaceNode(start, end, length, dtype)));
}
