import { Presets, SingleBar } from "cli-progress";
import { setImmediate } from "node:timers/promises";

/** How long the line is around the bar and the title. */
const around = " 100 %  loss 0.0000  accuracy 100.00 %  100000 images/s ".length;

/** A bar, where there is a terminal that rewrites lines, and has room for one. */
function barOf(title: string): SingleBar | null {
  const { stdout, env } = process;
  const barsize = Math.min(24, stdout.columns - title.length - around);
  if (!stdout.isTTY || env["TERM"] === "dumb" || !(barsize >= 4)) return null;
  const format = `${title} {bar} {percentage} %  {text}`;
  // What the terminal does with its cursor and long lines stays as it is, so that nothing must be put right after Ctrl-C.
  const options = {
    format,
    barsize,
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    autopadding: true,
  };
  return new SingleBar({ ...options, stream: stdout }, Presets.shades_classic);
}

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

  constructor(title: string, total: number) {
    this.#title = title;
    this.#total = total;
    this.#bar = barOf(title);
    this.#bar?.start(total, 0, { text: "" });
  }

  /** Counts `images` more, and now and then gives way to what has happened: nobody reads the output any more, a thread has failed. */
  async add(images: number, loss: number, accuracy: number): Promise<void> {
    const before = this.#tenths;
    this.#seen += images;
    this.#loss += images * loss;
    this.#accuracy += images * accuracy;
    this.#bar?.update(this.#seen, { text: this.#summary() });
    if (this.#bar === null && this.#tenths > before) {
      const percentage = String(10 * this.#tenths).padStart(3);
      console.log(`${this.#title} ${percentage} %  ${this.#summary()}`);
    }
    if (performance.now() - this.#rested > 50) {
      await setImmediate();
      this.#rested = performance.now();
    }
  }

  /** How many tenths of the epoch are over. */
  get #tenths(): number {
    return Math.floor((10 * this.#seen) / this.#total);
  }

  /** The means of the epoch so far. */
  #summary(): string {
    const seconds = (performance.now() - this.#start) / 1000;
    return [
      `loss ${(this.#loss / this.#seen).toFixed(4)}`,
      `accuracy ${((100 * this.#accuracy) / this.#seen).toFixed(2)} %`,
      `${Math.round(this.#seen / seconds)} images/s`,
    ].join("  ");
  }

  /** Leaves the bar as it is, and goes on below it. */
  stop(): void {
    this.#bar?.stop();
  }
}
