import { linspace } from "@chainrule/tensor";
import { contours } from "d3-contour";
import { type SurfaceName, surfaces } from "./surfaces.ts";

/** All that is lower than some loss is outside; rings of points, from 0 to 1 across and up the plot. */
export interface Contour {
  readonly level: number;
  readonly rings: readonly (readonly (readonly [x: number, y: number])[])[];
}

const size = 160;
const levels = 16;

/** The loss on a grid, row by row from the bottom. */
export function heightsOf(name: SurfaceName, points: number = size): Float64Array {
  const { loss, x, y } = surfaces[name];
  const across = linspace(x[0], x[1], points, { dtype: "float64" }).reshape([1, points]);
  const up = linspace(y[0], y[1], points, { dtype: "float64" }).reshape([points, 1]);
  const heights = loss(across.expand([points, points]), up.expand([points, points]));
  return Float64Array.from(heights.data(), Number);
}

/** Contour lines: as much of the plot lies between any two of them. */
export function contoursOf(name: SurfaceName): Contour[] {
  const heights = heightsOf(name);
  const sorted = heights.toSorted();
  const thresholds = Array.from({ length: levels }, (_, i) => {
    // Closer together at the bottom, where the race is decided.
    const part = ((i + 0.4) / levels) ** 1.5;
    return sorted[Math.floor(part * (sorted.length - 1))]!;
  });
  // d3 counts points as cells: the first one's middle is at a half.
  const place = ([x, y]: readonly number[]): [number, number] => [
    (x! - 0.5) / (size - 1),
    (y! - 0.5) / (size - 1),
  ];
  return contours()
    .size([size, size])
    .thresholds(thresholds)([...heights])
    .map(({ value, coordinates }) => ({
      level: value,
      rings: coordinates.flat().map((ring) => ring.map(place)),
    }));
}
