import {
  checkArray,
  checkFloating,
  checkLengths,
  checkNames,
  type DType,
  Node,
  operation,
  type Shape,
  sizeOf,
} from "@chainrule/graph";
import { type Generator, getGenerator } from "./generator.ts";
import { asNode, cast, constant, scalar } from "./operand.ts";
import { add, cos, floor, log, mul, sqrt, sub } from "./ops/elementwise.ts";
import { type Operand, type Tensor, tensorOf } from "./tensor.ts";
import type { DTypeOf } from "./shapes/dtype.ts";
import type { Lengths, ShapeOf } from "./shapes/shape.ts";

type FloatingDType = "float32" | "float64";

/** What `rand` and `randn` take besides the shape. */
export interface RandomOptions<D extends FloatingDType = FloatingDType> {
  /** float32 by default. */
  readonly dtype?: D;
  /** The default generator by default. */
  readonly generator?: Generator | undefined;
}

export function uniform(
  shape: Shape,
  dtype: FloatingDType,
  generator: Generator = getGenerator(),
): Node {
  // Before anything is drawn.
  checkArray("random", shape);
  checkLengths("random", shape);
  checkFloating("random", dtype);
  return Node.apply("random", [generator.draw(sizeOf(shape))], { shape: [...shape], dtype });
}

/** Box and Muller's: the radius from one uniform number, the angle from another. */
function normal(shape: Shape, dtype: FloatingDType, generator?: Generator): Node {
  // 1 − u is never 0.
  const u = sub(constant(1, dtype), uniform(shape, dtype, generator));
  const radius = sqrt(mul(constant(-2, dtype), log(u)));
  const angle = mul(constant(2 * Math.PI, dtype), uniform(shape, dtype, generator));
  return mul(radius, cos(angle));
}

/** What `name` draws of `distribution`; of the dtype `usual` unless the options say otherwise. */
function drawn<S extends Shape, D extends DType>(
  name: string,
  distribution: typeof uniform,
  shape: Shape,
  usual: FloatingDType,
  options: RandomOptions | undefined,
): Tensor<S, D> {
  checkNames(name, options, { dtype: 0, generator: 0 });
  return operation(name, () =>
    tensorOf(distribution(shape, options?.dtype ?? usual, options?.generator)),
  );
}

/**
 * Random numbers from 0 up to and without 1, all equally likely.
 *
 * ```ts
 * import { rand } from "@chainrule/tensor";
 *
 * const x = rand([2, 3]);
 * x.shape; // => [2, 3]
 * x.greaterEqual(0).and(x.less(1)).all(); // => true
 * ```
 */
export function rand<const S extends readonly number[], const D extends FloatingDType = "float32">(
  shape: S,
  options?: RandomOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return drawn("rand", uniform, shape, "float32", options);
}

/**
 * Random numbers of the standard normal distribution, with mean 0 and variance 1.
 *
 * ```ts
 * import { randn } from "@chainrule/tensor";
 *
 * randn([2, 3], { dtype: "float64" }).dtype; // => "float64"
 * ```
 */
export function randn<const S extends readonly number[], const D extends FloatingDType = "float32">(
  shape: S,
  options?: RandomOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return drawn("randn", normal, shape, "float32", options);
}

/**
 * Random whole numbers from `low` up to and without `high`, all equally likely; int32 unless `dtype` says otherwise. Throws
 * `RangeError` where there is no such number, and `DTypeError` where the dtype does not hold them all.
 *
 * ```ts
 * import { randint } from "@chainrule/tensor";
 *
 * const dice = randint(1, 7, [100]);
 * dice.min().item() >= 1 && dice.max().item() <= 6; // => true
 * ```
 */
export function randint<const S extends readonly number[], const D extends DType = "int32">(
  low: number,
  high: number,
  shape: S,
  options?: { readonly dtype?: D; readonly generator?: Generator | undefined },
): Tensor<Lengths<S>, NoInfer<D>> {
  const fits = low >= -(2 ** 31) && low < high && high <= 2 ** 31;
  if (!Number.isInteger(low) || !Number.isInteger(high) || !fits) {
    throw new RangeError(
      `randint: low must be an integer below high, both of int32; got ${low} and ${high}.`,
    );
  }
  checkNames("randint", options, { dtype: 0, generator: 0 });
  const dtype = options?.dtype ?? "int32";
  for (const end of [low, high - 1]) scalar(end, dtype, "randint");
  return operation("randint", () => {
    // 53 random bits: the most frequent number is more frequent than the rarest by (high − low) / 2⁵³.
    const whole = floor(mul(uniform(shape, "float64", options?.generator), high - low));
    return tensorOf(cast(cast(add(whole, low), "int32"), dtype));
  });
}

function floatingDType(dtype: DType): FloatingDType {
  return dtype === "float64" ? "float64" : "float32";
}

type FloatingOf<O> = DTypeOf<O> extends "float64" ? "float64" : "float32";

/**
 * As `rand`, with the shape of `x`, and its dtype where that is floating.
 *
 * ```ts
 * import { randLike, zeros } from "@chainrule/tensor";
 *
 * randLike(zeros([2, 3])).shape; // => [2, 3]
 * ```
 */
export function randLike<const O extends Operand, const D extends FloatingDType = FloatingOf<O>>(
  x: O,
  options?: RandomOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "randLike");
  return drawn("randLike", uniform, shape, floatingDType(dtype), options);
}

/**
 * As `randn`, with the shape of `x`, and its dtype where that is floating.
 *
 * ```ts
 * import { randnLike, zeros } from "@chainrule/tensor";
 *
 * randnLike(zeros([2, 3])).shape; // => [2, 3]
 * ```
 */
export function randnLike<const O extends Operand, const D extends FloatingDType = FloatingOf<O>>(
  x: O,
  options?: RandomOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "randnLike");
  return drawn("randnLike", normal, shape, floatingDType(dtype), options);
}
