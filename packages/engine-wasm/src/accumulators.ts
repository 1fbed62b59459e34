import type { Loop, Reduction, Store } from "@chainrule/compiler";
import type { DType } from "@chainrule/graph";
import { i32, type ValueType, v128 } from "./assembler.ts";
import type { Cursors } from "./cursors.ts";
import type { KernelCode } from "./kernel.ts";
import { constantScalar, emitScalar, scalarType, storeScalar } from "./scalar.ts";
import type { Values } from "./values.ts";
import { acrossLanes, constantVector, emitVector } from "./vector.ts";
import { storeVector } from "./vector-memory.ts";
import { lanes, type Mode, scalarMode, type Walk } from "./walk.ts";

/** What the stores of a reducing nest have combined so far. An accumulator is named by its store, and its copy where the vectorised dimension is kept or reduced. */
export class Accumulators {
  readonly #code: KernelCode;
  readonly #loop: Loop;
  readonly #walk: Walk;
  readonly #cursors: Cursors;
  readonly #values: Values;
  readonly #locals = new Map<string, number>();

  constructor(code: KernelCode, loop: Loop, walk: Walk, cursors: Cursors, values: Values) {
    this.#code = code;
    this.#loop = loop;
    this.#walk = walk;
    this.#cursors = cursors;
    this.#values = values;
  }

  /** The accumulators that are in use in a mode. */
  each(mode: Mode, f: (store: Store, name: string) => void): void {
    const reducesVectors = this.#walk.vector >= 0 && this.#loop.reduced[this.#walk.vector]!;
    this.#loop.stores.forEach((store, i) => {
      if (!reducesVectors) {
        for (let copy = 0; copy < mode.copies; copy++) f(store, `${i} ${mode.vector} ${copy}`);
        return;
      }
      // Vectors and single elements are combined at the end.
      const around = mode === scalarMode;
      const copies = around ? this.#walk.copies : mode.copies;
      if (around || mode.vector)
        for (let copy = 0; copy < copies; copy++) f(store, `${i} true ${copy}`);
      if (around && this.#loop.sizes[this.#walk.vector]! % lanes > 0) f(store, `${i} false 0`);
    });
  }

  /** The local of an accumulator. */
  local(name: string, store: Store): number {
    return this.#named(`acc ${name}`, isVector(name) ? v128 : scalarType(store.dtype));
  }

  #named(key: string, type: ValueType): number {
    let local = this.#locals.get(key);
    if (local === undefined) this.#locals.set(key, (local = this.#code.local(type)));
    return local;
  }

  /** Sets an accumulator to what a reduction starts from. */
  reset(store: Store, name: string): void {
    const code = this.#code;
    const vector = isVector(name);
    const value = neutral(store.reduction!, store.dtype);
    if (vector) constantVector(code, value, store.dtype);
    else constantScalar(code, value, store.dtype);
    code.set(this.local(name, store));
    if (vector && notesNaN(store)) code.vectorOfInt(0).set(this.#mask(name));
    if (store.reduction!.startsWith("arg")) {
      code.i32(-1).set(this.#position(name, "best"));
      code.i32(0).set(this.#position(name, "next"));
    }
  }

  /** The lanes in which a float32 `max` or `min` has met a NaN: `pmax` and `pmin` drop it, but are one instruction where `max` and `min` are many. */
  #mask(name: string): number {
    return this.#named(`mask ${name}`, v128);
  }

  /** Makes the lanes that have met a NaN one. */
  settle(store: Store, name: string): void {
    if (!isVector(name) || !notesNaN(store)) return;
    const sum = this.local(name, store);
    this.#code.get(sum).get(this.#mask(name)).op("v128.or").set(sum);
  }

  #position(name: string, which: "best" | "next"): number {
    return this.#named(`${which} ${name}`, i32);
  }

  /** Sets sums aside before a block, which starts anew. */
  beginBlock(mode: Mode): void {
    this.each(mode, (store, name) => {
      if (!isBlocked(store)) return;
      this.#code.get(this.local(name, store)).set(this.local(`${name} outer`, store));
      this.reset(store, name);
    });
  }

  /** Adds what the block has summed to what was set aside. */
  endBlock(mode: Mode): void {
    this.each(mode, (store, name) => {
      if (!isBlocked(store)) return;
      const [one, outer] = [this.local(name, store), this.local(`${name} outer`, store)];
      const add = isVector(name) ? "f32x4.add" : "f32.add";
      this.#code.get(outer).get(one).op(add).set(one);
    });
  }

  /** Takes up the values of a round. */
  combine(store: Store, i: number, mode: Mode): void {
    const code = this.#code;
    for (let copy = 0; copy < mode.copies; copy++) {
      const name = `${i} ${mode.vector} ${copy}`;
      const value = this.#values.local(store.value, mode, copy);
      if (store.reduction === "argmax" || store.reduction === "argmin") {
        this.#better(store, name, value);
        continue;
      }
      const sum = this.local(name, store);
      if (mode.vector && isExtreme(store)) {
        const better = store.reduction === "min" ? "f32x4.pmin" : "f32x4.pmax";
        code.get(sum).get(value).op(better).set(sum);
        if (notesNaN(store)) {
          const mask = this.#mask(name);
          code.get(value).get(value).op("f32x4.ne").get(mask).op("v128.or").set(mask);
        }
        continue;
      }
      const one = { op: combining[store.reduction!], dtype: store.dtype } as const;
      if (mode.vector) emitVector(code, one, [sum, value], store.dtype);
      else emitScalar(code, one, [sum, value], store.dtype);
      code.set(sum);
    }
  }

  /** Keeps the first best element: a later one must be strictly better, or the first NaN. */
  #better(store: Store, name: string, value: number): void {
    const code = this.#code;
    const dtype = this.#loop.body[store.value]!.dtype;
    const best = this.#named(`value ${name}`, scalarType(dtype));
    const position = this.#position(name, "best");
    const next = this.#position(name, "next");
    const [a, b] = store.reduction === "argmax" ? [best, value] : [value, best];
    const same = (x: number): void =>
      emitScalar(code, { op: "equal", dtype: "bool" }, [x, x], dtype);
    emitScalar(code, { op: "less", dtype: "bool" }, [a, b], dtype);
    same(value);
    code.op("i32.eqz", "i32.or");
    // Nothing beats a NaN that is already the best.
    same(best);
    code.op("i32.and").get(position).i32(0).op("i32.lt_s", "i32.or");
    code.if(() => code.get(value).set(best).get(next).set(position));
    code.advance(next, 1);
  }

  /** Stores a finished reduction. */
  finish(store: Store, i: number, mode: Mode): void {
    const code = this.#code;
    const { local, steps, offset } = this.#cursors.at(store.access.at);
    if (store.reduction === "argmax" || store.reduction === "argmin") {
      code.get(local).get(this.#position(`${i} false 0`, "best"));
      return storeScalar(code, "int32", offset);
    }
    const reducesVectors = this.#walk.vector >= 0 && this.#loop.reduced[this.#walk.vector]!;
    if (!reducesVectors) {
      for (let copy = 0; copy < mode.copies; copy++) {
        const value = this.local(`${i} ${mode.vector} ${copy}`, store);
        if (mode.vector) {
          const step = steps[this.#walk.vector]!;
          storeVector(code, store.dtype, local, offset + copy * lanes * step, step, value);
        } else {
          code.get(local).get(value);
          storeScalar(code, store.dtype, offset);
        }
      }
      return;
    }
    const one = { op: combining[store.reduction!], dtype: store.dtype } as const;
    const first = this.local(`${i} true 0`, store);
    for (let copy = 1; copy < this.#walk.copies; copy++) {
      emitVector(code, one, [first, this.local(`${i} true ${copy}`, store)], store.dtype);
      code.set(first);
    }
    const total = this.#named(`total ${i}`, scalarType(store.dtype));
    acrossLanes(code, store.dtype, first, (a, b) => emitScalar(code, one, [a, b], store.dtype));
    code.set(total);
    if (this.#loop.sizes[this.#walk.vector]! % lanes > 0) {
      emitScalar(code, one, [total, this.local(`${i} false 0`, store)], store.dtype);
      code.set(total);
    }
    code.get(local).get(total);
    storeScalar(code, store.dtype, offset);
  }
}

/** Whether a reduction finds the largest or smallest of float32. */
function isExtreme({ reduction, dtype }: Store): boolean {
  return dtype === "float32" && reduction !== "sum" && reduction !== "prod";
}

/** Whether it finds a NaN, where there is one. */
function notesNaN(store: Store): boolean {
  return isExtreme(store) && store.reduction !== "maxNumber";
}

function isBlocked({ reduction, dtype }: Store): boolean {
  return reduction === "sum" && dtype === "float32";
}

/** Whether an accumulator, by its name, is one of vectors. */
function isVector(name: string): boolean {
  return name.includes("true");
}

const combining = {
  sum: "add",
  prod: "mul",
  max: "maximum",
  maxNumber: "maximum",
  min: "minimum",
  argmax: "maximum",
  argmin: "minimum",
} as const;

/** What a reduction starts from. */
export function neutral(reduction: Reduction, dtype: DType): number {
  const floating = dtype === "float32" || dtype === "float64";
  switch (reduction) {
    case "sum":
      return 0;
    case "prod":
      return 1;
    case "max":
    case "maxNumber":
      return floating ? -Infinity : dtype === "int32" ? -(2 ** 31) : 0;
    case "min":
      return floating ? Infinity : dtype === "int32" ? 2 ** 31 - 1 : dtype === "uint8" ? 255 : 1;
    default:
      return 0;
  }
}
