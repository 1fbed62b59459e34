import type { Affine, Instruction, Loop, Reduction, Rows, Store } from "@chainrule/compiler";
import { bytesOf, type DType } from "@chainrule/graph";
import { i32, v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import {
  castScalar,
  constantScalar,
  emitScalar,
  loadScalar,
  randomScalar,
  scalarType,
  storeScalar,
} from "./scalar.ts";
import {
  acrossLanes,
  constantVector,
  emitVector,
  gatherVector,
  indexVector,
  loadVector,
  randomVector,
  splatVector,
  storeVector,
} from "./vector.ts";

/** Elements in one vector. */
const lanes = 4;

/** A float32 sum runs over at most this many terms before it is added to an outer one, which keeps its rounding errors small. */
const blockOfSum = 256;

/** What needs most vector registers for itself: more than two copies side by side would only wait for memory. */
const crowded: ReadonlySet<Instruction["op"]> = new Set<Instruction["op"]>([
  "random",
  "log",
  "log1p",
  "sin",
  "cos",
  "erf",
]);

/** How the elements of one round of the vectorised dimension are computed: `copies` vectors of four, or one element. */
interface Mode {
  readonly vector: boolean;
  readonly copies: number;
}

const scalarMode: Mode = { vector: false, copies: 1 };

/** An affine expression that a local follows through the nest. */
interface Cursor {
  readonly local: number;
  /** The step along each dimension: bytes, or elements for an index. */
  readonly steps: readonly number[];
}

/** The dimension whose neighbours are computed together, not before `first`, or `-1` where that does not pay or is not possible. */
function vectorDimension(loop: Loop, first = 0): number {
  const { sizes, reduced, body, stores } = loop;
  const wide =
    body.some(({ op, dtype }) => dtype === "float64" || op === "gather") ||
    stores.some(
      ({ dtype, reduction, scatter }) =>
        dtype === "float64" || scatter !== null || reduction?.startsWith("arg"),
    );
  if (wide) return -1;
  const lastKept = reduced.lastIndexOf(false);
  const candidates = [lastKept, reduced.length - 1].filter(
    (d, i, all) =>
      d >= first &&
      all.indexOf(d) === i &&
      sizes[d]! >= lanes &&
      stores.every(({ access }) => reduced[d] || access.at.strides[d] !== 0),
  );
  const score = (d: number): number => {
    let total = 0;
    const value = (stride: number): number => (stride === 1 ? 2 : stride === 0 ? 0 : -3);
    for (const one of body) if (one.op === "load") total += value(one.access.at.strides[d]!);
    if (!reduced[d]) for (const { access } of stores) total += value(access.at.strides[d]!);
    return total;
  };
  return candidates.toSorted((p, q) => score(q) - score(p))[0] ?? -1;
}

/** Writes the function of a loop nest, and says into how many units of work the threads may divide it. */
export function emitLoop(code: KernelCode, loop: Loop): number {
  const empty = loop.sizes.some((size, d) => size === 0 && !loop.reduced[d]);
  return empty ? 1 : new LoopEmitter(code, loop).emit();
}

/** Writes the function of loop nests that run for each round of their outermost dimension, and says how many rounds there are to divide. */
export function emitRows(code: KernelCode, { loops }: Rows): number {
  const emitters = loops.map((loop) => new LoopEmitter(code, loop, 1));
  for (const emitter of emitters) emitter.beginRounds();
  const count = code.local(i32);
  code.get(code.end).get(code.start).op("i32.sub").set(count);
  code.repeatLocal(count, () => {
    for (const emitter of emitters) emitter.round();
  });
  return loops[0]!.sizes[0]!;
}

/** Whether the rounds of the outermost dimension write to different places, and so may run at once. */
function isDivisible({ sizes, reduced, stores }: Loop): boolean {
  if (sizes.length === 0 || reduced[0] || sizes.includes(0)) return false;
  return stores.every(({ scatter, accumulate, access }) => {
    const [outer, ...inner] = access.at.strides;
    const span = inner.reduce((sum, stride, d) => sum + Math.abs(stride) * (sizes[d + 1]! - 1), 0);
    return scatter === null && (!accumulate || Math.abs(outer!) > span);
  });
}

class LoopEmitter {
  readonly #code: KernelCode;
  readonly #loop: Loop;
  /** The vectorised dimension, or `-1`. */
  readonly #vector: number;
  /** How many loops, outermost first, an instruction's value depends on. */
  readonly #depths: readonly number[];
  /** Whether its value differs between neighbours along the vectorised dimension. */
  readonly #along: readonly boolean[];
  readonly #cursors = new Map<Affine, Cursor>();
  /** The locals of each instruction's value: by mode and copy. */
  readonly #values = new Map<string, number>();
  /** The reduced dimension at which sums start anew before they are added to outer ones; the number of dimensions for none. */
  readonly #blockLevel: number;
  /** Into how many parts threads may divide the outermost dimension. */
  readonly #units: number;

  /** The dimensions before `first` are not to be vectorised. */
  constructor(code: KernelCode, loop: Loop, first = 0) {
    this.#code = code;
    this.#loop = loop;
    this.#vector = vectorDimension(loop, first);
    this.#depths = this.#findDepths();
    this.#along = this.#findVarying();
    this.#blockLevel = this.#findBlockLevel();
    this.#units = this.#findUnits();
  }

  emit(): number {
    this.#startCursors();
    if (this.#loop.sizes.includes(0)) return this.#storeEmpty();
    this.#level(0, scalarMode);
    return this.#units;
  }

  /** Goes to the round of the outermost dimension that is the first unit of work. */
  beginRounds(): void {
    this.#startCursors();
    this.#instructions(0, scalarMode);
    this.#skip(1);
  }

  /** One round of the outermost dimension; the cursors move to the next. */
  round(): void {
    this.#level(1, scalarMode);
    this.#advance(0, 1);
  }

  /** Rounds of the outermost dimension, or whole groups of vectors where that is the vectorised one: results do not depend on who does which. */
  #findUnits(): number {
    const { sizes } = this.#loop;
    if (!isDivisible(this.#loop)) return 1;
    const width = this.#vector === 0 ? lanes * this.#copies : 1;
    return Math.max(1, Math.floor(sizes[0]! / width));
  }

  /** Whether the value of an instruction differs between neighbours along the vectorised dimension. */
  #varies(number: number): boolean {
    return this.#along[number]!;
  }

  #findDepths(): number[] {
    const depths: number[] = [];
    for (const one of this.#loop.body) {
      let depth = 0;
      for (const { strides } of expressionsOf(one)) {
        strides.forEach((stride, d) => {
          if (stride !== 0) depth = Math.max(depth, d + 1);
        });
      }
      for (const input of inputsOf(one)) depth = Math.max(depth, depths[input]!);
      depths.push(depth);
    }
    return depths;
  }

  #findVarying(): boolean[] {
    const along: boolean[] = [];
    for (const one of this.#loop.body) {
      const own = expressionsOf(one).some(({ strides }) => (strides[this.#vector] ?? 0) !== 0);
      along.push(own || inputsOf(one).some((input) => along[input]));
    }
    return along;
  }

  #findBlockLevel(): number {
    const { sizes, reduced, stores } = this.#loop;
    const none = sizes.length;
    const first = reduced.indexOf(true);
    if (
      first < 0 ||
      !stores.some(({ reduction, dtype }) => reduction === "sum" && dtype === "float32")
    )
      return none;
    let terms = 1;
    let level = none;
    for (let d = sizes.length - 1; d >= first; d--) {
      terms *= d === this.#vector ? Math.ceil(sizes[d]! / (lanes * this.#copies)) : sizes[d]!;
      if (level === none || terms <= blockOfSum) level = d;
    }
    return terms <= blockOfSum ? none : level;
  }

  get #copies(): number {
    const { body } = this.#loop;
    const wanted = body.length > 16 || body.some(({ op }) => crowded.has(op)) ? 2 : 4;
    return Math.max(1, Math.min(wanted, Math.floor(this.#loop.sizes[this.#vector]! / lanes)));
  }

  #startCursors(): void {
    const code = this.#code;
    const known = new Map<string, Cursor>();
    const start = (at: Affine, buffer: number | null, bytes: number): void => {
      const key = `${buffer} ${bytes} ${JSON.stringify(at)}`;
      let cursor = known.get(key);
      if (cursor === undefined) {
        cursor = { local: code.local(i32), steps: at.strides.map((stride) => stride * bytes) };
        code.origin(at, buffer, bytes).set(cursor.local);
        known.set(key, cursor);
      }
      this.#cursors.set(at, cursor);
    };
    for (const one of this.#loop.body) {
      if (one.op === "load" || one.op === "gather")
        start(one.access.at, one.access.buffer, bytesOf(one.dtype));
      if (one.op === "index" || one.op === "random") start(one.at, null, 1);
      if (one.op === "random") start(one.key.at, one.key.buffer, 4);
    }
    for (const { access, dtype } of this.#loop.stores)
      start(access.at, access.buffer, bytesOf(dtype));
  }

  #cursor(at: Affine): Cursor {
    return this.#cursors.get(at)!;
  }

  /** Everything inside `depth` loops. */
  #level(depth: number, mode: Mode): void {
    const { sizes, reduced, stores } = this.#loop;
    const reduces = stores[0]!.reduction !== null;
    const firstReduced = reduced.includes(true) ? reduced.indexOf(true) : sizes.length;
    this.#instructions(depth, mode);
    if (reduces && depth === firstReduced) {
      this.#eachAccumulator(mode, (store, name) => this.#reset(store, name));
      this.#reduceLoops(depth, mode);
      this.#eachAccumulator(mode, (store, name) => this.#settle(store, name));
      stores.forEach((store, i) => this.#finish(store, i, mode));
      return;
    }
    if (depth === sizes.length) {
      for (const store of stores) this.#write(store, mode);
      return;
    }
    this.#dimension(depth, mode, (inner) => this.#level(depth + 1, inner));
  }

  /** The reduced loops from `depth` on; the accumulators are set before. */
  #reduceLoops(depth: number, mode: Mode): void {
    const { sizes, stores } = this.#loop;
    if (depth === sizes.length) {
      stores.forEach((store, i) => this.#combine(store, i, mode));
      return;
    }
    const inside = (inner: Mode): void => {
      this.#instructions(depth + 1, inner);
      this.#reduceLoops(depth + 1, inner);
    };
    if (depth === this.#blockLevel) this.#blocks(depth, mode, inside);
    else this.#dimension(depth, mode, inside);
  }

  /** One loop over dimension `d`; over the vectorised one, in whole vectors and then single elements. */
  #dimension(d: number, mode: Mode, inside: (mode: Mode) => void): void {
    if (d === 0 && this.#units > 1) return this.#divided(inside);
    if (d !== this.#vector) return this.#loopOver(d, this.#loop.sizes[d]!, 1, mode, inside);
    const size = this.#loop.sizes[d]!;
    const wide = lanes * this.#copies;
    const most = Math.floor(size / wide);
    const some = Math.floor((size % wide) / lanes);
    const few = size % lanes;
    if (most > 0) this.#loopOver(d, most, wide, { vector: true, copies: this.#copies }, inside);
    if (some > 0) this.#loopOver(d, some, lanes, { vector: true, copies: 1 }, inside);
    if (few > 0) this.#loopOver(d, few, 1, scalarMode, inside);
  }

  /** The rounds of the outermost dimension from `start` to `end`. What is left beyond whole vectors belongs to the last unit. */
  #divided(inside: (mode: Mode) => void): void {
    const code = this.#code;
    const vector = this.#vector === 0;
    const width = vector ? lanes * this.#copies : 1;
    this.#skip(width);
    const mode = vector ? { vector: true, copies: this.#copies } : scalarMode;
    const count = code.local(i32);
    code.get(code.end).get(code.start).op("i32.sub").set(count);
    code.repeatLocal(count, () => {
      inside(mode);
      this.#advance(0, width);
    });
    if (!vector) return;
    const left = this.#loop.sizes[0]! % width;
    if (left === 0) return;
    code
      .get(code.end)
      .i32(this.#units)
      .op("i32.eq")
      .if(() => {
        const some = Math.floor(left / lanes);
        if (some > 0) this.#loopOver(0, some, lanes, { vector: true, copies: 1 }, inside);
        if (left % lanes > 0) this.#loopOver(0, left % lanes, 1, scalarMode, inside);
      });
  }

  /** Moves every cursor to the first unit of work, a unit being `width` rounds of the outermost dimension. */
  #skip(width: number): void {
    const code = this.#code;
    for (const { local, steps } of new Set(this.#cursors.values())) {
      if (steps[0] === 0) continue;
      code
        .get(local)
        .get(code.start)
        .i32(width * steps[0]!)
        .op("i32.mul", "i32.add")
        .set(local);
    }
  }

  #loopOver(
    d: number,
    count: number,
    width: number,
    mode: Mode,
    inside: (mode: Mode) => void,
  ): void {
    this.#code.repeat(count, () => {
      inside(mode);
      this.#advance(d, width);
    });
  }

  /** Moves every cursor `width` along dimension `d`, and back from the end of the loop inside. */
  #advance(d: number, width: number): void {
    const next = d + 1;
    const { sizes } = this.#loop;
    for (const { local, steps } of new Set(this.#cursors.values())) {
      const back = next < sizes.length ? sizes[next]! * steps[next]! : 0;
      this.#code.advance(local, width * steps[d]! - back);
    }
  }

  /** As `#dimension`, with sums that start anew every block and are then added to the outer ones. */
  #blocks(d: number, mode: Mode, inside: (mode: Mode) => void): void {
    const code = this.#code;
    const { sizes } = this.#loop;
    const block = (inner: Mode, loop: () => void): void => {
      this.#eachAccumulator(inner, (store, name) => {
        if (this.#isBlocked(store)) {
          code.get(this.#accumulator(name, store)).set(this.#accumulator(`${name} outer`, store));
          this.#reset(store, name);
        }
      });
      loop();
      this.#eachAccumulator(inner, (store, name) => {
        if (!this.#isBlocked(store)) return;
        const [one, outer] = [
          this.#accumulator(name, store),
          this.#accumulator(`${name} outer`, store),
        ];
        code
          .get(outer)
          .get(one)
          .op(isVector(name) ? "f32x4.add" : "f32.add")
          .set(one);
      });
    };
    const inner = sizes
      .slice(d + 1)
      .reduce((n, size, i) => n * (d + 1 + i === this.#vector ? Math.ceil(size / lanes) : size), 1);
    const rounds = Math.max(1, Math.floor(blockOfSum / inner));
    const long = (count: number, width: number, into: Mode): void => {
      const whole = Math.floor(count / rounds);
      if (whole > 0)
        code.repeat(whole, () => block(into, () => this.#loopOver(d, rounds, width, into, inside)));
      if (count % rounds > 0)
        block(into, () => this.#loopOver(d, count % rounds, width, into, inside));
    };
    if (d !== this.#vector) return long(sizes[d]!, 1, mode);
    const size = sizes[d]!;
    const wide = lanes * this.#copies;
    long(Math.floor(size / wide), wide, { vector: true, copies: this.#copies });
    long(Math.floor((size % wide) / lanes), lanes, { vector: true, copies: 1 });
    if (size % lanes > 0) this.#loopOver(d, size % lanes, 1, scalarMode, inside);
  }

  #isBlocked({ reduction, dtype }: Store): boolean {
    return reduction === "sum" && dtype === "float32";
  }

  /** Computes the instructions that belong directly inside `depth` loops. */
  #instructions(depth: number, mode: Mode): void {
    this.#loop.body.forEach((one, number) => {
      if (this.#depths[number] !== depth) return;
      // What lies outside the vectorised loop serves whole vectors and single elements alike.
      if (this.#vector >= 0 && depth <= this.#vector) {
        this.#compute(one, number, { vector: true, copies: 1 }, 0);
        this.#compute(one, number, scalarMode, 0);
        return;
      }
      const copies = this.#varies(number) ? mode.copies : 1;
      this.#code.sideBySide(
        Array.from({ length: copies }, (_, copy) => (): void => {
          this.#compute(one, number, mode, copy);
        }),
      );
    });
  }

  #type(dtype: DType, mode: Mode): Parameters<KernelCode["local"]>[0] {
    return mode.vector ? v128 : scalarType(dtype);
  }

  /** The local of an instruction's value. */
  #value(number: number, mode: Mode, copy: number): number {
    const which = this.#varies(number) ? copy : 0;
    const key = `${number} ${mode.vector} ${which}`;
    let local = this.#values.get(key);
    if (local === undefined) {
      local = this.#code.local(this.#type(this.#loop.body[number]!.dtype, mode));
      this.#values.set(key, local);
    }
    return local;
  }

  #compute(one: Instruction, number: number, mode: Mode, copy: number): void {
    const code = this.#code;
    const { dtype } = one;
    switch (one.op) {
      case "constant":
        if (mode.vector) constantVector(code, one.value, dtype);
        else constantScalar(code, one.value, dtype);
        break;
      case "load": {
        const cursor = this.#cursor(one.access.at);
        if (mode.vector) {
          const step = cursor.steps[this.#vector]!;
          const offset = copy * lanes * step;
          if (step === bytesOf(dtype)) {
            code.get(cursor.local);
            loadVector(code, dtype, offset);
          } else if (step === 0) {
            code.get(cursor.local);
            splatVector(code, dtype, 0);
          } else {
            gatherVector(code, dtype, cursor.local, offset, step);
          }
        } else {
          code.get(cursor.local);
          loadScalar(code, dtype);
        }
        break;
      }
      case "index": {
        const { local, steps } = this.#cursor(one.at);
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
        const { local, steps } = this.#cursor(one.at);
        const key = this.#cursor(one.key.at).local;
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
        const inputs = one.inputs.map((input) => this.#value(input, mode, copy));
        const from = this.#loop.body[one.inputs.at(-1)!]!.dtype;
        if (mode.vector) emitVector(code, one, inputs, from);
        else emitScalar(code, one, inputs, from);
      }
    }
    code.set(this.#value(number, mode, copy));
  }

  #offsetIndex(
    local: number,
    copy: number,
    steps: readonly number[],
    emit: (index: number, step: number) => void,
  ): void {
    const step = steps[this.#vector]!;
    if (copy === 0) return emit(local, step);
    this.#code.scratch(i32, 1, (index) => {
      this.#code
        .get(local)
        .i32(copy * lanes * step)
        .op("i32.add")
        .set(index!);
      emit(index!, step);
    });
  }

  #gather(one: Extract<Instruction, { op: "gather" }>): void {
    const code = this.#code;
    const index = this.#value(one.index, scalarMode, 0);
    const { local } = this.#cursor(one.access.at);
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
    loadScalar(code, one.dtype);
    constantScalar(code, one.dtype.startsWith("float") ? NaN : 0, one.dtype);
    inside();
    code.op("select");
  }

  #write(store: Store, mode: Mode): void {
    const code = this.#code;
    const { local, steps } = this.#cursor(store.access.at);
    if (!mode.vector) {
      const value = this.#value(store.value, mode, 0);
      if (store.scatter === null) return this.#writeScalar(store, local, value);
      const index = this.#value(store.scatter.index, mode, 0);
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
              .set(place!);
            this.#writeScalar(store, place!, value);
          });
        });
      return;
    }
    const step = steps[this.#vector]!;
    for (let copy = 0; copy < mode.copies; copy++) {
      const value = this.#value(store.value, mode, copy);
      const offset = copy * lanes * step;
      if (!store.accumulate) {
        storeVector(code, store.dtype, local, offset, step, value);
        continue;
      }
      code.scratch(v128, 2, (before, sum) => {
        if (step === bytesOf(store.dtype)) {
          code.get(local);
          loadVector(code, store.dtype, offset);
        } else {
          gatherVector(code, store.dtype, local, offset, step);
        }
        code.set(before!);
        emitVector(
          code,
          { op: "add", inputs: [], dtype: store.dtype },
          [before!, value],
          store.dtype,
        );
        code.set(sum!);
        storeVector(code, store.dtype, local, offset, step, sum!);
      });
    }
  }

  #writeScalar(store: Store, place: number, value: number): void {
    const code = this.#code;
    code.get(place);
    if (store.accumulate) {
      code.scratch(scalarType(store.dtype), 1, (before) => {
        code.get(place);
        loadScalar(code, store.dtype);
        code.set(before!);
        emitScalar(
          code,
          { op: "add", inputs: [], dtype: store.dtype },
          [before!, value],
          store.dtype,
        );
      });
    } else {
      code.get(value);
    }
    storeScalar(code, store.dtype);
  }

  // Reductions. An accumulator is named by its store, and its copy where the vectorised dimension is kept or reduced.

  /** The accumulators that are in use in a mode. */
  #eachAccumulator(mode: Mode, f: (store: Store, name: string) => void): void {
    const reducesVectors = this.#vector >= 0 && this.#loop.reduced[this.#vector]!;
    this.#loop.stores.forEach((store, i) => {
      if (!reducesVectors) {
        for (let copy = 0; copy < mode.copies; copy++) f(store, `${i} ${mode.vector} ${copy}`);
        return;
      }
      // Vectors and single elements are combined at the end.
      const around = mode === scalarMode;
      const copies = around ? this.#copies : mode.copies;
      if (around || mode.vector)
        for (let copy = 0; copy < copies; copy++) f(store, `${i} true ${copy}`);
      if (around && this.#loop.sizes[this.#vector]! % lanes > 0) f(store, `${i} false 0`);
    });
  }

  #accumulator(name: string, store: Store): number {
    const vector = isVector(name);
    let local = this.#values.get(`acc ${name}`);
    if (local === undefined) {
      local = this.#code.local(vector ? v128 : scalarType(store.dtype));
      this.#values.set(`acc ${name}`, local);
    }
    return local;
  }

  #reset(store: Store, name: string): void {
    const code = this.#code;
    const vector = isVector(name);
    const value = neutral(store.reduction!, store.dtype);
    if (vector) constantVector(code, value, store.dtype);
    else constantScalar(code, value, store.dtype);
    code.set(this.#accumulator(name, store));
    if (vector && notesNaN(store)) code.vectorOfInt(0).set(this.#mask(name));
    if (store.reduction!.startsWith("arg")) {
      code.i32(-1).set(this.#position(name, "best"));
      code.i32(0).set(this.#position(name, "next"));
    }
  }

  /** The lanes in which a float32 `max` or `min` has met a NaN: `pmax` and `pmin` drop it, but are one instruction where `max` and `min` are many. */
  #mask(name: string): number {
    const key = `mask ${name}`;
    let local = this.#values.get(key);
    if (local === undefined) this.#values.set(key, (local = this.#code.local(v128)));
    return local;
  }

  /** Makes the lanes that have met a NaN one. */
  #settle(store: Store, name: string): void {
    if (!isVector(name) || !notesNaN(store)) return;
    const sum = this.#accumulator(name, store);
    this.#code.get(sum).get(this.#mask(name)).op("v128.or").set(sum);
  }

  #position(name: string, which: string): number {
    const key = `${which} ${name}`;
    let local = this.#values.get(key);
    if (local === undefined) this.#values.set(key, (local = this.#code.local(i32)));
    return local;
  }

  #combine(store: Store, i: number, mode: Mode): void {
    const code = this.#code;
    for (let copy = 0; copy < mode.copies; copy++) {
      const name = `${i} ${mode.vector} ${copy}`;
      const value = this.#value(store.value, mode, copy);
      if (store.reduction === "argmax" || store.reduction === "argmin") {
        this.#better(store, name, value);
        continue;
      }
      const sum = this.#accumulator(name, store);
      if (mode.vector && notesNaN(store)) {
        const mask = this.#mask(name);
        code
          .get(sum)
          .get(value)
          .op(store.reduction === "max" ? "f32x4.pmax" : "f32x4.pmin");
        code.set(sum);
        code.get(value).get(value).op("f32x4.ne").get(mask).op("v128.or").set(mask);
        continue;
      }
      const one = { op: combining[store.reduction!], inputs: [], dtype: store.dtype } as const;
      if (mode.vector) emitVector(code, one, [sum, value], store.dtype);
      else emitScalar(code, one, [sum, value], store.dtype);
      code.set(sum);
    }
  }

  /** Keeps the first best element: a later one must be strictly better, or the first NaN. */
  #better(store: Store, name: string, value: number): void {
    const code = this.#code;
    const dtype = this.#loop.body[store.value]!.dtype;
    const key = `value ${name}`;
    let best = this.#values.get(key);
    if (best === undefined) this.#values.set(key, (best = code.local(scalarType(dtype))));
    const position = this.#position(name, "best");
    const next = this.#position(name, "next");
    const [a, b] = store.reduction === "argmax" ? [best, value] : [value, best];
    const same = (x: number): void =>
      emitScalar(code, { op: "equal", inputs: [], dtype: "bool" }, [x, x], dtype);
    emitScalar(code, { op: "less", inputs: [], dtype: "bool" }, [a, b], dtype);
    same(value);
    code.op("i32.eqz", "i32.or");
    // Nothing beats a NaN that is already the best.
    same(best);
    code.op("i32.and").get(position).i32(0).op("i32.lt_s", "i32.or");
    code.if(() => code.get(value).set(best).get(next).set(position));
    code.advance(next, 1);
  }

  /** Stores a finished reduction. */
  #finish(store: Store, i: number, mode: Mode): void {
    const code = this.#code;
    const { local, steps } = this.#cursor(store.access.at);
    if (store.reduction === "argmax" || store.reduction === "argmin") {
      code.get(local).get(this.#position(`${i} false 0`, "best"));
      return storeScalar(code, "int32");
    }
    const reducesVectors = this.#vector >= 0 && this.#loop.reduced[this.#vector]!;
    if (!reducesVectors) {
      for (let copy = 0; copy < mode.copies; copy++) {
        const value = this.#accumulator(`${i} ${mode.vector} ${copy}`, store);
        if (mode.vector) {
          const step = steps[this.#vector]!;
          storeVector(code, store.dtype, local, copy * lanes * step, step, value);
        } else {
          code.get(local).get(value);
          storeScalar(code, store.dtype);
        }
      }
      return;
    }
    const one = { op: combining[store.reduction!], inputs: [], dtype: store.dtype } as const;
    const first = this.#accumulator(`${i} true 0`, store);
    for (let copy = 1; copy < this.#copies; copy++) {
      emitVector(code, one, [first, this.#accumulator(`${i} true ${copy}`, store)], store.dtype);
      code.set(first);
    }
    const total = this.#values.get(`total ${i}`) ?? code.local(scalarType(store.dtype));
    this.#values.set(`total ${i}`, total);
    acrossLanes(code, store.dtype, first, (a, b) => emitScalar(code, one, [a, b], store.dtype));
    code.set(total);
    if (this.#loop.sizes[this.#vector]! % lanes > 0) {
      emitScalar(code, one, [total, this.#accumulator(`${i} false 0`, store)], store.dtype);
      code.set(total);
    }
    code.get(local).get(total);
    storeScalar(code, store.dtype);
  }

  /** A reduction of nothing gives its neutral element everywhere. */
  #storeEmpty(): number {
    const { sizes, reduced, stores } = this.#loop;
    const kept = sizes.filter((_, d) => !reduced[d]);
    const loop: Loop = {
      ...this.#loop,
      sizes: kept,
      reduced: kept.map(() => false),
      body: stores.map(({ reduction, dtype }) => ({
        op: "constant",
        value: neutral(reduction!, dtype),
        dtype,
      })),
      stores: stores.map((store, value) => ({
        ...store,
        value,
        reduction: null,
        access: {
          ...store.access,
          at: {
            ...store.access.at,
            strides: store.access.at.strides.filter((_, d) => !reduced[d]),
          },
        },
      })),
    };
    return emitLoop(this.#code, loop);
  }
}

/** Whether a reduction finds the largest or smallest of float32, and a NaN where there is one. */
function notesNaN({ reduction, dtype }: Store): boolean {
  return dtype === "float32" && (reduction === "max" || reduction === "min");
}

/** Whether an accumulator, by its name, is one of vectors. */
function isVector(name: string): boolean {
  return name.includes("true");
}

const combining = {
  sum: "add",
  prod: "mul",
  max: "maximum",
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
      return floating ? -Infinity : dtype === "int32" ? -(2 ** 31) : 0;
    case "min":
      return floating ? Infinity : dtype === "int32" ? 2 ** 31 - 1 : dtype === "uint8" ? 255 : 1;
    default:
      return 0;
  }
}

function inputsOf(one: Instruction): readonly number[] {
  if ("inputs" in one) return one.inputs;
  return one.op === "gather" ? [one.index] : [];
}

function expressionsOf(one: Instruction): readonly Affine[] {
  switch (one.op) {
    case "load":
    case "gather":
      return [one.access.at];
    case "index":
      return [one.at];
    case "random":
      return [one.at, one.key.at];
    default:
      return [];
  }
}
