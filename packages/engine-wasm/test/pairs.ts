import { type Elementwise, Node } from "@chainrule/graph";
import { wasmEngine } from "../src/index.ts";
import { ulps } from "./accuracy.ts";
import { leaf, program } from "./programs.ts";

/** A function of two numbers: its primitive, and what it gives in float64. */
export interface PairFunction {
  readonly primitive: Extract<Elementwise, "pow" | "atan2">;
  readonly exact: (a: number, b: number) => number;
}

/** What the engine makes of pairs of float32. */
export function ofPairs(
  { primitive }: Pick<PairFunction, "primitive">,
  a: Float32Array,
  b: Float32Array,
): Float32Array {
  const inputs = [a, b].map((data) => leaf("float32", [data.length], data)) as [Node, Node];
  return program(wasmEngine({ threads: 1 }), [
    Node.apply(primitive, inputs, {}),
  ])()[0] as Float32Array;
}

/** The result that is farthest from the correctly rounded one, and where. */
export function worstOf(
  f: PairFunction,
  a: Float32Array,
  b: Float32Array,
): { readonly ulps: number; readonly at: string } {
  let worst = { ulps: 0, at: "" };
  ofPairs(f, a, b).forEach((got, i) => {
    const expected = Math.fround(f.exact(a[i]!, b[i]!));
    // Of equal numbers only zeros can differ.
    const distance = got === expected && !Object.is(got, expected) ? Infinity : ulps(got, expected);
    if (distance > worst.ulps)
      worst = { ulps: distance, at: `${f.primitive}(${a[i]}, ${b[i]}) = ${expected}; got ${got}` };
  });
  return worst;
}

/** Numbers from 0 to 1 that a seed repeats. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
