import type { Reduction, Store } from "@chainrule/compiler";
import type { DType } from "@chainrule/graph";
import { i32, type ValueType, v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import type { Operation } from "./operation.ts";
import { constantScalar, emitScalar, scalarType } from "./scalar.ts";
import { acrossLanes, constantVector, emitVector, shapeOf } from "./vector.ts";
import { isSearch } from "./walk.ts";

/**
 * The locals of an accumulator: what it has combined, and what it had before a block; the lanes that have met a NaN; of a search, which combines by keeping the better, the
 * position of the best element, and the position that comes next.
 */
type Part = "sum" | "outer" | "mask" | "position" | "next";

/** What a store has combined so far, of vectors or of single elements. */
export class Accumulator {
  readonly #code: KernelCode;
  readonly #store: Store;
  readonly #isVector: boolean;
  /** The dtype of what it combines, which is that of the store unless that is of positions. */
  readonly #dtype: DType;
  readonly #locals: { [P in Part]?: number } = {};

  /** Whether it finds a NaN beside what it combines. */
  readonly #notesNaN: boolean;

  constructor(code: KernelCode, store: Store, dtype: DType, isVector: boolean) {
    this.#code = code;
    this.#store = store;
    this.#dtype = dtype;
    this.#isVector = isVector;
    this.#notesNaN = isVector && isExtreme(store) && store.reduction !== "maxNumber";
  }

  /** The local of a part, which is made when it is first used. */
  #local(part: Part, type: ValueType): number {
    return (this.#locals[part] ??= this.#code.local(type));
  }

  #combined(part: "sum" | "outer"): number {
    return this.#local(part, this.#isVector ? v128 : scalarType(this.#dtype));
  }

  get #sum(): number {
    return this.#combined("sum");
  }

  /** The lanes in which a `max` or `min` has met a NaN: `pmax` and `pmin` drop it, but are one instruction where `max` and `min` are many. */
  get #mask(): number {
    return this.#local("mask", v128);
  }

  /** The local of what is stored in the end. */
  get result(): number {
    if (!isSearch(this.#store)) return this.#sum;
    return this.#local("position", this.#isVector ? v128 : i32);
  }

  /** Sets it to what a reduction starts from. */
  reset(): void {
    const code = this.#code;
    const dtype = this.#dtype;
    const value = neutral(this.#store.reduction!, dtype);
    (this.#isVector ? constantVector : constantScalar)(code, value, dtype);
    code.set(this.#sum);
    if (this.#notesNaN) code.vectorOfInt(0).set(this.#mask);
    if (isSearch(this.#store)) {
      (this.#isVector ? code.vectorOfInt(0) : code.i32(0)).set(this.result);
      code.i32(0).set(this.#local("next", i32));
    }
  }

  /** Makes the lanes that have met a NaN one. */
  settle(): void {
    if (!this.#notesNaN) return;
    this.#code.get(this.#sum).get(this.#mask).op("v128.or").set(this.#sum);
  }

  /** Sets a sum aside before a block, which starts anew. */
  beginBlock(): void {
    if (!isBlocked(this.#store)) return;
    this.#code.get(this.#sum).set(this.#combined("outer"));
    this.reset();
  }

  /** Adds what the block has summed to what was set aside. */
  endBlock(): void {
    if (!isBlocked(this.#store)) return;
    this.#combine(this.#combined("outer"), this.#sum);
    this.#code.set(this.#sum);
  }

  /** Takes up the value in a local. */
  combine(value: number): void {
    const code = this.#code;
    const store = this.#store;
    if (isSearch(store)) return this.#better(value);
    if (!this.#isVector || !isExtreme(store)) return this.add(value);
    const sum = this.#sum;
    const shape = shapeOf(store.dtype) as "f32x4" | "f64x2";
    const least = store.reduction === "min";
    const further = `${shape}.${least ? "pmin" : "pmax"}` as const;
    code.get(sum).get(value).op(further);
    if (this.#notesNaN) {
      // Of 0 and −0 that is the first. Taken both ways, they share the larger one's bits, and together have the smaller one's.
      code
        .get(value)
        .get(sum)
        .op(further, least ? "v128.or" : "v128.and");
      code.get(value).get(value).op(`${shape}.ne`);
      code.get(this.#mask).op("v128.or").set(this.#mask);
    }
    code.set(sum);
  }

  /** Adds, or multiplies, or whatever it combines by, the value in a local. */
  add(value: number): void {
    const sum = this.#sum;
    this.#combine(sum, value);
    this.#code.set(sum);
  }

  /** Sets it to the lanes of one of vectors, combined. */
  addLanes(vector: Accumulator): void {
    acrossLanes(this.#code, this.#dtype, vector.#sum, (a, b) => vector.#combine(a, b));
    this.#code.set(this.#sum);
  }

  /** Combines the values in two locals, and leaves the result on the stack. */
  #combine(a: number, b: number): void {
    this.#apply(combining[this.#store.reduction!], this.#dtype, a, b);
  }

  /** Applies an operation whose results are of `dtype` to the values in two locals, and leaves the result on the stack. */
  #apply(op: Operation["op"], dtype: DType, a: number, b: number): void {
    const emit = this.#isVector ? emitVector : emitScalar;
    emit(this.#code, { op, dtype }, [a, b], this.#dtype);
  }

  /** Keeps the first best element: a later one must be strictly better, or the first NaN. */
  #better(value: number): void {
    const code = this.#code;
    const best = this.#sum;
    const { result } = this;
    const next = this.#local("next", i32);
    const [a, b] = this.#store.reduction === "argmax" ? [value, best] : [best, value];
    // Nothing beats a NaN that is already the best.
    if (this.#isVector) {
      code.scratch(v128, 1, (better) => {
        this.#apply("equal", "bool", best, best);
        this.#apply("lessEqual", "bool", a, b);
        code.op("v128.andnot").set(better);
        code.get(value).get(best).get(better).op("v128.bitselect").set(best);
        code.get(next).op("i32x4.splat").get(result).get(better);
        code.op("v128.bitselect").set(result);
      });
    } else {
      this.#apply("lessEqual", "bool", a, b);
      code.op("i32.eqz").if(() => {
        this.#apply("equal", "bool", best, best);
        code.if(() => code.get(value).set(best).get(next).set(result));
      });
    }
    code.advance(next, 1);
  }
}

/** Whether it finds the largest or smallest of floats. */
function isExtreme({ reduction, dtype }: Store): boolean {
  return dtype.startsWith("float") && reduction !== "sum" && reduction !== "prod";
}

function isBlocked({ reduction, dtype }: Store): boolean {
  return reduction === "sum" && dtype === "float32";
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
function neutral(reduction: Reduction, dtype: DType): number {
  const floating = dtype === "float32" || dtype === "float64";
  switch (reduction) {
    case "sum":
      return 0;
    case "prod":
      return 1;
    case "max":
    case "maxNumber":
    case "argmax":
      return floating ? -Infinity : dtype === "int32" ? -(2 ** 31) : 0;
    default:
      return floating ? Infinity : dtype === "int32" ? 2 ** 31 - 1 : dtype === "uint8" ? 255 : 1;
  }
}
