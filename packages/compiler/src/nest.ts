import {
  type Attributes,
  type DType,
  type Elementwise,
  type Graph,
  type Shape,
  sizeOf,
  span,
  stridesOf,
} from "@chainrule/graph";
import { readInterleaved, windowIndices } from "#windows";
import { fromMaximum } from "#parts";
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
  readonly #known = new Map<string, number>();
  /** What was computed so far, by value: where several instructions use one element, it is computed once. */
  readonly #computed = new Map<number, { indices: readonly Affine[]; number: number }[]>();

  readonly #padSums: PadSums;

  constructor({ graph, located, padSums }: LoweringContext, sizes: readonly number[]) {
    this.graph = graph;
    this.located = located;
    this.#padSums = padSums;
    this.sizes = sizes;
  }

  /** Adds an instruction, or finds the equal one that is there. */
  emit(instruction: Instruction): number {
    const key = instructionKey(instruction);
    let number = this.#known.get(key);
    if (number === undefined) {
      number = this.body.push(instruction) - 1;
      this.#known.set(key, number);
    }
    return number;
  }

  /** The element of `value` at `indices`, one for each axis: an instruction's number. */
  evaluate(value: number, indices: readonly Affine[]): number {
    const buffer = this.located(value);
    if (buffer !== undefined) {
      const at = combine(indices, buffer.strides, this.sizes.length);
      return this.emit({ op: "load", access: { buffer: buffer.id, at }, dtype: buffer.dtype });
    }
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
    const { graph } = this;
    const step = stepOf(graph, value)!;
    const { dtype } = step.type;
    const [first] = step.inputs;
    const interleaving = this.#padSums.sums.get(value)?.interleaving;
    if (interleaving) return readInterleaved(this, value, interleaving, indices);
    if (isView(step)) return this.evaluateView(value, indices);
    switch (step.primitive) {
      case "constant": {
        const { value: number } = step.attributes;
        return this.emit({ op: "constant", value: number, dtype });
      }
      case "iota":
        return this.emit({ op: "index", at: indices[0]!, dtype });
      case "random": {
        const key = this.#memory(first!);
        const at = combine(indices, stridesOf(step.type.shape), this.sizes.length);
        const start = constantOf(0, this.sizes.length);
        return this.emit({ op: "random", key: { buffer: key.id, at: start }, at, dtype });
      }
      case "take":
        return this.#take(step.inputs, step.attributes, indices, dtype);
      default: {
        const inputs = step.inputs.map((input) =>
          this.evaluate(input, this.broadcast(indices, input)),
        );
        const decays =
          step.primitive === "exp" && dtype === "float32" && fromMaximum(graph, first!);
        const op = decays ? "decay" : (step.primitive as Exclude<Elementwise, "identity">);
        return this.emit({ op, inputs, dtype });
      }
    }
  }

  /** The element that a view shows at `indices`. */
  evaluateView(value: number, indices: readonly Affine[]): number {
    const source = stepOf(this.graph, value)!.inputs[0]!;
    const below = this.below(value, indices);
    if (below !== null) return this.evaluate(source, below);
    // A reshape that mixes axes: the source is read by its row-major position.
    const buffer = this.located(source);
    if (buffer === undefined || !isRowMajor(buffer)) throw new Materialize(source, true);
    const at = combine(indices, stridesOf(this.#shape(value)), this.sizes.length);
    return this.emit({ op: "load", access: { buffer: buffer.id, at }, dtype: buffer.dtype });
  }

  /** Where in its source a view finds the element that it shows at `indices`; `null` where that is no affine expression. */
  below(value: number, indices: readonly Affine[]): readonly Affine[] | null {
    const step = stepOf(this.graph, value)!;
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
        return this.#reshape(inputs[0]!, value, indices);
    }
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

  /** The indices of a value that broadcasts to what `indices` go over. */
  broadcast(indices: readonly Affine[], value: number): Affine[] {
    return broadcast(indices, this.#shape(value), this.sizes.length);
  }

  #shape(value: number): Shape {
    return typeOf(this.graph, value).shape;
  }

  /** The buffer of a vector that is read from memory: a random key, or starts. */
  #memory(value: number): Buffer {
    const buffer = this.located(value);
    if (buffer === undefined) throw new Materialize(value, true);
    return buffer;
  }

  #take(
    inputs: readonly number[],
    { axis }: Attributes<"take">,
    indices: readonly Affine[],
    dtype: DType,
  ): number {
    const [source, positions] = [inputs[0]!, inputs[1]!];
    const index = this.evaluate(positions, [indices[axis]!]);
    const buffer = this.located(source);
    if (buffer === undefined) throw new Materialize(source);
    const dims = this.sizes.length;
    const start = indices.with(axis, constantOf(0, dims));
    return this.emit({
      op: "gather",
      access: { buffer: buffer.id, at: combine(start, buffer.strides, dims) },
      index,
      stride: buffer.strides[axis]!,
      length: buffer.shape[axis]!,
      dtype,
    });
  }

  /**
   * The indices in the source of a reshape. Axes of both shapes are matched in runs of equal size, as [2, 3] and [6] in [2, 3, 4] and [6, 4]; in each, the
   * row-major position is split into the source's indices. `null` where that is no affine expression.
   */
  #reshape(source: number, value: number, indices: readonly Affine[]): Affine[] | null {
    const from = this.#shape(source);
    const to = this.#shape(value);
    if (sizeOf(to) === 0) return from.map(() => constantOf(0, this.sizes.length));
    const result: Affine[] = [];
    let [i, j] = [0, 0];
    while (i < from.length || j < to.length) {
      const [i0, j0] = [i, j];
      let [m, n] = [1, 1];
      if (i < from.length) m = from[i++]!;
      if (j < to.length) n = to[j++]!;
      while (m !== n) {
        if (m < n) m *= from[i++]!;
        else n *= to[j++]!;
      }
      const run = to.slice(j0, j);
      const position = combine(indices.slice(j0, j), stridesOf(run), this.sizes.length);
      const buffer = this.located(source);
      if (i - i0 > 1 && buffer !== undefined && isRowMajor(buffer)) return null;
      const axes = delinearize(position, from.slice(i0, i), this.sizes);
      if (axes === null) return null;
      result.push(...axes);
    }
    return result;
  }
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
