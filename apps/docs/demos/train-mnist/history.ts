import type { Advance, Evaluation } from "./protocol.ts";

/** Points from which on every second is left out. */
const most = 1200;

interface Point {
  readonly step: number;
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly test: number | null;
}

/** Columns of equal length, the first of them the steps. */
export type Columns = [number[], ...(number | null)[][]];

/** What the curves show, never more than a screen can; each step once, for the chart leaves out the last of two that are equal. */
export class History {
  #points: Point[] = [];

  advance({ step, loss, accuracy }: Advance): void {
    this.#add({ step, loss, accuracy, test: null });
  }

  evaluation({ step, accuracy: test }: Evaluation): void {
    const last = this.#points.at(-1);
    if (last?.step === step) this.#points[this.#points.length - 1] = { ...last, test };
    else this.#add({ step, loss: null, accuracy: null, test });
  }

  #add(point: Point): void {
    this.#points.push(point);
    if (this.#points.length > most) {
      this.#points = this.#points.filter(({ test }, i) => test !== null || i % 2 === 0);
    }
  }

  get losses(): Columns {
    const seen = this.#points.filter(({ loss }) => loss !== null);
    return [seen.map(({ step }) => step), seen.map(({ loss }) => loss)];
  }

  /** In per cent: of the batches, and of the test images. */
  get accuracies(): Columns {
    const percent = (part: number | null): number | null => (part === null ? null : 100 * part);
    return [
      this.#points.map(({ step }) => step),
      this.#points.map(({ accuracy }) => percent(accuracy)),
      this.#points.map(({ test }) => percent(test)),
    ];
  }
}
