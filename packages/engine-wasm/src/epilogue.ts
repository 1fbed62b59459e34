import type { Contract, Epilogue, Instruction, Product, Store } from "@chainrule/compiler";
import { bytesOf } from "@chainrule/graph";
import { i32, v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import {
  castScalar,
  constantScalar,
  emitScalar,
  loadScalar,
  scalarType,
  storeScalar,
} from "./scalar.ts";
import { type Place, placeKey, placeOf } from "./places.ts";
import { type Rounds, roundsIn } from "./rounds.ts";
import type { Schedule } from "./schedule.ts";
import type { Tile } from "./tile.ts";
import { constantVector, emitOfBody, indexVector } from "./vector.ts";
import { gatherVector, loadVector, splatVector, storeVector } from "./vector-memory.ts";
import { isSingle } from "./walk.ts";

/** A tile of finished sums. */
interface FinishedTile extends Tile {
  readonly row: Rounds;
  readonly columns: Rounds;
  /** Where the tile starts in each place. */
  readonly pointers: readonly number[];
}

/** The end of a tile's sums, whose pointers to places are given; `store` writes them. */
export type End = (tile: Tile, pointers: readonly number[], store: () => void) => void;

/** The code that ends a product's tiles: writes the sums, or what its epilogue makes of them once all `done` rounds are. */
export function endOf(
  code: KernelCode,
  contract: Contract,
  { row, columns, outerSums }: Schedule,
  places: readonly Place[],
  done: number | null,
): End {
  const { epilogue } = contract;
  if (epilogue === null) return (_tile, _pointers, store) => store();
  const epilogues = new EpilogueEmitter(code, contract, epilogue, places);
  const rounds = done === null ? null : { done, last: roundsIn(outerSums) - 1 };
  return (tile, pointers, store) =>
    epilogues.end({ ...tile, row, columns, pointers }, store, rounds);
}

/** The code of an epilogue: its instructions on vectors of the accumulators, or lane by lane where some are computed one element at a time. */
class EpilogueEmitter {
  readonly #code: KernelCode;
  readonly #product: Product;
  readonly #epilogue: Epilogue;
  readonly #places: ReadonlyMap<string, number>;
  readonly #vector: boolean;
  readonly #values = new Map<number, number>();

  constructor(code: KernelCode, product: Product, epilogue: Epilogue, places: readonly Place[]) {
    this.#code = code;
    this.#product = product;
    this.#epilogue = epilogue;
    this.#places = new Map(places.map((place, i) => [placeKey(place), i]));
    this.#vector = product.dtype === "float32" && !epilogue.body.some((one) => isSingle(one, 4));
  }

  /** The end of a tile's sums: `store` writes them, and is the end of each of several rounds but the last. */
  end(
    tile: FinishedTile,
    store: () => void,
    rounds: { readonly done: number; readonly last: number } | null,
  ): void {
    const code = this.#code;
    const finish = (): void => {
      if (this.#epilogue.keeps) store();
      this.#emit(tile);
    };
    if (rounds === null) return finish();
    code.get(rounds.done).i32(rounds.last).op("i32.eq");
    code.if(() => {
      finish();
      code.op("else");
      store();
    });
  }

  #emit(tile: FinishedTile): void {
    const { height, width, used } = tile;
    const lanes = this.#product.dtype === "float32" ? 4 : 2;
    const varies = this.#variesAlong(tile.row);
    for (let v = 0; v < used; v++) {
      const count = Math.min(lanes, width - lanes * v);
      if (!this.#vector) {
        for (let i = 0; i < height; i++)
          for (let lane = 0; lane < count; lane++) this.#lane(tile, i, v, lane, lanes);
        continue;
      }
      for (let i = 0; i < height; i++) {
        this.#epilogue.body.forEach((one, number) => {
          if (i === 0 || varies[number]) this.#compute(one, number, tile, i, v, count);
        });
        for (const store of this.#epilogue.stores) this.#store(store, tile, i, v, count);
      }
    }
  }

  /** For each instruction, whether its value differs between rows. */
  #variesAlong(row: Rounds): boolean[] {
    const varies: boolean[] = [];
    for (const one of this.#epilogue.body) {
      if (one.op === "constant") varies.push(false);
      else if ("inputs" in one) varies.push(one.inputs.some((input) => varies[input]));
      else {
        const place = this.#placeOf(one);
        varies.push(place === null || row.e[place] !== 0);
      }
    }
    return varies;
  }

  /** The number of a place, in the order of pointers and steps. */
  #number(place: Place): number {
    return this.#places.get(placeKey(place))!;
  }

  /** The number of the place of a read; `null` where it is the sum. */
  #placeOf(
    one: Exclude<Instruction, { readonly inputs: readonly number[] } | { readonly op: "constant" }>,
  ): number | null {
    if (one.op === "load") {
      if (one.access.buffer === this.#product.c.buffer) return null;
      return this.#number(placeOf(one.access, one.dtype));
    }
    if (one.op === "gather") throw new Error("wasmEngine: no epilogue gathers.");
    return this.#number({ buffer: null, at: one.at, bytes: 1 });
  }

  #value(number: number): number {
    let local = this.#values.get(number);
    if (local === undefined) {
      const { dtype } = this.#epilogue.body[number]!;
      local = this.#code.local(this.#vector ? v128 : scalarType(dtype));
      this.#values.set(number, local);
    }
    return local;
  }

  /** Gives `f` an address, as a local and an offset that is not negative. */
  #at(local: number, offset: number, f: (local: number, offset: number) => void): void {
    if (offset >= 0) return f(local, offset);
    this.#code.scratch(i32, 1, (moved) => {
      this.#code.get(local).i32(offset).op("i32.add").set(moved);
      f(moved, 0);
    });
  }

  #compute(
    one: Instruction,
    number: number,
    tile: FinishedTile,
    i: number,
    v: number,
    count: number,
  ): void {
    const code = this.#code;
    const { dtype } = one;
    const { row, columns, pointers, sum, used } = tile;
    if ("inputs" in one) {
      emitOfBody(code, this.#epilogue.body, one, (input) => this.#value(input));
    } else if (one.op === "constant") {
      constantVector(code, one.value, dtype);
    } else {
      const place = this.#placeOf(one);
      if (place === null) {
        code.get(sum[i * used + v]!);
      } else {
        const [pointer, step] = [pointers[place]!, columns.e[place]!];
        const offset = i * row.e[place]! + 4 * v * step;
        const bytes = one.op === "load" ? bytesOf(dtype) : 1;
        this.#at(pointer, bytes * offset, (local, start) => {
          if (one.op === "load") {
            if (step === 0 || (step === 1 && count === 4)) {
              code.get(local);
              (step === 0 ? splatVector : loadVector)(code, dtype, start);
            } else {
              gatherVector(code, dtype, local, start, bytes * step, count);
            }
            return;
          }
          code.get(local).i32(start).op("i32.add");
          indexVector(code, step, dtype);
        });
      }
    }
    code.set(this.#value(number));
  }

  #store(
    { access, dtype, value }: Store,
    tile: FinishedTile,
    i: number,
    v: number,
    count: number,
  ): void {
    const place = this.#number(placeOf(access, dtype));
    const { row, columns, pointers } = tile;
    const bytes = bytesOf(dtype);
    const step = columns.e[place]!;
    this.#at(pointers[place]!, bytes * (i * row.e[place]! + 4 * v * step), (local, offset) =>
      storeVector(this.#code, dtype, local, offset, bytes * step, this.#value(value), count),
    );
  }

  /** All of an epilogue for one lane of an accumulator. */
  #lane(tile: FinishedTile, i: number, v: number, lane: number, lanes: number): void {
    const code = this.#code;
    const { row, columns, pointers, sum, used } = tile;
    const { body, stores } = this.#epilogue;
    const offsetOf = (place: number): number =>
      i * row.e[place]! + (lanes * v + lane) * columns.e[place]!;
    body.forEach((one, number) => {
      const { dtype } = one;
      if ("inputs" in one) {
        const from = body[one.inputs.at(-1)!]!.dtype;
        emitScalar(
          code,
          one,
          one.inputs.map((input) => this.#value(input)),
          from,
        );
      } else if (one.op === "constant") {
        constantScalar(code, one.value, dtype);
      } else {
        const place = this.#placeOf(one);
        if (place === null) {
          code.get(sum[i * used + v]!);
          code.lane(lanes === 4 ? "f32x4.extract_lane" : "f64x2.extract_lane", lane);
        } else if (one.op === "load") {
          this.#at(pointers[place]!, bytesOf(dtype) * offsetOf(place), (local, offset) => {
            code.get(local);
            loadScalar(code, dtype, offset);
          });
        } else {
          code.get(pointers[place]!).i32(offsetOf(place)).op("i32.add");
          castScalar(code, "int32", dtype);
        }
      }
      code.set(this.#value(number));
    });
    for (const { access, dtype, value } of stores) {
      const place = this.#number(placeOf(access, dtype));
      this.#at(pointers[place]!, bytesOf(dtype) * offsetOf(place), (local, offset) => {
        code.get(local).get(this.#value(value));
        storeScalar(code, dtype, offset);
      });
    }
  }
}
