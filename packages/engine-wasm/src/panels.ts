import { within } from "#nests";
import { copyTransposed } from "#parts";
import { i32 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { type Rounds, roundsIn } from "./rounds.ts";
import type { Packing } from "./packing.ts";

/** Writes the function that copies an operand into panels, and says into how many units threads may divide it: a unit is a panel of every round. */
export function emitPanels(
  code: KernelCode,
  packing: Packing,
  operand: { readonly start: () => void; readonly scratch: number },
  arithmetic: Arithmetic,
): number {
  return new PanelEmitter(code, packing, operand, arithmetic).emit();
}

class PanelEmitter {
  readonly #code: KernelCode;
  readonly #packing: Packing;
  readonly #arithmetic: Arithmetic;
  /** Where the current round starts in the operand, and in its copy. */
  readonly #source: number;
  readonly #copy: number;
  readonly #from: number;
  readonly #to: number;
  readonly #count: number;

  constructor(
    code: KernelCode,
    packing: Packing,
    { start, scratch }: { readonly start: () => void; readonly scratch: number },
    arithmetic: Arithmetic,
  ) {
    this.#code = code;
    this.#packing = packing;
    this.#arithmetic = arithmetic;
    this.#source = code.local(i32);
    this.#copy = code.local(i32);
    this.#from = code.local(i32);
    this.#to = code.local(i32);
    this.#count = code.local(i32);
    start();
    code.set(this.#source);
    code
      .get(code.addressOf(scratch))
      .i32(arithmetic.bytes * packing.start)
      .op("i32.add")
      .set(this.#copy);
  }

  emit(): number {
    const { outer, panels } = this.#packing;
    this.#rounds(outer);
    return panels.reduce((n, { count }) => n + count, 0);
  }

  #rounds(outer: readonly Rounds[]): void {
    const code = this.#code;
    const [first, ...rest] = outer;
    const { bytes } = this.#arithmetic;
    if (first === undefined) {
      this.#round();
      code.advance(this.#copy, bytes * this.#packing.elements);
      return;
    }
    const step = bytes * first[this.#packing.key];
    code.repeat(first.size, () => {
      this.#rounds(rest);
      code.advance(this.#source, step);
    });
    code.advance(this.#source, -step * first.size);
  }

  #round(): void {
    const code = this.#code;
    const { key, across, panels, sums } = this.#packing;
    const { bytes } = this.#arithmetic;
    const depth = roundsIn(sums);
    let [from, column] = [0, 0];
    for (const { count, width, filled } of panels) {
      const [panel, step] = [bytes * width * depth, bytes * width * across[key]];
      within(code, { first: code.start, end: code.end, left: this.#count }, from, count);
      code.i32(from).op("i32.sub").set(this.#to);
      code.get(this.#to).i32(step).op("i32.mul").get(this.#source).op("i32.add");
      code
        .i32(bytes * column * across[key])
        .op("i32.add")
        .set(this.#from);
      code.get(this.#to).i32(panel).op("i32.mul").get(this.#copy).op("i32.add");
      code
        .i32(bytes * column * depth)
        .op("i32.add")
        .set(this.#to);
      code.repeatLocal(this.#count, () => {
        this.#sums(sums, width, filled);
        code.advance(this.#from, step);
      });
      [from, column] = [from + count, column + count * width];
    }
  }

  /** One panel: a row of `width` for each position of the sums. */
  #sums(sums: readonly Rounds[], width: number, filled: number): void {
    const code = this.#code;
    const { key } = this.#packing;
    const { bytes, lanes } = this.#arithmetic;
    const [first, ...rest] = sums;
    if (first === undefined) {
      this.#row(width, filled);
      code.advance(this.#to, bytes * width);
      return;
    }
    const step = bytes * first[key];
    let { size: count } = first;
    let moved = 0;
    const alongside = rest.length === 0 && first[key] === 1;
    if (copyTransposed !== null && alongside && bytes === 4 && filled >= lanes) {
      const whole = Math.floor(count / lanes);
      code.repeat(whole, () => {
        copyTransposed!(code, this.#to, (column) => this.#element(column), width, filled);
        code.advance(this.#to, bytes * width * lanes).advance(this.#from, step * lanes);
      });
      count -= whole * lanes;
      moved = whole * lanes;
    }
    code.repeat(count, () => {
      this.#sums(rest, width, filled);
      code.advance(this.#from, step);
    });
    code.advance(this.#from, -step * (moved + count));
  }

  /** The columns of one position of the sums, with zeros beyond the `filled` ones. */
  #row(width: number, filled: number): void {
    const code = this.#code;
    const { key, across } = this.#packing;
    const { bytes, lanes, load, store } = this.#arithmetic;
    for (let i = 0; i < width;) {
      if (across[key] === 1 && i + lanes <= filled) {
        code
          .get(this.#to)
          .get(this.#from)
          .memory("v128.load", bytes * i);
        code.memory("v128.store", bytes * i);
        i += lanes;
        continue;
      }
      code.get(this.#to);
      if (i < filled) this.#element(i).memory(load);
      else if (bytes === 4) code.f32(0);
      else code.f64(0);
      code.memory(store, bytes * i);
      i++;
    }
  }

  /** Pushes the address of column `i`. */
  #element(i: number): KernelCode {
    const { key, across } = this.#packing;
    const step = this.#arithmetic.bytes * i * across[key];
    this.#code.get(this.#from);
    if (step !== 0) this.#code.i32(step).op("i32.add");
    return this.#code;
  }
}
