import { allocate, type DType } from "@chainrule/graph";
import { expect, test } from "vitest";
import { format } from "../src/format.ts";
import { Parameter, type Tensor, tensor } from "../src/index.ts";
import cases from "../golden/format.json" with { type: "json" };

const numbers: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

test.each(cases)("prints $dtype $shape as NumPy does", ({ dtype, shape, data, text }) => {
  const array = allocate(dtype as DType, data.length);
  data.forEach((element, i) => {
    array[i] = numbers[element] ?? Number(element);
  });
  expect(format(array, shape, dtype as DType)).toBe(text);
});

const inspect = (x: Tensor): unknown =>
  (x as unknown as Record<symbol, () => unknown>)[Symbol.for("nodejs.util.inspect.custom")]!();

test("console.log shows type and elements", () => {
  expect(
    inspect(
      tensor([
        [1, 2.5],
        [-3, 4],
      ]),
    ),
  ).toBe("Tensor float32[2, 2]\n[[ 1.   2.5]\n [-3.   4. ]]");
  expect(inspect(new Parameter(2))).toBe("Parameter float32[]\n2.0");
});

test("console.log of a value that is gone says so", () => {
  const w = new Parameter([1, 2], { name: "w" });
  const late = w.mul(2);
  w.assign([3, 4]);
  w.toArray();
  expect(inspect(late)).toMatch(/^Tensor float32\[2\] \(read: it was built on a value of w/);
});
