import { type TypedArray } from "@chainrule/graph";
import { describe, test } from "vitest";
import { agree, Dice, type Program } from "../src/index.ts";
import { exactProgram } from "../src/programs/exact.ts";
import { smoothProgram } from "../src/programs/smooth.ts";
import { engines, reference } from "./engines.ts";

type Allowed = (i: number, expected: TypedArray) => number;

/** Only the sign of zero may differ: a sum of nothing but −0 may be either. */
const exact: Allowed = () => 1e-300;

const smooth: Allowed = (i, expected) =>
  (expected instanceof Float64Array ? 1e-12 : 3e-4) * Math.max(1, Math.abs(expected[i]!));

const small = { steps: 12, most: 2000, longest: 13 };
const long = { steps: 60, most: 4000, longest: 17 };
const large = { steps: 10, most: 200_000, longest: 65 };

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  const check = (program: Program, allowed: Allowed, seed: number): void => {
    try {
      agree(
        engine,
        reference,
        program,
        program.roots.map(() => allowed),
      );
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  };

  test.each([
    ["small", small, 0, 250],
    ["long", long, 1000, 40],
    ["large", large, 2000, 12],
  ])("programs of integers: %s", (_name, size, first, count) => {
    for (let seed = first; seed < first + count; seed++) {
      check(exactProgram(new Dice(seed), size), exact, seed);
    }
  });

  test.each([
    ["small", small, 3000, 150],
    ["long", long, 4000, 30],
    ["large", large, 5000, 12],
  ])("programs of smooth functions: %s", (_name, size, first, count) => {
    for (let seed = first; seed < first + count; seed++) {
      check(smoothProgram(new Dice(seed), size), smooth, seed);
    }
  });
});
