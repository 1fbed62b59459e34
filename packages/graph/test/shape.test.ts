import { array, assert, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { broadcastShapes, sameShape, sizeOf, stridesOf } from "../src/index.ts";

const shape = array(nat(5), { maxLength: 4 });

test("row-major strides", () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(stridesOf([])).toEqual([]);
  expect(sizeOf([])).toBe(1);
  expect(sizeOf([3, 0])).toBe(0);
});

test("law: broadcasting is symmetric, has [] as its neutral element, and keeps a shape with itself", () => {
  assert(
    property(shape, shape, (a, b) => {
      expect(broadcastShapes(a, b)).toEqual(broadcastShapes(b, a));
      expect(broadcastShapes(a, [])).toEqual(a);
      expect(broadcastShapes(a, a)).toEqual(a);
    }),
    { seed: 1 },
  );
});

test("law: shapes are the same exactly when they print the same", () => {
  assert(
    property(shape, shape, (a, b) => sameShape(a, b) === (a.join() === b.join())),
    {
      seed: 2,
    },
  );
});
