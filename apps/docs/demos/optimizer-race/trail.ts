import type { Point } from "./race.ts";

/** Where a racer has been: every so many steps a point, so that there are never more than twice as many as asked for. */
export class Trail {
  readonly #most: number;
  #every = 1;
  #steps = 0;
  #points: Point[] = [];

  constructor(start: Point, most = 400) {
    this.#most = most;
    this.#points.push(start);
  }

  add(point: Point): void {
    this.#steps++;
    if (this.#steps % this.#every !== 0) return;
    this.#points.push(point);
    if (this.#points.length <= 2 * this.#most) return;
    this.#points = this.#points.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  /** From the start on; the place of the last step is not always among them. */
  get points(): readonly Point[] {
    return this.#points;
  }

  /** How many steps lie between two points. */
  get every(): number {
    return this.#every;
  }
}
