import { describe, expect, test } from "vitest";
import { rasterize, type Stroke } from "./raster.ts";

const seven: Stroke[] = [
  [
    { x: 0.3, y: 0.25 },
    { x: 0.7, y: 0.25 },
    { x: 0.45, y: 0.8 },
  ],
];
const drawings: Readonly<Record<string, Stroke[]>> = {
  seven,
  "a dot": [[{ x: 0.1, y: 0.9 }]],
  one: [
    [
      { x: 0.5, y: 0.1 },
      { x: 0.5, y: 0.9 },
    ],
  ],
  "two lines": [
    [
      { x: 0, y: 0 },
      { x: 1, y: 0.2 },
    ],
    [
      { x: 0.9, y: 0.4 },
      { x: 0.2, y: 0.6 },
    ],
  ],
};

/** The ink's centre of mass, and its extent. */
function measure(pixels: Uint8Array): { x: number; y: number; width: number; height: number } {
  let [sum, x, y] = [0, 0, 0];
  const [xs, ys]: [number[], number[]] = [[], []];
  pixels.forEach((ink, i) => {
    const [row, column] = [Math.floor(i / 28), i % 28];
    sum += ink;
    x += ink * (column + 0.5);
    y += ink * (row + 0.5);
    if (ink > 127) {
      xs.push(column);
      ys.push(row);
    }
  });
  const extent = (all: number[]): number => Math.max(...all) - Math.min(...all) + 1;
  return { x: x / sum, y: y / sum, width: extent(xs), height: extent(ys) };
}

describe("a drawing becomes an image like MNIST's", () => {
  test.each(Object.entries(drawings))("%s: in the middle, within 20×20", (name, strokes) => {
    const { x, y, width, height } = measure(rasterize(strokes)!);
    expect(Math.abs(x - 14)).toBeLessThan(0.15);
    expect(Math.abs(y - 14)).toBeLessThan(0.15);
    expect(Math.max(width, height)).toBeLessThanOrEqual(21);
    // A dot is not blown up.
    expect(Math.max(width, height)).toBeGreaterThanOrEqual(name === "a dot" ? 2 : 18);
  });

  test("wherever and however large it is", () => {
    const moved = seven.map((stroke) =>
      stroke.map(({ x, y }) => ({ x: 0.1 + x / 3, y: 0.5 + y / 3 })),
    );
    const [one, other] = [rasterize(seven)!, rasterize(moved)!];
    expect(one.every((ink, i) => Math.abs(ink - other[i]!) <= 1)).toBe(true);
  });

  test("and is none where nothing is drawn", () => {
    expect(rasterize([])).toBe(null);
    expect(rasterize([[]])).toBe(null);
  });
});
