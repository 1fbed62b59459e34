import type { Loop, Rows } from "@chainrule/compiler";
import { divide, skip, unitsOf } from "#nests";
import { Accumulators } from "./accumulators.ts";
import { i32 } from "./assembler.ts";
import { Cursors } from "./cursors.ts";
import type { KernelCode } from "./kernel.ts";
import { Values } from "./values.ts";
import { type Mode, scalarMode, vectors } from "./mode.ts";
import { blockOfSum, type Walk, walkOf } from "./walk.ts";

/** Writes the function of one loop nest, or of several for the same rows, and says into how many units of work the threads may divide it. */
export function emitNests(code: KernelCode, kernel: Loop | Rows): number {
  return kernel.kind === "rows" ? emitRows(code, kernel) : emitLoop(code, kernel);
}

/** Writes the function of a loop nest, and says into how many units of work the threads may divide it. */
export function emitLoop(code: KernelCode, loop: Loop): number {
  const empty = loop.sizes.some((size, d) => size === 0 && !loop.reduced[d]);
  return empty ? 1 : new LoopEmitter(code, loop).emit();
}

/** Writes the function of loop nests that run for each round of their outermost dimension, and says how many rounds there are to divide. */
function emitRows(code: KernelCode, { loops, own }: Rows): number {
  const resting = own.map(({ buffer }) => buffer);
  const emitters = loops.map((loop) => new LoopEmitter(code, loop, 1, resting));
  for (const emitter of emitters) emitter.beginRounds();
  const count = code.local(i32);
  code.get(code.end).get(code.start).op("i32.sub").set(count);
  code.repeatLocal(count, () => {
    for (const emitter of emitters) emitter.round();
  });
  return loops[0]!.sizes[0]!;
}

/** A part of a dimension: `count` rounds, each of `width` elements. */
interface Stretch {
  readonly count: number;
  readonly width: number;
  readonly mode: Mode;
}

class LoopEmitter {
  readonly #code: KernelCode;
  readonly #loop: Loop;
  readonly #walk: Walk;
  readonly #cursors: Cursors;
  readonly #values: Values;
  readonly #accumulators: Accumulators;
  readonly #units: number;

  /** The dimensions before `first` are not to be vectorised; all rounds of the outermost one use the first one's part of the buffers in `resting`. */
  constructor(code: KernelCode, loop: Loop, first = 0, resting: readonly number[] = []) {
    this.#code = code;
    this.#loop = loop;
    this.#walk = walkOf(loop, first);
    this.#units = unitsOf(loop, this.#walk);
    this.#cursors = new Cursors(code, loop, resting);
    this.#values = new Values(code, loop, this.#walk, this.#cursors);
    this.#accumulators = new Accumulators(code, loop, this.#walk, this.#cursors, this.#values);
  }

  emit(): number {
    this.#cursors.start();
    this.#level(0, scalarMode);
    return this.#units;
  }

  /** Goes to the round of the outermost dimension that is the first unit of work. */
  beginRounds(): void {
    this.#cursors.start();
    this.#values.compute(0, scalarMode);
    skip(this.#code, this.#cursors, 1);
  }

  /** One round of the outermost dimension; the cursors move to the next. */
  round(): void {
    this.#level(1, scalarMode);
    this.#cursors.advance(0, 1);
  }

  /** Everything inside `depth` loops. */
  #level(depth: number, mode: Mode): void {
    const { sizes, reduced, stores } = this.#loop;
    const reduces = stores[0]!.reduction !== null;
    const firstReduced = reduced.includes(true) ? reduced.indexOf(true) : sizes.length;
    this.#values.compute(depth, mode);
    if (reduces && depth === firstReduced) {
      this.#accumulators.each(mode, (one) => one.reset());
      this.#reduceLoops(depth, mode);
      this.#accumulators.each(mode, (one) => one.settle());
      stores.forEach((store, i) => this.#accumulators.finish(store, i, mode));
      return;
    }
    if (depth === sizes.length) {
      for (const store of stores) this.#values.write(store, mode);
      return;
    }
    this.#dimension(depth, mode, (inner) => this.#level(depth + 1, inner));
  }

  /** The reduced loops from `depth` on; the accumulators are set before. */
  #reduceLoops(depth: number, mode: Mode): void {
    const { sizes, stores } = this.#loop;
    if (depth === sizes.length) {
      stores.forEach((store, i) => this.#accumulators.combine(store, i, mode));
      return;
    }
    const inside = (inner: Mode): void => {
      this.#values.compute(depth + 1, inner);
      this.#reduceLoops(depth + 1, inner);
    };
    if (depth === this.#walk.blockLevel) this.#blocks(depth, mode, inside);
    else this.#dimension(depth, mode, inside);
  }

  /** One loop over dimension `d`; over the vectorised one, in whole vectors and then single elements. */
  #dimension(d: number, mode: Mode, inside: (mode: Mode) => void): void {
    if (d === 0 && this.#units > 1) {
      return divide(this.#code, this.#loop, this.#walk, this.#cursors, inside);
    }
    for (const stretch of this.#stretches(d, mode)) {
      this.#loopOver(d, stretch.count, stretch, inside);
    }
  }

  /**
   * The parts of a dimension: of the vectorised one groups of vectors, then vectors, then what is left. That is two vectors that overlap, unless something
   * would be added twice: then it is single elements. Both vectors are computed before either is stored, as a nest may write over what it reads.
   */
  #stretches(d: number, mode: Mode): Stretch[] {
    const size = this.#loop.sizes[d]!;
    const { vector, lanes, copies } = this.#walk;
    if (d !== vector) return [{ count: size, width: 1, mode }];
    const width = lanes * copies;
    const { reduced, stores } = this.#loop;
    const single = size % lanes;
    const overlap = single > 0 && !reduced[d] && !stores.some(({ accumulate }) => accumulate);
    const rest = overlap ? lanes + single : single;
    const whole = size - rest;
    return [
      { count: Math.floor(whole / width), width, mode: vectors(copies, lanes) },
      { count: (whole % width) / lanes, width: lanes, mode: vectors(1, lanes) },
      overlap
        ? { count: 1, width: rest, mode: vectors(2, single) }
        : { count: rest, width: 1, mode: scalarMode },
    ];
  }

  /** So many rounds of a stretch. */
  #loopOver(
    d: number,
    count: number,
    { width, mode }: Stretch,
    inside: (mode: Mode) => void,
  ): void {
    this.#code.repeat(count, () => {
      inside(mode);
      this.#cursors.advance(d, width);
    });
  }

  /** As `#dimension`, with sums that start anew every block and are then added to the outer ones. */
  #blocks(d: number, mode: Mode, inside: (mode: Mode) => void): void {
    const { vector, lanes } = this.#walk;
    const inner = this.#loop.sizes
      .slice(d + 1)
      .reduce((n, size, i) => n * (d + 1 + i === vector ? Math.ceil(size / lanes) : size), 1);
    const most = Math.max(1, Math.floor(blockOfSum / inner));
    for (const stretch of this.#stretches(d, mode)) {
      const { count, mode: own } = stretch;
      const block = (rounds: number): void => {
        this.#accumulators.each(own, (one) => one.beginBlock());
        this.#loopOver(d, rounds, stretch, inside);
        this.#accumulators.each(own, (one) => one.endBlock());
      };
      // What is left beyond whole vectors is less than a block.
      if (d === vector && !own.vector) this.#loopOver(d, count, stretch, inside);
      else {
        this.#code.repeat(Math.floor(count / most), () => block(most));
        if (count % most > 0) block(count % most);
      }
    }
  }
}
