import { checkNames, Node, operation, sizeOf } from "@chainrule/graph";
import { cast, constant, toFloating } from "../operand.ts";
import { type Axes, axisOf, reducedAxes } from "./axes.ts";
import {
  abs,
  add,
  clamp,
  div,
  equal,
  identity,
  mul,
  not,
  notEqual,
  or,
  pow,
  reciprocal,
  sqrt,
  square,
  sub,
  where,
} from "./elementwise.ts";
import { expand, reshape, windows } from "./movement.ts";

/** Puts back the reduced axes, of length 1. */
export function keep(x: Node, axes: readonly number[], reduced: Node): Node {
  return reshape(
    reduced,
    x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
  );
}

type Reducing = "sum" | "prod" | "min";

function reduce(primitive: Reducing, x: Node, axis: Axes, keepDims: boolean): Node {
  const axes = reducedAxes(primitive, axis, x.shape);
  const reduced = Node.apply(primitive, [x], { axes });
  return keepDims ? keep(x, axes, reduced) : reduced;
}

/** Sums of bool and uint8 are int32. */
export function summable(x: Node): Node {
  return x.dtype === "bool" || x.dtype === "uint8" ? cast(x, "int32") : x;
}

export function sum(x: Node, axis?: Axes, keepDims = false): Node {
  return reduce("sum", summable(x), axis, keepDims);
}

export function prod(x: Node, axis?: Axes, keepDims = false): Node {
  return reduce("prod", summable(x), axis, keepDims);
}

export function max(x: Node, axis?: Axes, keepDims = false): Node {
  const axes = reducedAxes("max", axis, x.shape);
  const reduced = Node.apply("max", [x], { axes, keepsNaN: true });
  return keepDims ? keep(x, axes, reduced) : reduced;
}

export function min(x: Node, axis?: Axes, keepDims = false): Node {
  return reduce("min", x, axis, keepDims);
}

/** How many elements of `x` one element of its reduction along `axis` sees. */
function countAlong(name: string, x: Node, axis: Axes): number {
  return sizeOf(reducedAxes(name, axis, x.shape).map((a) => x.shape[a]!));
}

export function mean(x: Node, axis?: Axes, keepDims = false): Node {
  return operation("mean", () => {
    const y = toFloating(x);
    return div(sum(y, axis, keepDims), constant(countAlong("mean", y, axis), y.dtype));
  });
}

/** The provisional mean is that of about one in so many elements: a prime, so that they hardly fall in step with a pattern in the data. */
const oneIn = 61;

/**
 * About one in `oneIn` elements along `axes`: far apart along the outer axes, and neighbours along the last one, which are read together. They come as
 * windows, whose new last axes hold the neighbours.
 */
function fewOf(x: Node, axes: readonly number[]): Node {
  let wanted: number = oneIn;
  const sizes: number[] = [];
  const strides = axes.map((axis) => {
    const length = x.shape[axis]!;
    const isLast = axis === x.shape.length - 1;
    const stride = isLast ? length : Math.min(length, Math.floor(wanted));
    sizes.push(isLast ? Math.ceil(length / wanted) : 1);
    wanted = Math.max(1, (wanted * sizes.at(-1)! * Math.ceil(length / stride)) / length);
    return stride;
  });
  return windows(x, { axes, sizes, strides });
}

/**
 * A number near the mean, for sums of powers of differences that one pass makes: the mean of few elements, or 0 where that is not finite. Where all
 * elements are equal it equals them. It has no gradient; the reduced axes are kept, with length 1.
 *
 * With a part `f` of the elements it is no further from the mean than `σ / √f`, whatever the elements are, so little is lost when the square of that
 * distance is taken from the mean square (Chan, Golub and LeVeque 1983).
 */
export function provisionalMean(x: Node, axis?: Axes): Node {
  return operation("provisionalMean", () => {
    const axes = reducedAxes("provisionalMean", axis, x.shape);
    const strides = axes.map((a) => x.shape[a]!);
    const kept = x.shape.map((length, a) => (axes.includes(a) ? 1 : length));
    const zero = constant(0, x.dtype);
    if (strides.includes(0)) return expand(zero, kept);
    const first = windows(x, { axes, sizes: axes.map(() => 1), strides });
    const few = fewOf(x, axes);
    const within = [...axes, ...axes.map((_, i) => kept.length + i)];
    const count = sizeOf(within.map((a) => few.shape[a]!));
    let near = reshape(first, kept);
    if (count > 1) {
      const total = reshape(sum(sub(few, first), within), kept);
      near = add(near, div(total, constant(count, x.dtype)));
    }
    return identity(where(equal(sub(near, near), zero), near, zero), "detach");
  });
}

/** What `variance` and `std` take besides axes. */
interface SpreadOptions {
  readonly correction?: number;
  readonly keepDims?: boolean;
}

/** In one pass: the sums are of differences from a number near the mean, and of their squares. */
export function variance(x: Node, axis?: Axes, options: SpreadOptions = {}): Node {
  return operation("variance", () => {
    checkNames("variance", options, { correction: 0, keepDims: 0 });
    const { correction = 0, keepDims } = options;
    const y = toFloating(x);
    const differences = sub(y, provisionalMean(y, axis));
    const count = countAlong("variance", y, axis);
    const total = sum(differences, axis, keepDims);
    const excess = mul(total, div(total, constant(count, y.dtype)));
    const squares = sub(sum(square(differences), axis, keepDims), excess);
    return div(squares, constant(Math.max(0, count - correction), y.dtype));
  });
}

export function std(x: Node, axis?: Axes, options?: SpreadOptions): Node {
  return operation("std", () => root(variance(x, axis, options)));
}

export function any(x: Node, axis?: Axes, keepDims = false): Node {
  return operation("any", () => {
    const count = sum(cast(x, "bool"), axis, keepDims);
    return notEqual(count, constant(0, count.dtype));
  });
}

export function all(x: Node, axis?: Axes, keepDims = false): Node {
  return operation("all", () => not(any(not(x), axis, keepDims)));
}

/** The root of sums of squares. It is taken of 1 where the sum is 0, so that the gradient there is 0, as PyTorch's, and not NaN. */
function root(squares: Node): Node {
  const zero = constant(0, squares.dtype);
  const isZero = equal(squares, zero);
  return where(isZero, zero, sqrt(where(isZero, constant(1, squares.dtype), squares)));
}

/**
 * `(Σ |x|ᵖ)^(1/p)`. Powers are taken of 1 where `x` is 0, and roots of 1 where the sum is 0 or ∞, so that the gradient there is 0, as PyTorch's.
 */
function powerNorm(x: Node, order: number, axis: Axes, keepDims: boolean): Node {
  const [one, infinity] = [constant(1, x.dtype), constant(Infinity, x.dtype)];
  const power = (base: Node, exponent: number): Node => pow(base, constant(exponent, x.dtype));
  const isZero = equal(x, constant(0, x.dtype));
  const powers = power(where(isZero, one, abs(x)), order);
  const total = sum(where(isZero, constant(0 ** order, x.dtype), powers), axis, keepDims);
  const isEnd = or(equal(total, constant(0, x.dtype)), equal(total, infinity));
  const end = order > 0 ? total : reciprocal(total);
  return where(isEnd, end, power(where(isEnd, one, total), 1 / order));
}

export function norm(
  input: Node,
  axis?: Axes,
  options: { readonly order?: number; readonly keepDims?: boolean } = {},
): Node {
  return operation("norm", () => {
    checkNames("norm", options, { order: 0, keepDims: 0 });
    const { order = 2, keepDims = false } = options;
    const x = toFloating(input);
    switch (order) {
      case 2:
        return root(sum(square(x), axis, keepDims));
      case 1:
        return sum(abs(x), axis, keepDims);
      case 0:
        return sum(cast(cast(x, "bool"), x.dtype), axis, keepDims);
      case Infinity:
        return max(abs(x), axis, keepDims);
      case -Infinity:
        return min(abs(x), axis, keepDims);
      default:
        return powerNorm(x, order, axis, keepDims);
    }
  });
}

export function normalize(
  input: Node,
  axis = -1,
  options: { readonly order?: number; readonly eps?: number } = {},
): Node {
  checkNames("normalize", options, { order: 0, eps: 0 });
  const { order = 2, eps = 1e-12 } = options;
  return operation("normalize", () => {
    const x = toFloating(input);
    return div(x, clamp(norm(x, axis, { order, keepDims: true }), eps));
  });
}

function position(primitive: "argmax" | "argmin", x: Node, axis?: number, keepDims = false): Node {
  return operation(primitive, () => {
    if (axis === undefined) {
      const flat = reshape(x, [sizeOf(x.shape)]);
      const found = Node.apply(primitive, [flat], { axis: 0 });
      return keepDims
        ? reshape(
            found,
            x.shape.map(() => 1),
          )
        : found;
    }
    const along = axisOf(primitive, axis, x.shape);
    const found = Node.apply(primitive, [x], { axis: along });
    return keepDims ? keep(x, [along], found) : found;
  });
}

export function argmax(x: Node, axis?: number, keepDims = false): Node {
  return position("argmax", x, axis, keepDims);
}

export function argmin(x: Node, axis?: number, keepDims = false): Node {
  return position("argmin", x, axis, keepDims);
}
