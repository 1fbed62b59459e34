import { allocate, type DType } from "@chainrule/graph";
import { expect, test } from "vitest";
import { fromData, type Nested, type Tensor } from "../src/index.ts";
import cases from "../golden/operations.json" with { type: "json" };

type Written = number | boolean | string | readonly Written[];

const names: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

/** What JSON cannot say was written as words. */
function read(value: Written): Nested {
  if (typeof value === "string") return names[value]!;
  return typeof value === "object" ? value.map(read) : value;
}

function tensorOf(dtype: DType, shape: readonly number[], data: readonly Written[]): Tensor {
  const array = allocate(dtype, data.length);
  data.forEach((element, i) => {
    array[i] = Number(read(element));
  });
  return fromData(array, shape, dtype);
}

/** Whether two numbers agree to a relative `tolerance`; NaN agrees with NaN, and a zero with any zero. */
function agree(actual: Nested, wanted: Nested, tolerance: number): boolean {
  if (typeof actual !== "number" || typeof wanted !== "number") return actual === wanted;
  if (Object.is(actual, wanted) || actual === wanted) return true;
  return Math.abs(actual - wanted) <= tolerance * Math.abs(wanted) + tolerance * 1e-3;
}

/** Where nested numbers differ, as text. */
function differences(actual: Nested, wanted: Nested, tolerance: number, path = ""): string[] {
  if (typeof actual !== "object" || typeof wanted !== "object") {
    return agree(actual, wanted, tolerance)
      ? []
      : [`${path}: ${String(actual)}, not ${String(wanted)}`];
  }
  if (actual.length !== wanted.length)
    return [`${path}: ${actual.length} elements, not ${wanted.length}`];
  return wanted.flatMap((part, i) => differences(actual[i]!, part, tolerance, `${path}[${i}]`));
}

test.each(cases)("$name of $shape $args as NumPy", ({ name, dtype, shape, data, args, result }) => {
  const x = tensorOf(dtype as DType, shape, data);
  const method = x[name as "add"] as (...given: unknown[]) => Tensor;
  const given = (args as (Written | object | null)[]).map((arg) => {
    if (arg === null) return undefined;
    return typeof arg === "object" && !Array.isArray(arg) ? arg : read(arg as Written);
  });
  const actual = method.apply(x, given);
  const tolerance = { float64: 1e-12, float32: 1e-6, int32: 0, uint8: 0, bool: 0 }[actual.dtype];
  expect(differences(actual.toArray(), read(result as Written), tolerance)).toEqual([]);
});
