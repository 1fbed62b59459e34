import type { Point, Stroke } from "./raster.ts";

const stroke = (...places: readonly (readonly [x: number, y: number])[]): Stroke =>
  places.map(([x, y]) => ({ x, y }));

/** Each digit as one draws it with a mouse, at its place: what tests draw. */
export const drawings: readonly (readonly Stroke[])[] = [
  [
    stroke(
      ...Array.from({ length: 25 }, (_, i): [number, number] => {
        const angle = (-Math.PI * i) / 12 - Math.PI / 2;
        return [0.5 + 0.22 * Math.cos(angle), 0.5 + 0.34 * Math.sin(angle)];
      }),
    ),
  ],
  [stroke([0.52, 0.15], [0.48, 0.85])],
  [stroke([0.3, 0.3], [0.4, 0.18], [0.6, 0.18], [0.68, 0.3], [0.6, 0.48], [0.3, 0.8], [0.72, 0.8])],
  [
    stroke(
      [0.32, 0.22],
      [0.5, 0.15],
      [0.65, 0.25],
      [0.6, 0.42],
      [0.46, 0.48],
      [0.63, 0.54],
      [0.68, 0.7],
      [0.5, 0.85],
      [0.3, 0.77],
    ),
  ],
  [stroke([0.4, 0.15], [0.3, 0.5], [0.7, 0.5]), stroke([0.62, 0.2], [0.6, 0.85])],
  [
    stroke(
      [0.38, 0.17],
      [0.35, 0.47],
      [0.55, 0.43],
      [0.68, 0.58],
      [0.62, 0.78],
      [0.45, 0.84],
      [0.3, 0.77],
    ),
    stroke([0.38, 0.17], [0.66, 0.16]),
  ],
  [
    stroke(
      [0.6, 0.15],
      [0.42, 0.33],
      [0.33, 0.6],
      [0.38, 0.8],
      [0.55, 0.84],
      [0.66, 0.7],
      [0.58, 0.55],
      [0.4, 0.58],
      [0.34, 0.66],
    ),
  ],
  [stroke([0.3, 0.2], [0.7, 0.2], [0.45, 0.8])],
  [
    stroke(
      [0.62, 0.27],
      [0.5, 0.17],
      [0.38, 0.27],
      [0.42, 0.42],
      [0.6, 0.58],
      [0.64, 0.74],
      [0.5, 0.85],
      [0.36, 0.74],
      [0.42, 0.57],
      [0.58, 0.42],
      [0.62, 0.27],
    ),
  ],
  [
    stroke(
      [0.64, 0.32],
      [0.5, 0.42],
      [0.38, 0.33],
      [0.42, 0.2],
      [0.57, 0.17],
      [0.65, 0.28],
      [0.63, 0.55],
      [0.57, 0.85],
    ),
  ],
];

/** A drawing smaller by `size`, its middle at `x` and `y`, and with a slant to the right. */
export function move(
  drawing: readonly Stroke[],
  { size, x, y, slant }: Point & { readonly size: number; readonly slant: number },
): Stroke[] {
  return drawing.map((line) =>
    line.map((at) => ({
      x: x + size * (at.x - 0.5 - slant * (at.y - 0.5)),
      y: y + size * (at.y - 0.5),
    })),
  );
}
