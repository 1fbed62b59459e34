import { expect, test } from "vitest";
import { functions, sweep } from "./accuracy.ts";

test.each(functions)(
  "%s of every 41st float32 is within 2 ulp of the correctly rounded one",
  (name) => {
    const { ulps, x, zeros } = sweep(name, 11, 41);
    expect(ulps, `${name}(${x})`).toBeLessThanOrEqual(2);
    expect(zeros).toBe(true);
  },
);
