import { expect, test } from "vitest";
import { bytes, grouped, rounded } from "../src/quantity.ts";

test.each([
  [bytes, 0, "0 B"],
  [bytes, 1023, "1023 B"],
  [bytes, 1024, "1.0 KiB"],
  [bytes, 1536, "1.5 KiB"],
  [bytes, 1023.9 * 1024, "1023.9 KiB"],
  [bytes, 1023.96 * 1024, "1.0 MiB"],
  [bytes, 5 * 1024 ** 3, "5.0 GiB"],
  [bytes, 2 ** 60, "1048576.0 TiB"],
  [rounded, 999, "999"],
  [rounded, 9999, "9,999"],
  [rounded, 10_000, "10.0 K"],
  [rounded, 999_940, "999.9 K"],
  [rounded, 999_960, "1.0 M"],
  [rounded, 6_426_624, "6.4 M"],
  [rounded, 1e15, "1000.0 T"],
  [grouped, 100, "100"],
  [grouped, 1000, "1,000"],
  [grouped, 6_426_624, "6,426,624"],
])("%o of %d is %s", (write, count, text) => {
  expect(write(count)).toBe(text);
});
