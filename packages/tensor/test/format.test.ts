import { allocate, type DType } from "@chainrule/graph";
import { expect, test } from "vitest";
import { format } from "../src/format.ts";
import cases from "../golden/format.json" with { type: "json" };

const numbers: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

test.each(cases)("prints $dtype $shape as NumPy does", ({ dtype, shape, data, text }) => {
  const array = allocate(dtype as DType, data.length);
  data.forEach((element, i) => {
    array[i] = numbers[element] ?? Number(element);
  });
  expect(format(array, shape, dtype as DType)).toBe(text);
});
