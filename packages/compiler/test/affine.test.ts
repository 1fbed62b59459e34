import { array, assert, integer, pre, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Affine,
  affineKey,
  combine,
  constantOf,
  counterOf,
  delinearize,
  scale,
  shift,
} from "../src/affine.ts";
import { Refine } from "../src/signals.ts";

/** The number that an expression is for given counters. */
const at = ({ offset, strides }: Affine, counters: readonly number[]): number =>
  strides.reduce((sum, stride, d) => sum + stride * counters[d]!, offset);

/** Every setting of the counters of a nest. */
function rounds([size, ...inner]: readonly number[]): number[][] {
  if (size === undefined) return [[]];
  const rest = rounds(inner);
  return Array.from({ length: size }, (_, i) => rest.map((counters) => [i, ...counters])).flat();
}

/** As `delinearize`, with the loop to split as a result. */
function attempt(
  position: Affine,
  lengths: readonly number[],
  sizes: readonly number[],
): Affine[] | null | Refine {
  try {
    return delinearize(position, lengths, sizes);
  } catch (signal) {
    if (signal instanceof Refine) return signal;
    throw signal;
  }
}

const start = { buffer: 3, element: 0, max: 7, scale: 1 };

test("expressions are sums of counters, numbers and starts", () => {
  const [i, j] = [counterOf(0, 2), counterOf(1, 2)];
  const x = shift(combine([i, j], [12, 4], 2), 5);
  expect(x).toEqual({ offset: 5, strides: [12, 4], dynamic: [] });
  const y = combine([x, { ...constantOf(1, 2), dynamic: [start] }], [3, 3], 2);
  expect(y).toEqual({ offset: 18, strides: [36, 12], dynamic: [{ ...start, scale: 3 }] });
  expect(affineKey(y)).toBe("18:36,12:3.0.7.3");
});

describe("a position in one axis as indices of several", () => {
  test("is affine where strides are multiples of the lengths, or stay within them", () => {
    const position = combine([counterOf(0, 2), counterOf(1, 2)], [5, 1], 2);
    expect(delinearize(position, [6, 5], [6, 5])).toEqual([counterOf(0, 2), counterOf(1, 2)]);
  });

  test("asks for a loop that crosses several lengths to be split", () => {
    const ask = (): unknown => delinearize(counterOf(0, 1), [4, 5], [20]);
    expect(ask).toThrow(Refine);
    expect(ask).toThrow(expect.objectContaining({ dimension: 0, inner: 5 }));
    const everySecond = scale(counterOf(0, 1), 2);
    expect(() => delinearize(everySecond, [4, 6], [12])).toThrow(
      expect.objectContaining({ dimension: 0, inner: 3 }),
    );
  });

  test("is not, where no split helps: lengths that do not divide, reversed loops, starts known late", () => {
    expect(delinearize(counterOf(0, 1), [4, 5], [7])).toBe(null);
    expect(delinearize(shift(counterOf(0, 1), 3), [4, 5], [5])).toBe(null);
    expect(delinearize(shift(scale(counterOf(0, 1), -1), 19), [4, 5], [20])).toBe(null);
    expect(delinearize({ ...constantOf(0, 1), dynamic: [start] }, [4, 5], [5])).toBe(null);
  });

  test("law: where it is affine, the indices are those of the position", () => {
    const lengths = array(integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
    const dimension = record({
      size: integer({ min: 1, max: 6 }),
      stride: integer({ min: 0, max: 12 }),
    });
    let affine = 0;
    assert(
      property(
        lengths,
        array(dimension, { maxLength: 3 }),
        integer({ min: 0, max: 9 }),
        (axes, dimensions, offset) => {
          const sizes = dimensions.map(({ size }) => size);
          const position = { offset, strides: dimensions.map((d) => d.stride), dynamic: [] };
          const most = axes.reduce((product, length) => product * length, 1) - 1;
          pre(
            at(
              position,
              sizes.map((size) => size - 1),
            ) <= most,
          );
          const indices = attempt(position, axes, sizes);
          if (indices instanceof Refine) {
            const { dimension: d, inner } = indices;
            return inner > 1 && inner < sizes[d]! && sizes[d]! % inner === 0;
          }
          if (indices === null) return true;
          affine++;
          return rounds(sizes).every((counters) => {
            const found = indices.map((index) => at(index, counters));
            const inside = found.every((index, axis) => index >= 0 && index < axes[axis]!);
            const whole = found.reduce((sum, index, axis) => sum * axes[axis]! + index, 0);
            return inside && whole === at(position, counters);
          });
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
    expect(affine).toBeGreaterThan(500);
  });
});
