import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** What a primitive takes: how many inputs (`number`: any), and which attributes. */
interface Op<Arity extends number, Given extends object = Record<never, never>> {
  readonly arity: Arity;
  readonly attributes: Given;
}

/** A boundary the compiler may not merge across. */
export type Marker = "detach" | "custom" | "checkpoint";

/** How a window slides over axes: one entry of each list for each axis. */
export interface Windows {
  readonly axes: readonly number[];
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Which axis plays which role: `[batch, feature, ...spatial]`, and `[out, in, ...spatial]` for the kernel. */
export interface Roles {
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
}

/**
 * The attributes of `convolve`. With `g` the group of output feature `o`,
 * `out[n, o, y] = Σ_{c, k} in[n, g·C + c, y·stride + k·kernelDilation − low] · kernel[o, c, k]`
 * over an input whose elements are first spread `inputDilation` apart. `flip` reads the kernel
 * backwards along its spatial axes. Padding may be negative, which crops. With batch groups the
 * batch is split instead of the features, and output feature `o` reads the part of its group.
 *
 * What padding adds is the number 0 and takes part in the sum, as if it were more elements: times a NaN or an infinity of the kernel it is NaN. The room
 * between spread elements takes no part.
 */
export interface Convolution {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [low: number, high: number])[];
  readonly inputDilation: readonly number[];
  readonly kernelDilation: readonly number[];
  readonly groups: number;
  readonly batchGroups: number;
  readonly flip: boolean;
  readonly roles: Roles;
  readonly dtype: DType;
}

/** One element from one element of each input. Inputs broadcast by NumPy's rule, and have one dtype unless said. */
interface ElementwisePrimitives {
  /** The input itself; the compiler keeps the boundary. */
  identity: Op<1, { readonly marker: Marker }>;
  /** Conversion: to integers truncates toward zero and wraps, to bool is `≠ 0`. */
  cast: Op<1, { readonly dtype: DType }>;
  neg: Op<1>;
  abs: Op<1>;
  sign: Op<1>;
  exp: Op<1>;
  expm1: Op<1>;
  log: Op<1>;
  log1p: Op<1>;
  sqrt: Op<1>;
  sin: Op<1>;
  cos: Op<1>;
  tanh: Op<1>;
  /** `2/√π · ∫₀ˣ exp(−t²) dt`. */
  erf: Op<1>;
  sigmoid: Op<1>;
  floor: Op<1>;
  ceil: Op<1>;
  /** To the nearest integer, halves to even. */
  round: Op<1>;
  /** Logical not, of bool. */
  not: Op<1>;
  add: Op<2>;
  sub: Op<2>;
  mul: Op<2>;
  div: Op<2>;
  pow: Op<2>;
  /** The angle of the point `(x, y)`, of (y, x): in `[−π, π]`. */
  atan2: Op<2>;
  /** The remainder with the sign of the divisor. */
  mod: Op<2>;
  maximum: Op<2>;
  minimum: Op<2>;
  less: Op<2>;
  lessEqual: Op<2>;
  equal: Op<2>;
  /** Logical and, of bool. */
  and: Op<2>;
  /** Logical or, of bool. */
  or: Op<2>;
  /** `condition ? a : b`; the condition is bool. */
  where: Op<3>;
}

/** One element from many: the axes disappear from the shape. */
interface ReducePrimitives {
  sum: Op<1, { readonly axes: readonly number[] }>;
  prod: Op<1, { readonly axes: readonly number[] }>;
  /** The largest element: a NaN, where there is one. Without `keepsNaN` an engine may pass over it, for results that the NaN reaches in another way. */
  max: Op<1, { readonly axes: readonly number[]; readonly keepsNaN: boolean }>;
  min: Op<1, { readonly axes: readonly number[] }>;
  /** The first index of the largest element, as int32; the first NaN wins. */
  argmax: Op<1, { readonly axis: number }>;
  argmin: Op<1, { readonly axis: number }>;
}

/** The same elements in other places. */
interface MovementPrimitives {
  reshape: Op<1, { readonly shape: Shape }>;
  permute: Op<1, { readonly axes: readonly number[] }>;
  /** Repeats axes of length 1, and new leading axes, to `shape`. */
  expand: Op<1, { readonly shape: Shape }>;
  flip: Op<1, { readonly axes: readonly number[] }>;
  /** `out[i] = x[starts + i·steps]`; `starts` is int32 of one element an axis, clamped to where the slice fits. */
  slice: Op<2, { readonly sizes: Shape; readonly steps: readonly number[] }>;
  /** The transpose of `slice`: zeros of `shape` with `out[starts + i·steps] = x[i]`. */
  pad: Op<2, { readonly shape: Shape; readonly steps: readonly number[] }>;
  /** im2row: each axis becomes its count of windows, and the positions in a window are new last axes. */
  windows: Op<1, Windows>;
  /** row2im, the transpose of `windows`: adds every window back to where it was read from in `shape`. */
  fold: Op<1, Windows & { readonly shape: Shape }>;
  concatenate: Op<number, { readonly axis: number }>;
  /** `out[…, i, …] = x[…, indices[i], …]`: int32 indices of one axis; outside `[0, length)` reads NaN, or 0 of integers. */
  take: Op<2, { readonly axis: number }>;
  /**
   * The positions, as int32, of the first `count` elements in order along an axis: equal elements as they stood, NaN as if it were the
   * largest.
   */
  argsort: Op<1, { readonly axis: number; readonly count: number; readonly descending: boolean }>;
  /** The transpose of `take`, of (updates, indices): adds; indices outside `[0, length)` are dropped. */
  scatterAdd: Op<2, { readonly axis: number; readonly length: number }>;
}

/** Sums of products. */
interface ContractPrimitives {
  /** `[…, m, k] · […, k, n]`; leading axes broadcast. */
  matmul: Op<2, { readonly dtype: DType }>;
  /** Convolution, of (input, kernel); its gradients are again `convolve`. */
  convolve: Op<2, Convolution>;
}

/** Elements from none. */
interface CreatePrimitives {
  /** A number that is part of the program's structure. Numbers that come from a user are inputs. */
  constant: Op<0, { readonly value: number; readonly dtype: DType }>;
  /** `0, 1, …, length − 1`. */
  iota: Op<0, { readonly length: number; readonly dtype: DType }>;
  /**
   * Threefry-2×32-20 (Salmon et al. 2011). The input is int32 `[key₀, key₁, offset₀, offset₁]`, low word first; element
   * `i` encrypts the 64-bit counter `offset + i` to words `w₀, w₁`. int32 gives `w₀`; float32 gives
   * `(w₀ >>> 8)·2⁻²⁴`; float64 gives `((w₀ >>> 5)·2²⁶ + (w₁ >>> 6))·2⁻⁵³`.
   */
  random: Op<1, { readonly shape: Shape; readonly dtype: DType }>;
}

/**
 * The closed set of primitives, in five families. Every table of rules in the repository is keyed by
 * this interface or by a family, so that a missing rule is a type error that names it.
 */
export interface Primitives
  extends
    ElementwisePrimitives,
    ReducePrimitives,
    MovementPrimitives,
    ContractPrimitives,
    CreatePrimitives {}

/** The primitives of a family: one element from one element of each input. */
export type Elementwise = keyof ElementwisePrimitives;
/** The primitives of a family: one element from many. */
export type Reduce = keyof ReducePrimitives;
/** The primitives of a family: the same elements in other places. */
export type Movement = keyof MovementPrimitives;
/** The primitives of a family: sums of products. */
export type Contract = keyof ContractPrimitives;
/** The primitives of a family: elements from none. */
export type Create = keyof CreatePrimitives;
/** The name of a primitive. */
export type Primitive = keyof Primitives;

/** The attributes of `P`. */
export type Attributes<P extends Primitive> = Primitives[P]["attributes"];

type Tuple<T, N extends number, R extends readonly T[] = readonly []> = number extends N
  ? readonly T[]
  : R["length"] extends N
    ? R
    : Tuple<T, N, readonly [...R, T]>;

/** The inputs of `P`, as a tuple of the right length. */
export type Inputs<P extends Primitive, T> = Tuple<T, Primitives[P]["arity"]>;
