import type { Instruction, Loop, Store } from "@chainrule/compiler";
import { bytesOf, type DType } from "@chainrule/graph";
import { sideBySide } from "#nests";
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
import { constantVector, emitOfBody, emitVector, indexVector } from "./vector.ts";
import { gatherVector, loadVector, splatVector, storeVector } from "./vector-memory.ts";
import { lanes, type Mode, scalarMode, type Walk } from "./walk.ts";

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
        this.#emit(one, number, { vector: true, copies: 1 }, 0);
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
        if (mode.vector) constantVector(code, one.value, dtype);
        else constantScalar(code, one.value, dtype);
        break;
      case "load":
        this.#load(one, mode, copy);
        break;
      case "index": {
        const { local, steps } = this.#cursors.at(one.at);
        if (mode.vector)
          this.#offsetIndex(local, copy, steps, (index, step) =>
            indexVector(code, index, step, dtype),
          );
        else {
          code.get(local);
          castScalar(code, "int32", dtype);
        }
        break;
      }
      case "random": {
        const { local, steps } = this.#cursors.at(one.at);
        const key = this.#cursors.at(one.key.at).local;
        if (mode.vector)
          this.#offsetIndex(local, copy, steps, (index, step) =>
            randomVector(code, key, index, step, dtype),
          );
        else randomScalar(code, key, local, dtype);
        break;
      }
      case "gather":
        this.#gather(one);
        break;
      default: {
        const { body } = this.#loop;
        const local = (input: number): number => this.local(input, mode, copy);
        if (mode.vector) emitOfBody(code, body, one, local);
        else emitScalar(code, one, one.inputs.map(local), body[one.inputs.at(-1)!]!.dtype);
      }
    }
    code.set(this.local(number, mode, copy));
  }

  #load({ access, dtype }: Extract<Instruction, { op: "load" }>, mode: Mode, copy: number): void {
    const code = this.#code;
    const { local, steps, offset } = this.#cursors.at(access.at);
    const step = steps[this.#walk.vector]!;
    if (!mode.vector) {
      code.get(local);
      loadScalar(code, dtype, offset);
    } else if (step === 0) {
      code.get(local);
      splatVector(code, dtype, offset);
    } else {
      this.#loadVector(dtype, local, offset + copy * lanes * step, step);
    }
  }

  /** Four elements that are `step` bytes apart. */
  #loadVector(dtype: DType, local: number, offset: number, step: number): void {
    if (step !== bytesOf(dtype)) return gatherVector(this.#code, dtype, local, offset, step);
    this.#code.get(local);
    loadVector(this.#code, dtype, offset);
  }

  #offsetIndex(
    local: number,
    copy: number,
    steps: readonly number[],
    emit: (index: number, step: number) => void,
  ): void {
    const step = steps[this.#walk.vector]!;
    if (copy === 0) return emit(local, step);
    this.#code.scratch(i32, 1, (index) => {
      this.#code
        .get(local)
        .i32(copy * lanes * step)
        .op("i32.add")
        .set(index);
      emit(index, step);
    });
  }

  #gather(one: Extract<Instruction, { op: "gather" }>): void {
    const code = this.#code;
    const index = this.local(one.index, scalarMode, 0);
    const { local, offset } = this.#cursors.at(one.access.at);
    const size = bytesOf(one.dtype);
    // Read the first element where the index is out of range, and drop it.
    const inside = (): void => void code.get(index).i32(one.length).op("i32.lt_u");
    if (one.length === 0) {
      constantScalar(code, one.dtype.startsWith("float") ? NaN : 0, one.dtype);
      return;
    }
    code
      .get(local)
      .get(index)
      .i32(one.stride * size)
      .op("i32.mul")
      .i32(0);
    inside();
    code.op("select", "i32.add");
    loadScalar(code, one.dtype, offset);
    constantScalar(code, one.dtype.startsWith("float") ? NaN : 0, one.dtype);
    inside();
    code.op("select");
  }

  /** Stores the value of a round. */
  write(store: Store, mode: Mode): void {
    const code = this.#code;
    const { local, steps, offset: first } = this.#cursors.at(store.access.at);
    if (!mode.vector) {
      const value = this.local(store.value, mode, 0);
      if (store.scatter === null) return this.#writeScalar(store, local, first, value);
      const index = this.local(store.scatter.index, mode, 0);
      code
        .get(index)
        .i32(store.scatter.length)
        .op("i32.lt_u")
        .if(() => {
          code.scratch(i32, 1, (place) => {
            code
              .get(local)
              .get(index)
              .i32(store.scatter!.stride * bytesOf(store.dtype))
              .op("i32.mul", "i32.add")
              .set(place);
            this.#writeScalar(store, place, first, value);
          });
        });
      return;
    }
    const step = steps[this.#walk.vector]!;
    for (let copy = 0; copy < mode.copies; copy++) {
      const value = this.local(store.value, mode, copy);
      const offset = first + copy * lanes * step;
      if (!store.accumulate) {
        storeVector(code, store.dtype, local, offset, step, value);
        continue;
      }
      code.scratch(v128, 2, (before, sum) => {
        this.#loadVector(store.dtype, local, offset, step);
        code.set(before);
        emitVector(code, { op: "add", dtype: store.dtype }, [before, value], store.dtype);
        code.set(sum);
        storeVector(code, store.dtype, local, offset, step, sum);
      });
    }
  }

  #writeScalar(store: Store, place: number, offset: number, value: number): void {
    const code = this.#code;
    code.get(place);
    if (store.accumulate) {
      code.scratch(scalarType(store.dtype), 1, (before) => {
        code.get(place);
        loadScalar(code, store.dtype, offset);
        code.set(before);
        emitScalar(code, { op: "add", dtype: store.dtype }, [before, value], store.dtype);
      });
    } else {
      code.get(value);
    }
    storeScalar(code, store.dtype, offset);
  }
}
