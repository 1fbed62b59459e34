import { i32, v128 } from "./assembler.ts";
import type { Features } from "./features.ts";
import type { KernelCode } from "./kernel.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { divisor, type Rounds } from "./rounds.ts";
import { type Schedule, sumsOf } from "./schedule.ts";
import { gatherVector, storeVector, type Strided } from "./vector-memory.ts";

/** A tile of `height` rows and `width` columns, which are `used` vectors: `sum[i · used + v]` holds vector `v` of row `i`. */
export interface Tile {
  readonly height: number;
  readonly width: number;
  readonly used: number;
  readonly sum: readonly number[];
}

/** Pointers into the operands. */
interface Operands {
  readonly a: number;
  readonly b: number;
}

/** Larger tiles need exits between their rows, too. */
const mostPlain = 8;

/** The code of a contraction's tiles: products, summed in registers, and the way of the sums to memory. */
export class TileEmitter {
  readonly #code: KernelCode;
  readonly #schedule: Schedule;
  readonly #features: Features;
  readonly #arithmetic: Arithmetic;

  constructor(code: KernelCode, schedule: Schedule, features: Features, arithmetic: Arithmetic) {
    this.#code = code;
    this.#schedule = schedule;
    this.#features = features;
    this.#arithmetic = arithmetic;
  }

  /** Sums the products of a tile whose operands start at `at`. */
  sum(tile: Tile, at: Operands): void {
    const code = this.#code;
    for (const accumulator of tile.sum) code.multiples(0).set(accumulator);
    code.scratch(i32, 2, (a, b) => {
      code.get(at.a).set(a).get(at.b).set(b);
      const pointers = { a, b };
      this.#sums(sumsOf(this.#schedule, tile.height), pointers, (between) =>
        this.#step(tile, pointers, between),
      );
    });
  }

  /** Adds what is in memory at `c` to the sums. All reads come before all writes: V8 pairs neighbours only then. */
  add(tile: Tile, c: number): void {
    this.#each(tile, c, (sum, at) => this.#addVector(sum, at));
  }

  /** Writes the sums to memory at `c`. */
  store(tile: Tile, c: number): void {
    const { dtype } = this.#arithmetic;
    this.#each(tile, c, (sum, at) => storeVector(this.#code, dtype, sum, at));
  }

  /** Gives `f` each accumulator of a tile, and where its lanes belong in the result, whose tile starts at `pointer`. */
  #each(
    { height, width, used, sum }: Tile,
    pointer: number,
    f: (sum: number, at: Strided) => void,
  ): void {
    const { row, columns, lanes } = this.#schedule;
    const { bytes } = this.#arithmetic;
    for (let i = 0; i < height; i++) {
      for (let v = 0; v < used; v++) {
        f(sum[i * used + v]!, {
          pointer,
          offset: bytes * (i * row.c + lanes * v * columns.c),
          count: Math.min(lanes, width - lanes * v),
          step: bytes * columns.c,
        });
      }
    }
  }

  /** The products of one position of the sums: a vector of columns for each row's element, or for each row's vector. */
  #step({ height, used, sum }: Tile, { a, b }: Operands, between: () => void): void {
    const code = this.#code;
    const { row, lanewise, packedA } = this.#schedule;
    const { bytes, splat, add, multiply, fused } = this.#arithmetic;
    const rowStep = packedA === null ? row.a : 1;
    const read = (operation: "v128.load" | typeof splat, offset: number): void => {
      if (offset >= 0) code.get(a).memory(operation, offset);
      else code.get(a).i32(offset).op("i32.add").memory(operation);
    };
    code.scratch(v128, used + 1, (one, ...column) => {
      for (let v = 0; v < used; v++)
        code
          .get(b)
          .memory("v128.load", 16 * v)
          .set(column[v]!);
      for (let i = 0; i < height; i++) {
        if (i > 0 && height * used > mostPlain) between();
        if (!lanewise) {
          read(splat, bytes * i * rowStep);
          code.set(one);
        }
        for (let v = 0; v < used; v++) {
          const accumulator = sum[i * used + v]!;
          if (lanewise) {
            read("v128.load", bytes * i * rowStep + 16 * v);
            code.set(one);
          }
          if (this.#features.fused)
            code.get(one).get(column[v]!).get(accumulator).op(fused).set(accumulator);
          else code.get(accumulator).get(one).get(column[v]!).op(multiply, add).set(accumulator);
        }
      }
    });
  }

  /**
   * The loops over the sums. Unrolled plainly, V8 on Node 20 hoists all loads of a block to its top and spills the registers; an early exit after each
   * step, to where the accumulators are used, keeps each step's loads beside their uses.
   */
  #sums(
    [first, ...rest]: readonly [Rounds, ...Rounds[]],
    pointers: Operands,
    step: (between: () => void) => void,
  ): void {
    const code = this.#code;
    const { a, b } = pointers;
    const { bytes } = this.#arithmetic;
    const [inside, ...others] = rest;
    if (inside !== undefined) {
      code.repeat(first.size, () => {
        this.#sums([inside, ...others], pointers, step);
        code.advance(a, bytes * (first.a - inside.a * inside.size));
        code.advance(b, bytes * (first.b - inside.b * inside.size));
      });
      return;
    }
    const forward = (): void => void code.advance(a, bytes * first.a).advance(b, bytes * first.b);
    if (this.#features.paired) {
      // Without exits: V8 pairs vectors only inside one block.
      const unrolled = divisor(first.size, 4);
      code.repeat(first.size / unrolled, () => {
        for (let i = 0; i < unrolled; i++) {
          step(() => {});
          forward();
        }
      });
      return;
    }
    const unrolled = Math.min(4, first.size);
    const left = code.local(i32);
    // An exit that is never taken, for tiles that need it inside a step, too; each with a constant of its own, so that none is dropped as a copy.
    let never = -2;
    const between = (): void => void code.get(left).i32(never--).op("i32.eq").branchIf(1);
    code.i32(first.size).set(left);
    code.block(() => {
      code.loop(() => {
        for (let i = 0; i < unrolled; i++) {
          step(between);
          forward();
          code.get(left).i32(1).op("i32.sub").tee(left);
          if (i < unrolled - 1) code.op("i32.eqz").branchIf(1);
          else code.branchIf(0);
        }
      });
    });
  }

  /** Adds what is in memory to one of the accumulators. */
  #addVector(sum: number, at: Strided): void {
    const code = this.#code;
    const { dtype, bytes, lanes, add } = this.#arithmetic;
    const { pointer, offset, step, count } = at;
    if (step === bytes && count === lanes && offset >= 0)
      code.get(pointer).memory("v128.load", offset);
    else gatherVector(code, dtype, at);
    code.get(sum).op(add).set(sum);
  }
}
