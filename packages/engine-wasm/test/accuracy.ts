import { Node } from "@chainrule/graph";
import { wasmEngine } from "../src/index.ts";
import { type LaneFunction } from "../src/functions.ts";
import { importedMath } from "../src/math.ts";
import { leaf, program } from "./programs.ts";

/** The same functions of float64, far more exact than float32 is. */
export const oracles: Readonly<Record<LaneFunction, (x: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  erf: (x) => importedMath.erf(x, 0),
  sigmoid: (x) => importedMath.sigmoid(x, 0),
};

export const functions = Object.keys(oracles) as LaneFunction[];

/** Elements of one run. */
const block = 2 ** 18;

const engine = wasmEngine({ threads: 1 });

/** What the engine gives of `length` elements of float32. */
export function onEngine(
  name: LaneFunction,
  length: number = block,
): (x: Float32Array) => Float32Array {
  const run = program(engine, [
    Node.apply(name as "exp", [leaf("float32", [length], new Float32Array(length))], {}),
  ]);
  return (x) => run([x])[0] as Float32Array;
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The place of a float32 in their order; both zeros have the same. */
function orderOf(x: number): number {
  float[0] = x;
  const [word] = bits as unknown as [number];
  return word < 0 ? -(word & 0x7fffffff) : word;
}

/** How many float32 lie from one to another; NaN is far from every number. ±∞ follow the largest. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Object.is(a, b) ? 0 : Infinity;
  return Math.abs(orderOf(a) - orderOf(b));
}

/** The farthest that a result is from the correctly rounded one. */
export interface Worst {
  readonly ulps: number;
  readonly x: number;
  /** Whether every zero has the right sign. */
  readonly zeros: boolean;
}

/** Compares a function with its oracle at every `step`-th of the 2³² float32, by their bits from `first` on. */
export function sweep(name: LaneFunction, first: number, step: number): Worst {
  const f = onEngine(name);
  const oracle = oracles[name];
  const words = new Uint32Array(block);
  let worst: Worst = { ulps: 0, x: 0, zeros: true };
  for (let start = first; start < 2 ** 32; start += block * step) {
    for (let i = 0; i < block; i++) words[i] = Math.min(start + i * step, 2 ** 32 - 1);
    const x = new Float32Array(words.slice().buffer);
    f(x).forEach((got, i) => {
      const expected = Math.fround(oracle(x[i]!));
      if (Object.is(got, expected)) return;
      const distance = ulps(got, expected);
      if (distance > worst.ulps) worst = { ...worst, ulps: distance, x: x[i]! };
      if (distance === 0) worst = { ...worst, zeros: false };
    });
  }
  return worst;
}
