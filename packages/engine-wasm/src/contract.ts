import type { Contract } from "@chainrule/compiler";
import { endOf, placesOf, readRound, rowGroups } from "#parts";
import { i32, v128 } from "./assembler.ts";
import type { End } from "./epilogue.ts";
import type { Features } from "./features.ts";
import type { KernelCode } from "./kernel.ts";
import { type Arithmetic, arithmeticOf } from "./arithmetic.ts";
import { emitPanels } from "./panels.ts";
import type { Rounds } from "./rounds.ts";
import type { Schedule } from "./schedule.ts";
import { type Tile, TileEmitter } from "./tile.ts";

/** Writes a function, and says into how many units threads may divide it. */
export type Emit = (code: KernelCode) => number;

/** Writes the functions of a contraction: copies of operands, to be made first, and the products, as they are scheduled. */
export function contractFunctions(
  kernel: Contract,
  schedule: Schedule,
  features: Features,
): { copies: readonly Emit[]; products: Emit } {
  const { packedA, packedB } = schedule;
  const arithmetic = arithmeticOf[kernel.dtype];
  const copies = [packedA, packedB].flatMap((packing) => {
    if (packing === null || (packing.key === "b" && kernel.prologue)) return [];
    const { buffer, at } = kernel[packing.key];
    return (code: KernelCode): number => {
      const start = (): void => void code.origin(at, buffer, arithmetic.bytes);
      return emitPanels(code, packing, { start, scratch: kernel.scratch! }, arithmetic);
    };
  });
  const products: Emit = (code) => new ContractEmitter(code, kernel, schedule, features).emit();
  return { copies, products };
}

/** Pointers into both operands, the result, and the places of the epilogue. */
type Pointers = readonly [a: number, b: number, c: number, ...e: number[]];

class ContractEmitter {
  readonly #code: KernelCode;
  readonly #schedule: Schedule;
  readonly #arithmetic: Arithmetic;
  readonly #tiles: TileEmitter;
  readonly #end: End;
  /** The panels of columns, and the columns of each but the last. */
  readonly #panels: number;
  readonly #width: number;
  /** Bytes of an element behind each pointer. */
  readonly #bytes: readonly number[];
  /** Where the current round starts. */
  readonly #start: Pointers;
  /** Rounds of the outer sums that are done; `null` where there is one. */
  readonly #done: number | null;

  constructor(code: KernelCode, kernel: Contract, schedule: Schedule, features: Features) {
    this.#code = code;
    this.#schedule = schedule;
    this.#arithmetic = arithmeticOf[kernel.dtype];
    this.#tiles = new TileEmitter(code, schedule, features, this.#arithmetic);
    const { bytes } = this.#arithmetic;
    this.#width = schedule.lanes * schedule.vectors;
    this.#panels = Math.ceil(schedule.columns.size / this.#width);
    const places = placesOf(kernel);
    this.#bytes = [bytes, bytes, bytes, ...places.map((place) => place.bytes)];
    const operand = (key: "a" | "b"): number => {
      const local = code.local(i32);
      const packing = key === "a" ? schedule.packedA : schedule.packedB;
      if (packing === null) code.origin(kernel[key].at, kernel[key].buffer, bytes);
      else
        code
          .get(code.addressOf(kernel.scratch!))
          .i32(bytes * packing.start)
          .op("i32.add");
      code.set(local);
      return local;
    };
    const place = ({ buffer, at, bytes: width }: (typeof places)[number]): number => {
      const local = code.local(i32);
      code.origin(at, buffer, width).set(local);
      return local;
    };
    const [a, b] = [operand("a"), operand("b")];
    const needsC = kernel.epilogue === null || kernel.epilogue.keeps || schedule.inParts;
    const c = needsC ? place({ ...kernel.c, bytes }) : code.local(i32);
    this.#start = [a, b, c, ...places.map(place)];
    this.#done = schedule.inParts ? code.local(i32) : null;
    this.#end = endOf(code, kernel, schedule, places, this.#done);
  }

  /** A unit is a panel of columns, for a round of the outer rows or a group of tiles. */
  emit(): number {
    const { batch, outerSums, rows, groups } = this.#schedule;
    const code = this.#code;
    this.#nest(batch, this.#start, () => {
      if (this.#done !== null) code.i32(0).set(this.#done);
      this.#nest(outerSums, this.#start, () => {
        this.#units();
        if (this.#done !== null) code.advance(this.#done, 1);
      });
    });
    return this.#panels * (rows[0]?.size ?? groups);
  }

  /** The bytes between two rounds of a dimension, for each pointer. */
  #steps({ a, b, c, e }: Rounds): number[] {
    return [a, b, c, ...e].map((step, i) => step * this.#bytes[i]!);
  }

  /** Moves pointers by rounds of a dimension. */
  #advance(to: Pointers, by: Rounds, rounds: number): void {
    this.#steps(by).forEach((step, i) => this.#code.advance(to[i]!, step * rounds));
  }

  /** Runs `body` over a nest of dimensions, moving pointers along. */
  #nest(dimensions: readonly Rounds[], pointers: Pointers, body: () => void): void {
    const [first, ...rest] = dimensions;
    if (first === undefined) return body();
    this.#code.repeat(first.size, () => {
      this.#nest(rest, pointers, body);
      this.#advance(pointers, first, 1);
    });
    this.#advance(pointers, first, -first.size);
  }

  /** The tiles of one round, from unit `start` to `end`. */
  #units(): void {
    const { rows, row, columns } = this.#schedule;
    const code = this.#code;
    const { bytes } = this.#arithmetic;
    const [outer, ...inner] = rows;
    const unit = code.local(i32);
    const count = code.local(i32);
    const panel = code.local(i32);
    const rest = code.local(i32);
    const groups = rowGroups(code, this.#schedule);
    const [a, b, c, ...e] = this.#start.map(() => code.local(i32)) as [number, number, number];
    const at: Pointers = [a, b, c, ...e];
    /** What a pointer moves by in each step of a local. */
    const moves: (readonly [local: number, steps: readonly number[]])[] = [
      [panel, this.#steps(columns).map((step) => step * this.#width)],
    ];
    if (outer !== undefined) moves.push([rest, this.#steps(outer)]);
    if (groups !== null) moves.push([groups.row, this.#steps(row)]);
    code.get(code.start).set(unit).get(code.end).get(code.start).op("i32.sub").set(count);
    readRound(code, this.#schedule, bytes, count, this.#start[0]);
    code.repeatLocal(count, () => {
      code.get(unit).i32(this.#panels).op("i32.rem_u").set(panel);
      code.get(unit).i32(this.#panels).op("i32.div_u").set(rest);
      groups?.start(rest);
      at.forEach((pointer, i) => {
        code.get(this.#start[i]!);
        for (const [local, steps] of moves) {
          if (steps[i] !== 0) code.get(local).i32(steps[i]!).op("i32.mul", "i32.add");
        }
        code.set(pointer);
      });
      groups?.readAhead(a, bytes, panel, unit);
      this.#columnsOf(panel, (used) => {
        if (groups === null) this.#rows(inner, at, used);
        else groups.run((height) => this.#tile(height, used, at));
      });
      code.advance(unit, 1);
    });
  }

  /** Runs `body` for the columns that a panel has: the last one may have fewer. */
  #columnsOf(panel: number, body: (used: number) => void): void {
    const code = this.#code;
    const width = this.#width;
    const left = this.#schedule.columns.size % width;
    if (left === 0) return body(width);
    if (this.#panels === 1) return body(left);
    code
      .get(panel)
      .i32(this.#panels - 1)
      .op("i32.ne")
      .if(() => {
        body(width);
        code.op("else");
        body(left);
      });
  }

  /** Every tile of one panel. */
  #rows(dimensions: readonly Rounds[], at: Pointers, used: number): void {
    const { row, tiles } = this.#schedule;
    this.#nest(dimensions, at, () => {
      for (const { count, height } of tiles) {
        this.#code.repeat(count, () => this.#tile(height, used, at));
      }
      this.#advance(at, row, -row.size);
    });
  }

  /** One tile of `height` rows and `width` columns; then on to the next row of tiles. */
  #tile(height: number, width: number, at: Pointers): void {
    const [a, b, c, ...pointers] = at;
    const { row, lanes } = this.#schedule;
    const code = this.#code;
    const tiles = this.#tiles;
    const done = this.#done;
    const used = Math.ceil(width / lanes);
    code.scratch(v128, height * used, (...sum) => {
      const tile: Tile = { height, width, used, sum };
      tiles.sum(tile, { a, b });
      if (done !== null) code.get(done).if(() => tiles.add(tile, c));
      this.#end(tile, pointers, () => tiles.store(tile, c));
    });
    this.#advance(at, row, height);
  }
}
