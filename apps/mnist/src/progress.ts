import { Presets, SingleBar } from "cli-progress";
import { setImmediate } from "node:timers/promises";

/** How an epoch goes: a live bar on a terminal, ten lines elsewhere. */
export class Progress {
  readonly #title: string;
  readonly #total: number;
  readonly #start = performance.now();
  readonly #bar: SingleBar | null;
  #seen = 0;
  #loss = 0;
  #accuracy = 0;
  #rested = this.#start;
  #end: number | null = null;

  constructor(title: string, total: number) {
    this.#title = title;
    this.#total = total;
    const format = `${title} {bar} {percentage} %  {text}`;
    const options = { format, barsize: 24, hideCursor: true, gracefulExit: false };
    this.#bar = process.stdout.isTTY
      ? new SingleBar({ ...options, stream: process.stdout }, Presets.shades_classic)
      : null;
    this.#bar?.start(total, 0, { text: "" });
    process.on("SIGINT", this.#interrupt).on("SIGTERM", this.#interrupt);
  }

  readonly #interrupt = (): void => {
    this.stop();
    process.exit(130);
  };

  /** Counts `images` more, and gives way to signals such as Ctrl-C now and then. */
  async add(images: number, loss: number, accuracy: number): Promise<void> {
    const tenth = Math.floor((10 * this.#seen) / this.#total);
    this.#seen += images;
    this.#loss += images * loss;
    this.#accuracy += images * accuracy;
    this.#bar?.update(this.#seen, { text: this.summary() });
    const percentage = 10 * Math.floor((10 * this.#seen) / this.#total);
    if (this.#bar === null && percentage > 10 * tenth) {
      console.log(`${this.#title} ${String(percentage).padStart(3)} %  ${this.summary()}`);
    }
    if (performance.now() - this.#rested > 50) {
      await setImmediate();
      this.#rested = performance.now();
    }
  }

  /** The means of the epoch so far. */
  summary(): string {
    const seconds = ((this.#end ?? performance.now()) - this.#start) / 1000;
    return [
      `loss ${(this.#loss / this.#seen).toFixed(4)}`,
      `accuracy ${((100 * this.#accuracy) / this.#seen).toFixed(2)} %`,
      `${Math.round(this.#seen / seconds)} images/s`,
    ].join("  ");
  }

  /** Leaves the bar as it is, and the terminal in order. */
  stop(): void {
    this.#end ??= performance.now();
    process.off("SIGINT", this.#interrupt).off("SIGTERM", this.#interrupt);
    this.#bar?.stop();
  }
}
