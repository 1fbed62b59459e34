import * as fc from "fast-check";
import { expect, it } from "vitest";
import { foldBack, type Matrix, type Setting, slide } from "./sliding.ts";

const matrix = (rows: fc.Arbitrary<number>, columns: fc.Arbitrary<number>): fc.Arbitrary<Matrix> =>
  fc
    .tuple(rows, columns)
    .chain(([m, n]) =>
      fc
        .array(fc.integer({ min: -9, max: 9 }), { minLength: m * n, maxLength: m * n })
        .map((elements) => ({ rows: m, columns: n, elements })),
    );

const side = fc.integer({ min: 5, max: 7 });
const settings: fc.Arbitrary<Setting> = fc.record({
  image: matrix(side, side),
  kernel: matrix(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
});

/** The formula, read literally. */
function convolved({ image, kernel, stride, padding, dilation }: Setting): number[] {
  const fits = (size: number, length: number): number =>
    Math.floor((size + 2 * padding - dilation * (length - 1) - 1) / stride) + 1;
  const pixel = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= image.rows || j >= image.columns
      ? 0
      : image.elements[i * image.columns + j]!;
  const output: number[] = [];
  for (let i = 0; i < fits(image.rows, kernel.rows); i++) {
    for (let j = 0; j < fits(image.columns, kernel.columns); j++) {
      let sum = 0;
      for (let u = 0; u < kernel.rows; u++) {
        for (let v = 0; v < kernel.columns; v++) {
          const read = pixel(
            i * stride + u * dilation - padding,
            j * stride + v * dilation - padding,
          );
          sum += read * kernel.elements[u * kernel.columns + v]!;
        }
      }
      output.push(sum);
    }
  }
  return output;
}

it("the rows times the kernel are the convolution, by its formula too", () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const { product, convolved: byConvolve } = slide(setting);
      expect(product).toEqual(byConvolve);
      expect(product.elements.map((one) => one + 0)).toEqual(
        convolved(setting).map((one) => one + 0),
      );
    }),
    { numRuns: 15, seed: 1 },
  );
});

it("a row holds what the padded image has at its sources", () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const { padded, rows, sources } = slide(setting);
      expect(rows.elements).toEqual(sources.elements.map((at) => padded.elements[at]));
    }),
    { numRuns: 15, seed: 2 },
  );
});

it("folding back gives what autograd gives, and its last part is the whole", () => {
  fc.assert(
    fc.property(settings, fc.constantFrom("rows", "ones", "gradient"), (setting, what) => {
      const { image, difference, partial } = foldBack(setting, what);
      expect(difference).toBe(0);
      const { rows, columns, elements } = partial.at(-1)!;
      const inner = elements.filter((_, place) => {
        const [i, j] = [Math.floor(place / columns), place % columns];
        const inside = (at: number, size: number): boolean =>
          at >= setting.padding && at < size - setting.padding;
        return inside(i, rows) && inside(j, columns);
      });
      expect(inner).toEqual(image.elements);
    }),
    { numRuns: 15, seed: 3 },
  );
});

it("says when a window does not fit", () => {
  const image = { rows: 2, columns: 2, elements: [1, 2, 3, 4] };
  const kernel = { rows: 3, columns: 3, elements: Array<number>(9).fill(1) };
  expect(() => slide({ image, kernel, stride: 1, padding: 0, dilation: 1 })).toThrow(/^windows: /);
});

it("sums beyond all numbers are no difference", () => {
  const image = { rows: 2, columns: 2, elements: [1e308, 1e308, 1, 2] };
  const kernel = { rows: 1, columns: 2, elements: [9, 9] };
  const { product, difference } = slide({ image, kernel, stride: 1, padding: 0, dilation: 1 });
  expect(product.elements).toEqual([Infinity, 27]);
  expect(difference).toBe(0);
});
