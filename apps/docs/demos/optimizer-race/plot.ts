import type { Contour } from "./contours.ts";
import type { Point } from "./race.ts";
import type { Surface } from "./surfaces.ts";

/** Places of a surface as places of a plot that is 1000 wide, with y upwards. */
export class Plot {
  readonly width = 1000;
  readonly height: number;
  readonly #surface: Surface;

  constructor(surface: Surface) {
    const { x, y } = surface;
    this.#surface = surface;
    this.height = (this.width * (y[1] - y[0])) / (x[1] - x[0]);
  }

  /** How far a place is from the left and from the top, from 0 to 1 inside the plot. */
  partsOf(x: number, y: number): [left: number, top: number] {
    const { x: across, y: up } = this.#surface;
    return [(x - across[0]) / (across[1] - across[0]), (up[1] - y) / (up[1] - up[0])];
  }

  /** The place at such parts, rounded to what a pixel is worth. */
  placeAt(left: number, top: number): [x: number, y: number] {
    const { x, y } = this.#surface;
    const round = (value: number): number => Number(value.toPrecision(3));
    return [round(x[0] + left * (x[1] - x[0])), round(y[1] - top * (y[1] - y[0]))];
  }

  #write(left: number, top: number): string {
    // What leaves the plot is not followed far.
    const clamp = (part: number): number => Math.min(Math.max(part, -3), 4);
    return `${(clamp(left) * this.width).toFixed(1)},${(clamp(top) * this.height).toFixed(1)}`;
  }

  /** The line through points, as SVG has it; it ends where a racer left all numbers behind. */
  lineOf(points: readonly Point[]): string {
    const finite = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    return finite.map(({ x, y }) => this.#write(...this.partsOf(x, y))).join(" ");
  }

  /** The outline of a contour. */
  outlineOf({ rings }: Contour): string {
    return rings
      .map((ring) => `M${ring.map(([x, y]) => this.#write(x, 1 - y)).join("L")}Z`)
      .join("");
  }
}

/** The line of losses over steps, in a chart that is 1000 by 300: logarithms of what is above `floor`. */
export function lossLine(
  losses: readonly number[],
  every: number,
  steps: number,
  [low, high]: readonly [low: number, high: number],
): string {
  return losses
    .map((loss, i) => [(i * every) / Math.max(1, steps), Math.log10(loss)] as const)
    .filter(([, level]) => !Number.isNaN(level))
    .map(([across, level]) => {
      const up = Math.min(Math.max((level - low) / (high - low), 0), 1);
      return `${(across * 1000).toFixed(1)},${((1 - up) * 300).toFixed(1)}`;
    })
    .join(" ");
}
