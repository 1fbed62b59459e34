import {
  type DType,
  type Graph,
  type Inputs,
  type Primitive,
  type Shape,
  sizeOf,
  type Step,
  stridesOf,
} from "@chainrule/graph";
import { type Affine, combine, counterOf } from "./affine.ts";
import type { Located, LoweringContext, Nest } from "./nest.ts";
import type { PadSums } from "./pad-sums.ts";
import type { Buffer, Kernel, Store, Target } from "./plan.ts";
import { overwrite } from "./stores.ts";
import { orderedStrides } from "./strides.ts";
import { typeOf } from "./value.ts";

/** A graph on its way to kernels: the kernels written so far, the buffers they use, and where values lie. */
export class Lowering implements LoweringContext {
  readonly graph: Graph;
  readonly padSums: PadSums;
  readonly target: Target;
  readonly buffers: Buffer[] = [];
  readonly kernels: Kernel[] = [];
  /** Copies of operands of convolutions, by source, order and padding: each is made once. */
  readonly copies: Map<string, Buffer> = new Map();
  readonly located: Located = (value) => this.#places.get(value);
  readonly #places = new Map<number, Buffer>();
  /** Values that must be stored, and whether row by row. */
  readonly #forced: ReadonlyMap<number, boolean>;

  constructor(
    graph: Graph,
    forced: ReadonlyMap<number, boolean>,
    padSums: PadSums,
    target: Target,
  ) {
    this.graph = graph;
    this.padSums = padSums;
    this.target = target;
    this.#forced = forced;
    graph.inputs.forEach(({ dtype, shape }, value) => {
      this.#places.set(value, this.buffer(dtype, shape, stridesOf(shape), "input", value));
    });
  }

  /** Adds a nest as a kernel, named after the operation that the user called. */
  emit(
    step: Step,
    nest: Nest,
    stores: readonly Store[],
    reduced: readonly boolean[] = [],
    name: string = step.debug.operation || step.primitive,
  ): void {
    this.kernels.push({
      kind: "loop",
      name,
      sizes: nest.sizes,
      reduced: nest.sizes.map((_, d) => reduced[d] ?? false),
      body: nest.body,
      stores,
    });
  }

  /** A store of what instruction `value` of a nest gives, at `indices` of a buffer. */
  store(nest: Nest, buffer: Buffer, value: number, indices: readonly Affine[]): Store {
    return {
      value,
      access: { buffer: buffer.id, at: combine(indices, buffer.strides, nest.sizes.length) },
      dtype: buffer.dtype,
      ...overwrite,
    };
  }

  /** Adds a kernel that fills a buffer with zeros. */
  fill(buffer: Buffer, step: Step): void {
    const sizes = [buffer.length];
    this.kernels.push({
      kind: "loop",
      name: `${step.primitive} zeros`,
      sizes,
      reduced: [false],
      body: [{ op: "constant", value: 0, dtype: buffer.dtype }],
      stores: [
        {
          value: 0,
          access: { buffer: buffer.id, at: counterOf(0, 1) },
          dtype: buffer.dtype,
          ...overwrite,
        },
      ],
    });
  }

  /**
   * The order, outermost first, in which the axes of `shape` lie in memory in the largest value that a nest over it reads: a result in the same order is
   * written in long lines where that is read in long lines.
   */
  orderOf(nest: Nest, axisOf: readonly number[], shape: Shape): number[] {
    const rowMajor = stridesOf(shape);
    let best = { elements: 1, strides: rowMajor };
    for (const one of nest.body) {
      if (one.op !== "load") continue;
      const { strides } = one.access.at;
      const elements = nest.sizes.reduce(
        (size, length, d) => (strides[d] === 0 ? size : size * length),
        1,
      );
      if (elements <= best.elements) continue;
      const largest = shape.map((_, axis) =>
        Math.min(
          ...strides.map((stride, d) =>
            axisOf[d] === axis && stride !== 0 ? Math.abs(stride) : Infinity,
          ),
        ),
      );
      best = {
        elements,
        strides: largest.map((stride, axis) => (stride === Infinity ? rowMajor[axis]! : stride)),
      };
    }
    return shape
      .map((_, axis) => axis)
      .toSorted((p, q) => best.strides[q]! - best.strides[p]! || p - q);
  }

  /** Adds the buffer of a value, which lies there from now on: row by row for an output of the program, else with its axes in `order`. */
  place(value: number, step: Step, order?: readonly number[]): Buffer {
    const { dtype, shape } = step.type;
    const index = this.graph.outputs.indexOf(value);
    const free = index < 0 && order !== undefined && !this.#forced.get(value);
    const strides = free ? orderedStrides(shape, order) : stridesOf(shape);
    const role = index < 0 ? "temporary" : "output";
    const buffer = this.buffer(dtype, shape, strides, role, index);
    this.#places.set(value, buffer);
    return buffer;
  }

  /** Adds a buffer for a value of no step: a copy, parts of a sum, scratch memory. */
  temporary(dtype: DType, shape: Shape, strides: readonly number[]): Buffer {
    return this.buffer(dtype, shape, strides, "temporary", -1);
  }

  /** Adds a buffer; `index` is its number among the inputs or outputs of the program. */
  buffer(
    dtype: DType,
    shape: Shape,
    strides: readonly number[],
    role: Buffer["role"],
    index: number,
  ): Buffer {
    const buffer = {
      id: this.buffers.length,
      dtype,
      shape,
      strides,
      length: sizeOf(shape),
      role,
      index,
    };
    this.buffers.push(buffer);
    return buffer;
  }

  /** The shapes of a step's inputs, of which its primitive has so many. */
  shapes<P extends Primitive>(step: Step<P>): Inputs<P, Shape> {
    return step.inputs.map((input) => this.shape(input)) as readonly Shape[] as Inputs<P, Shape>;
  }

  shape(value: number): Shape {
    return typeOf(this.graph, value).shape;
  }

  dtype(value: number): DType {
    return typeOf(this.graph, value).dtype;
  }
}
