import { type DType, type Elementwise, isFloating, type TypedArray } from "@chainrule/graph";
import { broadcast, type Kernels, type Value } from "./kernel.ts";

type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

function unary(f: Unary) {
  return ([x]: readonly [Value], _: object, out: Value): void => {
    for (let i = 0; i < out.data.length; i++) out.data[i] = f(x.data[i]!);
  };
}

/** `f` of each pair; `integer`, where it is not the same, for integers. */
function binary(f: Binary, integer: Binary = f) {
  return ([a, b]: readonly [Value, Value], _: object, out: Value): void => {
    const [left, right] = [broadcast(a.shape, out.shape), broadcast(b.shape, out.shape)];
    const g = isFloating(a.dtype) ? f : integer;
    for (let i = 0; i < out.data.length; i++) {
      out.data[i] = g(a.data[left[i]!]!, b.data[right[i]!]!);
    }
  };
}

/** Stores `values` as `dtype`: typed arrays truncate and wrap integers as `cast` should. */
export function convert(values: TypedArray, dtype: DType, out: TypedArray): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = dtype === "bool" ? Number(values[i] !== 0) : values[i]!;
  }
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** Above 2⁵² every float64 is an integer, so adding and subtracting it rounds, halves to even. */
function round(x: number): number {
  const big = 2 ** 52;
  const size = Math.abs(x);
  const rounded = size < big ? size + big - big : size;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/**
 * The series `2/√π · exp(−x²) · Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!`, whose terms have one sign; from 1 on 1 less the continued fraction
 * `exp(−x²)/√π · 1/(x + ½/(x + 1/(x + ³⁄₂/(x + …))))` of what is missing (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14).
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 7)) return Number.isNaN(x) ? NaN : Math.sign(x);
  if (size < 1) {
    let sum = 1;
    for (let n = 25; n > 0; n--) sum = 1 + ((2 * x * x) / (2 * n + 1)) * sum;
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum * x;
  }
  let fraction = size;
  for (let n = 400; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction));
}

/** IEEE 754's `pow`, which JavaScript's leaves at `1^NaN` and `(±1)^±∞`. */
function pow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return a ** b;
}

function mod(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 ? -0 : 0;
  return remainder < 0 === b < 0 ? remainder : remainder + b;
}

export const elementwise: Kernels<Elementwise> = {
  identity: unary((x) => x),
  cast: ([x]: readonly [Value], { dtype }, out): void => convert(x.data, dtype, out.data),
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  exp: unary(Math.exp),
  expm1: unary(Math.expm1),
  log: unary(Math.log),
  log1p: unary(Math.log1p),
  sqrt: unary(Math.sqrt),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  erf: unary(erf),
  sigmoid: unary(sigmoid),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(round),
  not: unary((x) => 1 - x),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b, Math.imul),
  div: binary((a, b) => a / b),
  pow: binary(pow),
  atan2: binary(Math.atan2),
  mod: binary(mod),
  maximum: binary((a, b) => Math.max(a, b)),
  minimum: binary((a, b) => Math.min(a, b)),
  less: binary((a, b) => Number(a < b)),
  lessEqual: binary((a, b) => Number(a <= b)),
  equal: binary((a, b) => Number(a === b)),
  and: binary((a, b) => a & b),
  or: binary((a, b) => a | b),
  where: ([condition, a, b]: readonly [Value, Value, Value], _, out): void => {
    const [which, left, right] = [condition, a, b].map((x) => broadcast(x.shape, out.shape));
    for (let i = 0; i < out.data.length; i++) {
      out.data[i] = condition.data[which![i]!] ? a.data[left![i]!]! : b.data[right![i]!]!;
    }
  },
};
