import type { Contract, Epilogue, Instruction, Product, Store } from "@chainrule/compiler";
import { bytesOf, type DType } from "@chainrule/graph";
import { i32, v128 } from "./assembler.ts";
import { emitApplication } from "./application.ts";
import type { KernelCode } from "./kernel.ts";
import { castScalar, constantScalar, loadScalar, scalarType, storeScalar } from "./scalar.ts";
import { type Place, placeKey, placeOf } from "./places.ts";
import { type Rounds, roundsIn } from "./rounds.ts";
import type { Schedule } from "./schedule.ts";
import type { Tile } from "./tile.ts";
import { constantVector, indexVector } from "./vector.ts";
import {
  gatherVector,
  loadVector,
  splatVector,
  storeVector,
  type Strided,
} from "./vector-memory.ts";
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

/** Elements of a finished tile that are computed at once: `count` columns of a row, whose sums are in the lanes of `sum` from `lane` on. */
interface Spot {
  readonly row: number;
  readonly column: number;
  readonly count: number;
  readonly sum: number;
  readonly lane: number;
}

/** The code of an epilogue: its instructions on vectors of the accumulators, or lane by lane where some are computed one element at a time. */
class EpilogueEmitter {
  readonly #code: KernelCode;
  readonly #product: Product;
  readonly #epilogue: Epilogue;
  readonly #places: ReadonlyMap<string, number>;
  readonly #isVector: boolean;
  readonly #values = new Map<number, number>();

  constructor(code: KernelCode, product: Product, epilogue: Epilogue, places: readonly Place[]) {
    this.#code = code;
    this.#product = product;
    this.#epilogue = epilogue;
    this.#places = new Map(places.map((place, i) => [placeKey(place), i]));
    this.#isVector = product.dtype === "float32" && !epilogue.body.some((one) => isSingle(one, 4));
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
      this.#tile(tile);
    };
    if (rounds === null) return finish();
    code.get(rounds.done).i32(rounds.last).op("i32.eq");
    code.if(() => {
      finish();
      code.op("else");
      store();
    });
  }

  #tile(tile: FinishedTile): void {
    const { height, width, used } = tile;
    const lanes = this.#product.dtype === "float32" ? 4 : 2;
    const varies = this.#variesAlong(tile.row);
    for (let v = 0; v < used; v++) {
      const count = Math.min(lanes, width - lanes * v);
      for (let row = 0; row < height; row++) {
        const spot = { row, column: lanes * v, count, sum: tile.sum[row * used + v]!, lane: 0 };
        if (this.#isVector) {
          this.#compute(tile, spot, (number) => row === 0 || varies[number]!);
          continue;
        }
        for (let lane = 0; lane < count; lane++) {
          const element = { ...spot, column: spot.column + lane, count: 1, lane };
          this.#compute(tile, element, () => true);
        }
      }
    }
  }

  /** For each instruction, whether its value differs between rows. */
  #variesAlong(row: Rounds): boolean[] {
    const varies: boolean[] = [];
    for (const one of this.#epilogue.body) {
      if (one.op === "constant") varies.push(false);
      else if ("inputs" in one) varies.push(one.inputs.some((input) => varies[input]));
      else varies.push(this.#isSum(one) || row.e[this.#placeOf(one)] !== 0);
    }
    return varies;
  }

  /** The epilogue of one spot: the instructions that `isNew` accepts, as the locals of others hold their values still, and the stores. */
  #compute(tile: FinishedTile, spot: Spot, isNew: (number: number) => boolean): void {
    const { body, stores } = this.#epilogue;
    body.forEach((one, number) => {
      if (!isNew(number)) return;
      this.#push(one, tile, spot);
      this.#code.set(this.#value(number));
    });
    for (const store of stores) this.#store(store, tile, spot);
  }

  /** Leaves the value of an instruction on the stack. */
  #push(one: Instruction, tile: FinishedTile, spot: Spot): void {
    const code = this.#code;
    const { dtype } = one;
    if ("inputs" in one) {
      const local = (input: number): number => this.#value(input);
      emitApplication(code, this.#epilogue.body, one, local, this.#isVector);
    } else if (one.op === "constant") {
      (this.#isVector ? constantVector : constantScalar)(code, one.value, dtype);
    } else if (this.#isSum(one)) {
      code.get(spot.sum);
      if (this.#isVector) return;
      const wide = this.#product.dtype === "float64";
      code.lane(wide ? "f64x2.extract_lane" : "f32x4.extract_lane", spot.lane);
    } else {
      const at = this.#placedAt(
        this.#placeOf(one),
        one.op === "load" ? bytesOf(dtype) : 1,
        tile,
        spot,
      );
      if (one.op === "load") return this.#reached(at, (reached) => this.#load(dtype, reached));
      code.get(at.pointer).i32(at.offset).op("i32.add");
      if (this.#isVector) indexVector(code, at.step, dtype);
      else castScalar(code, "int32", dtype);
    }
  }

  #load(dtype: DType, at: Strided): void {
    const code = this.#code;
    const { pointer, offset, step, count } = at;
    const isSideBySide = step === bytesOf(dtype) && count === 4;
    if (this.#isVector && step !== 0 && !isSideBySide) return gatherVector(code, dtype, at);
    code.get(pointer);
    if (!this.#isVector) loadScalar(code, dtype, offset);
    else if (step === 0) splatVector(code, dtype, offset);
    else loadVector(code, dtype, offset);
  }

  #store({ access, dtype, value }: Store, tile: FinishedTile, spot: Spot): void {
    const code = this.#code;
    const local = this.#value(value);
    const place = this.#number(placeOf(access, dtype));
    this.#reached(this.#placedAt(place, bytesOf(dtype), tile, spot), (at) => {
      if (this.#isVector) return storeVector(code, dtype, local, at);
      code.get(at.pointer).get(local);
      storeScalar(code, dtype, at.offset);
    });
  }

  /** The local of an instruction's value. */
  #value(number: number): number {
    let local = this.#values.get(number);
    if (local === undefined) {
      const { dtype } = this.#epilogue.body[number]!;
      local = this.#code.local(this.#isVector ? v128 : scalarType(dtype));
      this.#values.set(number, local);
    }
    return local;
  }

  #isSum(one: Instruction): boolean {
    return one.op === "load" && one.access.buffer === this.#product.c.buffer;
  }

  /** The number of a place, in the order of pointers and steps. */
  #number(place: Place): number {
    return this.#places.get(placeKey(place))!;
  }

  /** The number of the place of a read. */
  #placeOf(
    one: Exclude<Instruction, { readonly inputs: readonly number[] } | { readonly op: "constant" }>,
  ): number {
    if (one.op === "load") return this.#number(placeOf(one.access, one.dtype));
    if (one.op === "gather") throw new Error("wasmEngine: no epilogue gathers.");
    return this.#number({ buffer: null, at: one.at, bytes: 1 });
  }

  /** Where a spot's elements, of so many bytes, are in a place. */
  #placedAt(
    place: number,
    bytes: number,
    { row, columns, pointers }: FinishedTile,
    spot: Spot,
  ): Strided {
    const step = columns.e[place]!;
    return {
      pointer: pointers[place]!,
      offset: bytes * (spot.row * row.e[place]! + spot.column * step),
      step: bytes * step,
      count: spot.count,
    };
  }

  /** Gives `f` the same place with an offset that loads and stores can have, which is not negative. */
  #reached(at: Strided, f: (at: Strided) => void): void {
    const { pointer, offset } = at;
    if (offset >= 0) return f(at);
    this.#code.scratch(i32, 1, (moved) => {
      this.#code.get(pointer).i32(offset).op("i32.add").set(moved);
      f({ ...at, pointer: moved, offset: 0 });
    });
  }
}
