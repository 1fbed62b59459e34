import type { Advance } from "./protocol.ts";
import type { Step } from "./training.ts";

/** How often the page hears of what goes on, in milliseconds. */
const interval = 200;

/** How long a time the images per second are a mean of, in milliseconds. */
const window = 2000;

/** Sums steps up to what the page is told of them. */
export class Meter {
  #loss = 0;
  #accuracy = 0;
  #images = 0;
  #told = -Infinity;
  /** What the last steps took: their images and milliseconds. */
  #recent: { images: number; time: number }[] = [];

  /** Whether nothing was added since the page was told. */
  get empty(): boolean {
    return this.#images === 0;
  }

  /** Whether it is time to tell the page. */
  get due(): boolean {
    return !this.empty && performance.now() - this.#told >= interval;
  }

  /** Adds a step that took `time` milliseconds. */
  add({ loss, accuracy, images }: Step, time: number): void {
    this.#loss += loss * images;
    this.#accuracy += accuracy * images;
    this.#images += images;
    this.#recent.push({ images, time });
    let total = this.#recent.reduce((sum, one) => sum + one.time, 0);
    while (total > window && this.#recent.length > 1) total -= this.#recent.shift()!.time;
  }

  /** The means since the last call. */
  take(step: number, epoch: number): Advance {
    const total = this.#recent.reduce((sum, one) => sum + one.time, 0);
    const seen = this.#recent.reduce((sum, one) => sum + one.images, 0);
    const advance = {
      step,
      epoch,
      loss: this.#loss / this.#images,
      accuracy: this.#accuracy / this.#images,
      speed: (1000 * seen) / total,
    };
    [this.#loss, this.#accuracy, this.#images] = [0, 0, 0];
    this.#told = performance.now();
    return advance;
  }

  /** Forgets everything. */
  reset(): void {
    [this.#loss, this.#accuracy, this.#images] = [0, 0, 0];
    this.#told = -Infinity;
    this.#recent = [];
  }
}
