import { type Tensor, tensor } from "@chainrule/tensor";
import { expect } from "vitest";
import { readGolden } from "./golden.ts";

/** Nested numbers. */
export type Numbers = number | readonly Numbers[];

interface Notebooks {
  readonly origin: string;
  readonly facts: { readonly [id: string]: { readonly value: unknown; readonly note?: string } };
  readonly problem: { readonly A: number[][]; readonly b: number[]; readonly p0: number[] };
  readonly optimizers: readonly {
    readonly name: string;
    readonly hyper: Readonly<Record<string, number>>;
    readonly trajectory: readonly (readonly number[])[];
    readonly torch: readonly (readonly number[])[];
  }[];
}

export const notebooks: Notebooks = readGolden<Notebooks>("notebooks");

/** What NumPy gives for a fact. */
export function fact<T = Numbers>(id: string): T {
  const found = notebooks.facts[id];
  if (found === undefined) throw new Error(`no fact is called ${id}`);
  return found.value as T;
}

export const double = { dtype: "float64" } as const;

/** A float64 tensor. */
export const of = (values: Numbers): Tensor => tensor(values as number[], double) as Tensor;

/** Expects a tensor to have the fact's elements, each within `tolerance` relative to it, or to 1 where it is smaller. */
export function expectFact(actual: Tensor, id: string, tolerance = 1e-14): void {
  expectNear(actual, fact(id), tolerance);
}

/** As `expectFact`, for numbers. */
export function expectNear(actual: Tensor, expected: Numbers, tolerance = 1e-14): void {
  const near = (x: Numbers): unknown =>
    typeof x === "number" ? new Near(x, tolerance * Math.max(1, Math.abs(x))) : x.map(near);
  expect(actual.ndim === 0 ? actual.item() : actual.toArray()).toEqual(near(expected));
}

/** Equal to numbers that are not farther than `error` from `value`. */
class Near {
  readonly value: number;
  readonly error: number;

  constructor(value: number, error: number) {
    this.value = value;
    this.error = error;
  }

  asymmetricMatch(other: unknown): boolean {
    return typeof other === "number" && Math.abs(other - this.value) <= this.error;
  }

  toString(): string {
    return `${this.value} ± ${this.error}`;
  }

  toAsymmetricMatcher(): string {
    return this.toString();
  }
}
