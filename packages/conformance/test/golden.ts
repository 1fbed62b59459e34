import { allocate } from "@chainrule/graph";
import { fromData, type Tensor } from "@chainrule/tensor";
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** A tensor as the golden scripts write it; what JSON has no number for is a string. */
export interface Saved {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

/** The golden file `name`. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8")) as T;
}

/** The saved values, as numbers. */
export function numbers({ data }: Saved): number[] {
  return data.map((value) =>
    value === "nan" ? NaN : Number(String(value).replace("inf", "Infinity")),
  );
}

/** A saved tensor. */
export function load(saved: Saved, dtype: "float32" | "float64" | "int32" = "float64"): Tensor {
  const data = allocate(dtype, saved.data.length);
  data.set(numbers(saved));
  return fromData(data, saved.shape, dtype);
}

/** Expects every element to be within `tolerance`, relative to it or to 1 if that is larger. */
export function expectClose(what: string, actual: Tensor, saved: Saved, tolerance = 1e-10): void {
  expect([what, ...actual.shape]).toEqual([what, ...saved.shape]);
  const data = actual.data();
  const wrong = numbers(saved).flatMap((golden, i) => {
    const error = Math.abs(data[i]! - golden);
    const fits = Object.is(data[i], golden) || error <= tolerance * Math.max(1, Math.abs(golden));
    return fits || data[i] === golden ? [] : [`${what}[${i}]: ${data[i]} instead of ${golden}`];
  });
  expect(wrong).toEqual([]);
}
