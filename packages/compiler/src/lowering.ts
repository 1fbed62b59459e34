import { type DType, type Graph, type Shape, sizeOf, type Step, stridesOf } from "@chainrule/graph";
import { type Affine, combine, constantOf, counterOf } from "./affine.ts";
import type { Located, Nest, Origin } from "./nest.ts";
import type { PadSums } from "./pad-sums.ts";
import type { Buffer, Kernel, Loop, Store, Target } from "./plan.ts";
import { typeOf } from "./value.ts";

/** A graph on its way to kernels: those that are written, the buffers they use, and where values lie. */
export class Lowering implements Origin {
  readonly graph: Graph;
  readonly padSums: PadSums;
  readonly target: Target;
  readonly buffers: Buffer[] = [];
  readonly kernels: Kernel[] = [];
  /** Padded copies for convolutions, by source, order and padding. */
  readonly copies: Map<string, Buffer> = new Map();
  /** Where a value lies in memory; `undefined` for one that is computed where it is used. */
  readonly located: Located = (value) => this.#places.get(value);
  readonly #places = new Map<number, Buffer>();
  /** The values that must lie row by row. */
  readonly #plain: ReadonlySet<number>;

  constructor(graph: Graph, plain: ReadonlySet<number>, padSums: PadSums, target: Target) {
    this.graph = graph;
    this.padSums = padSums;
    this.target = target;
    this.#plain = plain;
    graph.inputs.forEach(({ dtype, shape }, value) => {
      this.#places.set(value, this.buffer(dtype, shape, stridesOf(shape), "input", value));
    });
  }

  /** Adds a nest as a kernel. */
  emit(
    step: Step,
    nest: Nest,
    stores: readonly Store[],
    reduced: readonly boolean[] = [],
    name: string = step.debug.operation || step.primitive,
  ): void {
    const dims = nest.sizes.length;
    this.push({
      kind: "loop",
      name,
      sizes: nest.sizes,
      reduced: nest.sizes.map((_, d) => reduced[d] ?? false),
      body: nest.body,
      stores: stores.map((store) =>
        store.access.at.strides.length === dims
          ? store
          : {
              ...store,
              access: {
                ...store.access,
                at: { ...store.access.at, strides: constantOf(0, dims).strides },
              },
            },
      ),
    });
  }

  /** Adds a loop nest as it is. */
  push(loop: Loop): void {
    this.kernels.push(loop);
  }

  /** The store of an instruction at `indices` of a buffer. */
  store(buffer: Buffer, value: number, indices: readonly Affine[]): Store {
    const dims = indices[0]?.strides.length ?? 0;
    return {
      value,
      access: { buffer: buffer.id, at: combine(indices, buffer.strides, dims) },
      dtype: buffer.dtype,
      reduction: null,
      accumulate: false,
      scatter: null,
    };
  }

  /** Writes zeros. */
  fill(buffer: Buffer, step: Step): void {
    const sizes = [buffer.length];
    this.push({
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
          reduction: null,
          accumulate: false,
          scatter: null,
        },
      ],
    });
  }

  /** The order, outermost first, in which the axes of a nest's largest read lie in memory. */
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

  /** The buffer of a value: row by row for an output, else with its axes in `order`. */
  place(value: number, step: Step, order?: readonly number[]): Buffer {
    const { dtype, shape } = step.type;
    const index = this.graph.outputs.indexOf(value);
    const free = index < 0 && order !== undefined && !this.#plain.has(value);
    const strides = free ? orderedStrides(shape, order) : stridesOf(shape);
    const role = index < 0 ? "temporary" : "output";
    const buffer = this.buffer(dtype, shape, strides, role, index);
    this.#places.set(value, buffer);
    return buffer;
  }

  /** Adds a buffer. */
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

  shapes(step: Step): Shape[] {
    return step.inputs.map((input) => this.shape(input));
  }

  shape(value: number): Shape {
    return typeOf(this.graph, value).shape;
  }

  dtype(value: number): DType {
    return typeOf(this.graph, value).dtype;
  }
}

/** Strides of a shape whose axes lie in `order`, outermost first. */
export function orderedStrides(shape: Shape, order: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  let stride = 1;
  for (const axis of order.toReversed()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
