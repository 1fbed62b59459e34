import { expect, it } from "vitest";
import { long, short } from "./short.ts";

it.each([
  [0, "0", "0"],
  [-0.719099657, "−0.7191", "−0.719099657"],
  [12345.678, "12350", "12345.678"],
  [123456.7, "1.2e+5", "123456.7"],
  [-0.00012345, "−1.2e−4", "−0.00012345"],
  [Number.NaN, "NaN", "NaN"],
  [-Infinity, "−∞", "−∞"],
])("%d is short as %s, and long as %s", (value, few, many) => {
  expect([short(value), long(value)]).toEqual([few, many]);
});
