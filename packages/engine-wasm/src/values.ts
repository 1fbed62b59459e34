import type { Access, Affine, Instruction, Loop, Store } from "@chainrule/compiler";
import { bytesOf, type DType } from "@chainrule/graph";
import { sideBySide } from "#nests";
import { emitApplication } from "./application.ts";
import { i32, v128 } from "./assembler.ts";
import type { Cursors } from "./cursors.ts";
import type { KernelCode } from "./kernel.ts";
import { randomScalar, randomVector } from "./random.ts";
import {
  castScalar,
  constantScalar,
  emitScalar,
  loadScalar,
  scalarType,
  storeScalar,
} from "./scalar.ts";
import { constantVector, emitVector, indexVector } from "./vector.ts";
import { gatherVector, loadVector, splatVector, storeVector } from "./vector-memory.ts";
import { type Mode, scalarMode, vectors } from "./mode.ts";
import type { Walk } from "./walk.ts";

/** What is read, or written and read before. */
interface Place {
  readonly access: Access;
  readonly dtype: DType;
}

/** The values of a nest's instructions, in locals by mode and copy, and their stores. */
export class Values {
  readonly #code: KernelCode;
  readonly #loop: Loop;
  readonly #walk: Walk;
  readonly #cursors: Cursors;
  readonly #locals = new Map<string, number>();

  constructor(code: KernelCode, loop: Loop, walk: Walk, cursors: Cursors) {
    this.#code = code;
    this.#loop = loop;
    this.#walk = walk;
    this.#cursors = cursors;
  }

  /** Computes the instructions that belong directly inside `depth` loops. */
  compute(depth: number, mode: Mode): void {
    this.#loop.body.forEach((one, number) => {
      if (this.#walk.depths[number] !== depth) return;
      // What lies outside the vectorised loop serves whole vectors and single elements alike.
      if (this.#walk.vector >= 0 && depth <= this.#walk.vector) {
        this.#emit(one, number, vectors(1, 0), 0);
        this.#emit(one, number, scalarMode, 0);
        return;
      }
      const copies = this.#walk.along[number]! ? mode.copies : 1;
      sideBySide(
        this.#code,
        Array.from({ length: copies }, (_, copy) => (): void => {
          this.#emit(one, number, mode, copy);
        }),
      );
    });
  }

  /** The local of an instruction's value. */
  local(number: number, mode: Mode, copy: number): number {
    const which = this.#walk.along[number]! ? copy : 0;
    const key = `${number} ${mode.vector} ${which}`;
    let local = this.#locals.get(key);
    if (local === undefined) {
      local = this.#code.local(mode.vector ? v128 : scalarType(this.#loop.body[number]!.dtype));
      this.#locals.set(key, local);
    }
    return local;
  }

  /** Computes one instruction into its local. */
  #emit(one: Instruction, number: number, mode: Mode, copy: number): void {
    const code = this.#code;
    const { dtype } = one;
    switch (one.op) {
      case "constant":
        this.#constant(one.value, dtype, mode);
        break;
      case "load":
        this.#load(one, this.#cursors.at(one.access.at).local, mode, copy);
        break;
      case "index":
      case "random": {
        const [offset, step] = this.#reach(one, mode, copy);
        code.get(this.#cursors.at(one.at).local).i32(offset).op("i32.add");
        if (one.op === "random") {
          const key = this.#cursors.at(one.key.at).local;
          (mode.vector ? randomVector : randomScalar)(code, key, dtype, step);
        } else if (mode.vector) indexVector(code, step, dtype);
        else castScalar(code, "int32", dtype);
        break;
      }
      case "gather":
        this.#gather(one, mode, copy);
        break;
      default: {
        const { body } = this.#loop;
        const local = (input: number): number => this.local(input, mode, copy);
        emitApplication(code, body, one, local, mode.vector);
      }
    }
    code.set(this.local(number, mode, copy));
  }

  #constant(value: number, dtype: DType, { vector }: Mode): void {
    (vector ? constantVector : constantScalar)(this.#code, value, dtype);
  }

  /** What is at an access, whose address, or what moves like it, is in a local. */
  #load({ access, dtype }: Place, pointer: number, mode: Mode, copy: number): void {
    const code = this.#code;
    const [offset, step] = this.#reach(access, mode, copy);
    if (mode.vector && step !== 0 && step !== bytesOf(dtype)) {
      return gatherVector(code, dtype, { pointer, offset, step, count: this.#walk.lanes });
    }
    code.get(pointer);
    if (!mode.vector) loadScalar(code, dtype, offset);
    else if (step === 0) splatVector(code, dtype, offset);
    else loadVector(code, dtype, offset);
  }

  /** How far behind its local a copy of an access is, and how far apart neighbours are, in bytes. */
  #reach(
    { at }: { readonly at: Affine },
    { apart }: Mode,
    copy: number,
  ): readonly [offset: number, step: number] {
    const { steps, offset } = this.#cursors.at(at);
    const step = steps[this.#walk.vector] ?? 0;
    return [offset + copy * apart * step, step];
  }

  #gather(one: Extract<Instruction, { op: "gather" }>, mode: Mode, copy: number): void {
    const code = this.#code;
    const { access, dtype, length } = one;
    const nothing = dtype.startsWith("float") ? NaN : 0;
    if (length === 0) return this.#constant(nothing, dtype, mode);
    const index = this.local(one.index, scalarMode, 0);
    const inside = (): KernelCode => code.get(index).i32(length).op("i32.lt_u");
    code.scratch(i32, 1, (place) => {
      // Read the first element where the index is out of range, and drop it.
      code
        .get(this.#cursors.at(access.at).local)
        .get(index)
        .i32(one.stride * bytesOf(dtype))
        .op("i32.mul")
        .i32(0);
      inside().op("select", "i32.add").set(place);
      this.#load(one, place, mode, copy);
    });
    this.#constant(nothing, dtype, mode);
    if (!mode.vector) return void inside().op("select");
    code.i32(0);
    inside().op("i32.sub", "i32x4.splat", "v128.bitselect");
  }

  /** Stores the value of a round. */
  write(store: Store, mode: Mode): void {
    const code = this.#code;
    const { local } = this.#cursors.at(store.access.at);
    const { scatter } = store;
    if (scatter === null) return this.#writeAt(store, local, mode);
    const index = this.local(scatter.index, scalarMode, 0);
    code
      .get(index)
      .i32(scatter.length)
      .op("i32.lt_u")
      .if(() => {
        code.scratch(i32, 1, (place) => {
          code
            .get(local)
            .get(index)
            .i32(scatter.stride * bytesOf(store.dtype))
            .op("i32.mul", "i32.add")
            .set(place);
          this.#writeAt(store, place, mode);
        });
      });
  }

  #writeAt(store: Store, place: number, mode: Mode): void {
    const code = this.#code;
    const { accumulate, dtype } = store;
    for (let copy = 0; copy < mode.copies; copy++) {
      const value = this.local(store.value, mode, copy);
      if (!accumulate) {
        this.put(store, place, value, mode, copy);
        continue;
      }
      code.scratch(mode.vector ? v128 : scalarType(dtype), 1, (sum) => {
        this.#load(store, place, mode, copy);
        code.set(sum);
        const emit = mode.vector ? emitVector : emitScalar;
        emit(code, { op: "add", dtype }, [sum, value], dtype);
        code.set(sum);
        this.put(store, place, sum, mode, copy);
      });
    }
  }

  /** Stores what is in local `value` at a place whose address, or what moves like it, is in another. */
  put({ access, dtype }: Place, pointer: number, value: number, mode: Mode, copy: number): void {
    const code = this.#code;
    const [offset, step] = this.#reach(access, mode, copy);
    if (mode.vector) {
      return storeVector(code, dtype, value, { pointer, offset, step, count: this.#walk.lanes });
    }
    code.get(pointer).get(value);
    storeScalar(code, dtype, offset);
  }
}
