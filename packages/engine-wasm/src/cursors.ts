import type { Affine, Loop } from "@chainrule/compiler";
import { bytesOf } from "@chainrule/graph";
import { i32 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";

/** An affine expression that a local follows through a nest. */
export interface Cursor {
  readonly local: number;
  /** The step along each dimension: bytes, or elements for an index. */
  readonly steps: readonly number[];
  /** How many bytes after the local the address is: places that move alike, like neighbours, share one. */
  readonly offset: number;
}

/** A local that moves with the rounds of a nest. */
interface Moving extends Pick<Cursor, "local" | "steps"> {
  /** Whether it stays where it is from round to round of the outermost dimension. */
  readonly rests: boolean;
}

/** The affine expressions of a nest, each in a local: addresses of what it reads and writes, and the numbers of its rounds. */
export class Cursors {
  readonly #code: KernelCode;
  readonly #loop: Loop;
  /** The buffers whose cursors rest. */
  readonly #resting: readonly number[];
  readonly #cursors = new Map<Affine, Cursor>();
  readonly locals: Moving[] = [];

  constructor(code: KernelCode, loop: Loop, resting: readonly number[]) {
    this.#code = code;
    this.#loop = loop;
    this.#resting = resting;
  }

  /** Sets every cursor to the first round. */
  start(): void {
    const code = this.#code;
    const groups = new Map<string, { buffer: number | null; bytes: number; all: Affine[] }>();
    const start = (at: Affine, buffer: number | null, bytes: number): void => {
      const { offset, ...moves } = at;
      const key = `${buffer} ${bytes} ${JSON.stringify(moves)} ${buffer === null ? offset : ""}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { buffer, bytes, all: [at] });
      else group.all.push(at);
    };
    for (const one of this.#loop.body) {
      if (one.op === "load" || one.op === "gather")
        start(one.access.at, one.access.buffer, bytesOf(one.dtype));
      if (one.op === "index" || one.op === "random") start(one.at, null, 1);
      if (one.op === "random") start(one.key.at, one.key.buffer, 4);
    }
    for (const { access, dtype } of this.#loop.stores)
      start(access.at, access.buffer, bytesOf(dtype));
    for (const { buffer, bytes, all } of groups.values()) {
      const first = all.reduce((a, b) => (b.offset < a.offset ? b : a));
      const local = code.local(i32);
      code.origin(first, buffer, bytes).set(local);
      const steps = first.strides.map((stride) => stride * bytes);
      this.locals.push({ local, steps, rests: this.#resting.includes(buffer!) });
      for (const at of all) {
        this.#cursors.set(at, { local, steps, offset: (at.offset - first.offset) * bytes });
      }
    }
  }

  at(expression: Affine): Cursor {
    return this.#cursors.get(expression)!;
  }

  /** Moves every cursor `width` along dimension `d`, and back from the end of the loop inside. */
  advance(d: number, width: number): void {
    const next = d + 1;
    const { sizes } = this.#loop;
    for (const { local, steps, rests } of this.locals) {
      const back = next < sizes.length ? sizes[next]! * steps[next]! : 0;
      const ahead = rests && d === 0 ? 0 : width * steps[d]!;
      this.#code.advance(local, ahead - back);
    }
  }
}
