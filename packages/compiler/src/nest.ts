import { type Graph, type Shape, sizeOf, span, type Step, stridesOf } from "@chainrule/graph";
import { readInterleaved, windowIndices } from "#windows";
import { operationOf } from "#operation";
import {
  type Affine,
  affineKey,
  combine,
  constantOf,
  delinearize,
  scale,
  shift,
} from "./affine.ts";
import { constantVector } from "./constant-vector.ts";
import type { PadSums } from "./pad-sums.ts";
import type { Buffer, Instruction } from "./plan.ts";
import { Materialize } from "./signals.ts";
import { isRowMajor } from "./strides.ts";
import { isView, stepOf, typeOf } from "./value.ts";

/** Where a value lies in memory; `undefined` for one that is computed where it is used. */
export type Located = (value: number) => Buffer | undefined;

/** What a nest must know of the program around it. */
export interface LoweringContext {
  readonly graph: Graph;
  readonly located: Located;
  readonly padSums: PadSums;
}

/**
 * The body of a loop nest under construction. Values of the graph that are not in memory are computed inside: each becomes instructions on one element,
 * whose index along each axis is an affine expression of the nest's counters.
 */
export class Nest {
  readonly graph: Graph;
  readonly located: Located;
  readonly sizes: readonly number[];
  readonly body: Instruction[] = [];
  readonly #padSums: PadSums;
  /** The numbers of instructions by what they say. */
  readonly #numbers = new Map<string, number>();
  /** What was computed so far, by value: where several instructions use one element, it is computed once. */
  readonly #computed = new Map<number, { indices: readonly Affine[]; number: number }[]>();

  constructor({ graph, located, padSums }: LoweringContext, sizes: readonly number[]) {
    this.graph = graph;
    this.located = located;
    this.sizes = sizes;
    this.#padSums = padSums;
  }

  /** Adds an instruction, or finds the equal one that is there. */
  emit(instruction: Instruction): number {
    const key = instructionKey(instruction);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.body.push(instruction) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The element of `value` at `indices`, one for each axis: an instruction's number. */
  evaluate(value: number, indices: readonly Affine[]): number {
    const buffer = this.located(value);
    if (buffer !== undefined) return this.#load(buffer, indices, buffer.strides);
    const elements = this.#computed.get(value) ?? [];
    const known = elements.find((element) => sameIndices(element.indices, indices));
    if (known !== undefined) return known.number;
    const number = this.compute(value, indices);
    elements.push({ indices, number });
    this.#computed.set(value, elements);
    return number;
  }

  /** As `evaluate`, for a value that is computed here even where it is in memory: its own kernel does. */
  compute(value: number, indices: readonly Affine[]): number {
    const step = stepOf(this.graph, value)!;
    const { inputs, type } = step;
    const { dtype } = type;
    const interleaving = this.#padSums.sums.get(value)?.interleaving;
    if (interleaving) return readInterleaved(this, value, interleaving, indices);
    if (isView(step)) return this.#view(step, indices);
    switch (step.primitive) {
      case "constant":
        return this.emit({ op: "constant", value: step.attributes.value, dtype });
      case "iota":
        return this.emit({ op: "index", at: indices[0]!, dtype });
      case "random": {
        const key = { buffer: this.#memory(inputs[0]!).id, at: constantOf(0, this.sizes.length) };
        return this.emit({
          op: "random",
          key,
          at: combine(indices, stridesOf(type.shape), this.sizes.length),
          dtype,
        });
      }
      case "take":
        return this.#take(step, indices);
      default:
        return this.#apply(step, indices);
    }
  }

  /** The element that a view shows at `indices`. */
  #view(step: Step, indices: readonly Affine[]): number {
    const source = step.inputs[0]!;
    const shown = this.#shownIndices(step, indices);
    if (shown !== null) return this.evaluate(source, shown);
    // A reshape that mixes axes: the source is read by its row-major position.
    const buffer = this.located(source);
    if (buffer === undefined || !isRowMajor(buffer)) throw new Materialize(source, true);
    return this.#load(buffer, indices, stridesOf(step.type.shape));
  }

  /** Where in its source a view finds the element that it shows at `indices`; `null` where that is no affine expression. */
  #shownIndices(step: Step, indices: readonly Affine[]): readonly Affine[] | null {
    const { inputs } = step;
    const shape = this.#shape(inputs[0]!);
    const dims = this.sizes.length;
    switch (step.primitive) {
      case "identity":
        return indices;
      case "permute": {
        const { axes } = step.attributes;
        return shape.map((_, axis) => indices[axes.indexOf(axis)]!);
      }
      case "expand":
        return broadcast(indices, shape, dims);
      case "flip": {
        const { axes } = step.attributes;
        return indices.map((index, axis) =>
          axes.includes(axis) ? shift(scale(index, -1), shape[axis]! - 1) : index,
        );
      }
      case "slice": {
        const { sizes, steps } = step.attributes;
        return this.placed(inputs[1]!, indices, shape, sizes, steps);
      }
      case "windows":
        return windowIndices(step, shape, indices, dims);
      default:
        return this.#reshaped(inputs[0]!, step.type.shape, indices);
    }
  }

  /**
   * The indices in `source` of the element of its reshape to `shape`. In each run of axes the row-major position is split into the source's indices. `null`
   * where that is no affine expression.
   */
  #reshaped(source: number, shape: Shape, indices: readonly Affine[]): Affine[] | null {
    const from = this.#shape(source);
    if (sizeOf(shape) === 0) return from.map(() => constantOf(0, this.sizes.length));
    const buffer = this.located(source);
    const result: Affine[] = [];
    for (const [lengths, start, end] of runsOf(from, shape)) {
      // Several axes that lie row by row are read by their position, which needs no splitting.
      if (lengths.length > 1 && buffer !== undefined && isRowMajor(buffer)) return null;
      const strides = stridesOf(shape.slice(start, end));
      const position = combine(indices.slice(start, end), strides, this.sizes.length);
      const axes = delinearize(position, lengths, this.sizes);
      if (axes === null) return null;
      result.push(...axes);
    }
    return result;
  }

  /**
   * `starts + indices · steps` along axes of `lengths`, as `slice` and `pad` say it: where the part, of shape `sizes`, would not fit, its start is clamped.
   * `starts` is a value: known to the compiler, or read when the program runs.
   */
  placed(
    starts: number,
    indices: readonly Affine[],
    lengths: Shape,
    sizes: Shape,
    steps: readonly number[],
  ): Affine[] {
    const known = constantVector(this.graph, starts);
    return indices.map((index, axis) => {
      const max = lengths[axis]! - span(sizes[axis]!, steps[axis]!);
      const moved = scale(index, steps[axis]!);
      if (max === 0) return moved;
      if (known !== null) return shift(moved, Math.min(Math.max(known[axis]!, 0), max));
      const buffer = this.#memory(starts);
      const element = axis * buffer.strides[0]!;
      return {
        ...moved,
        dynamic: [...moved.dynamic, { buffer: buffer.id, element, max, scale: 1 }],
      };
    });
  }

  /** What is taken along an axis: the element of a source that must be in memory, at a position that is computed. */
  #take({ inputs, attributes, type }: Step<"take">, indices: readonly Affine[]): number {
    const [source, positions] = [inputs[0]!, inputs[1]!];
    const { axis } = attributes;
    const index = this.evaluate(positions, [indices[axis]!]);
    const buffer = this.located(source);
    if (buffer === undefined) throw new Materialize(source);
    const first = combine(
      indices.with(axis, constantOf(0, this.sizes.length)),
      buffer.strides,
      this.sizes.length,
    );
    return this.emit({
      op: "gather",
      access: { buffer: buffer.id, at: first },
      index,
      stride: buffer.strides[axis]!,
      length: buffer.shape[axis]!,
      dtype: type.dtype,
    });
  }

  /** An elementwise operation on the elements of its inputs. */
  #apply(step: Step, indices: readonly Affine[]): number {
    const [op, values] = operationOf(this.graph, step);
    const inputs = values.map((input) => this.evaluate(input, this.broadcast(indices, input)));
    return this.emit({ op, inputs, dtype: step.type.dtype });
  }

  /** The indices of a value that broadcasts to what `indices` go over. */
  broadcast(indices: readonly Affine[], value: number): Affine[] {
    return broadcast(indices, this.#shape(value), this.sizes.length);
  }

  /** The element of a buffer at `indices`, which go over it with `strides`. */
  #load({ id, dtype }: Buffer, indices: readonly Affine[], strides: readonly number[]): number {
    const access = { buffer: id, at: combine(indices, strides, this.sizes.length) };
    return this.emit({ op: "load", access, dtype });
  }

  /** The buffer of a vector that is read from memory: a random key, or starts. */
  #memory(value: number): Buffer {
    const buffer = this.located(value);
    if (buffer === undefined) throw new Materialize(value, true);
    return buffer;
  }

  #shape(value: number): Shape {
    return typeOf(this.graph, value).shape;
  }
}

/** Axes of a reshape that make each other up: their lengths in the source, and which they are in the result. */
type Run = [lengths: readonly number[], start: number, end: number];

/** Matches the axes of two shapes in runs of equal size, as short as may be: [2, 3] and [6], then [4] and [4], of [2, 3, 4] and [6, 4]. */
function runsOf(from: Shape, to: Shape): Run[] {
  const runs: Run[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [first, start] = [i, j];
    let [m, n] = [from[i++] ?? 1, to[j++] ?? 1];
    while (m !== n) {
      if (m < n) m *= from[i++]!;
      else n *= to[j++]!;
    }
    runs.push([from.slice(first, i), start, j]);
  }
  return runs;
}

/** The indices of an input that broadcasts: 0 along an axis of length 1. */
function broadcast(indices: readonly Affine[], shape: Shape, dims: number): Affine[] {
  const lead = indices.length - shape.length;
  return shape.map((length, axis) => (length === 1 ? constantOf(0, dims) : indices[lead + axis]!));
}

function sameIndices(a: readonly Affine[], b: readonly Affine[]): boolean {
  return a.every((index, axis) => index === b[axis] || affineKey(index) === affineKey(b[axis]!));
}

/** A text that is equal for equal instructions. */
export function instructionKey(one: Instruction): string {
  switch (one.op) {
    case "load":
      return `load ${one.access.buffer} ${affineKey(one.access.at)}`;
    case "constant":
      return `constant ${Object.is(one.value, -0) ? "-0" : one.value} ${one.dtype}`;
    case "index":
      return `index ${affineKey(one.at)} ${one.dtype}`;
    case "random":
      return `random ${one.key.buffer} ${affineKey(one.at)} ${one.dtype}`;
    case "gather":
      return `gather ${one.access.buffer} ${affineKey(one.access.at)} ${one.index} ${one.stride} ${one.length}`;
    default:
      return `${one.op} ${one.inputs.join()} ${one.dtype}`;
  }
}
