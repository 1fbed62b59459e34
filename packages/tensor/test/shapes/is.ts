import type { DType } from "@chainrule/graph";
import { expect } from "vitest";
import type { Tensor } from "../../src/index.ts";

// The compiler compares two such functions by their types' identity.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Identity<A> = <T>() => T extends A ? 1 : 2;

/** Whether two types are the same, not only assignable. */
export type Equal<A, B> = Identity<A> extends Identity<B> ? true : false;

type Or<Condition, Sentence> = Condition extends true ? unknown : Sentence;

/** Checks that the type of `x` states exactly `shape` and `dtype`, and that they hold at run time. */
export function is<T extends Tensor, const S extends readonly number[], const D extends DType>(
  x: T,
  shape: S & Or<Equal<T["shape"], [...S]>, { readonly typeSays: T["shape"] }>,
  dtype: D & Or<Equal<T["dtype"], D>, { readonly typeSays: T["dtype"] }>,
): void {
  expect([x.shape, x.dtype]).toEqual([shape, dtype]);
}

/** Checks that a type is exactly another. */
export function equal<A, B>(..._proof: Equal<A, B> extends true ? [] : [unequal: [A, B]]): void {
  expect(true).toBe(true);
}
