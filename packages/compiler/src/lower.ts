import {
  type Attributes,
  type DType,
  type Graph,
  promote,
  type Shape,
  sizeOf,
  type Step,
  stridesOf,
} from "@chainrule/graph";
import { type Affine, combine, constantOf, counterOf, scale, shift } from "./affine.ts";
import { type Contraction, convolution, matrixProduct, type Operand } from "./contract.ts";
import { isPlain, type Nest, nestOver, Settle } from "./nest.ts";
import type { PadSum, PadSums } from "./pad-sums.ts";
import type { Access, Buffer, Kernel, Loop, Product, Reduction, Store, Target } from "./plan.ts";

/** Kernels in order, the buffers they use, and the buffer of each output. */
export interface Lowered {
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  readonly outputs: readonly number[];
}

/**
 * Writes the kernels of a graph, given which values live in memory. Throws `Settle` when a value must live there after all, or
 * must lie there row by row: values in `plain` do.
 */
export function lower(
  graph: Graph,
  resident: ReadonlySet<number>,
  plain: ReadonlySet<number>,
  padSums: PadSums,
  target: Target,
): Lowered {
  return new Lowering(graph, resident, plain, padSums, target).run();
}

class Lowering {
  readonly graph: Graph;
  readonly resident: ReadonlySet<number>;
  readonly plain: ReadonlySet<number>;
  readonly padSums: PadSums;
  readonly target: Target;
  readonly #buffers: Buffer[] = [];
  readonly #kernels: Kernel[] = [];
  readonly #places = new Map<number, Buffer>();
  /** Padded copies for convolutions, by source, order and padding. */
  readonly #copies = new Map<string, Buffer>();
  readonly #located = (value: number): Buffer | undefined => this.#places.get(value);

  constructor(
    graph: Graph,
    resident: ReadonlySet<number>,
    plain: ReadonlySet<number>,
    padSums: PadSums,
    target: Target,
  ) {
    this.graph = graph;
    this.resident = resident;
    this.plain = plain;
    this.padSums = padSums;
    this.target = target;
  }

  run(): Lowered {
    const { graph } = this;
    const n = graph.inputs.length;
    graph.inputs.forEach(({ dtype, shape }, value) => {
      this.#places.set(value, this.#buffer(dtype, shape, stridesOf(shape), "input", value));
    });
    graph.steps.forEach((step, i) => {
      if (this.resident.has(n + i)) this.#lower(n + i, step);
    });
    const outputs = graph.outputs.map((value) => this.#places.get(value)!.id);
    return { buffers: this.#buffers, kernels: this.#kernels, outputs };
  }

  #lower(value: number, step: Step): void {
    const sum = this.padSums.sums.get(value);
    if (sum !== undefined) return this.#padSum(value, step, sum);
    switch (step.primitive) {
      case "sum":
      case "prod":
      case "max":
      case "min": {
        const { axes } = step.attributes as Attributes<"sum">;
        return this.#reduce(value, step, step.primitive, axes);
      }
      case "argmax":
      case "argmin": {
        const { axis } = step.attributes as Attributes<"argmax">;
        return this.#reduce(value, step, step.primitive, [axis]);
      }
      case "pad":
        return this.#pad(value, step);
      case "fold":
        return this.#fold(value, step);
      case "concatenate":
        return this.#concatenate(value, step);
      case "argsort":
        return this.#sort(value, step);
      case "scatterAdd":
        return this.#scatter(value, step);
      case "matmul":
        return this.#contract(value, step, matrixProduct(step, this.#shapes(step)));
      case "convolve":
        return this.#contract(value, step, convolution(step, this.#shapes(step)));
      default:
        return this.#elementwise(value, step);
    }
  }

  #elementwise(value: number, step: Step): void {
    const { nest, axisOf, result } = nestOver(
      this.graph,
      this.#located,
      step.type.shape,
      (inside, indices) => ({
        number: inside.compute(value, indices),
        indices,
      }),
    );
    const order = this.#orderOf(nest, axisOf, step.type.shape);
    const buffer = this.#place(value, step, order);
    this.#emit(step, nest, [this.#store(buffer, result.number, result.indices)]);
  }

  #reduce(value: number, step: Step, reduction: Reduction, axes: readonly number[]): void {
    const shape = this.#shapes(step)[0]!;
    const source = step.inputs[0]!;
    const cut = reduction.startsWith("arg") ? null : cutOf(shape, axes);
    const { nest, axisOf, result } = nestOver(
      this.graph,
      this.#located,
      shape,
      (inside, indices) => ({ number: inside.evaluate(source, indices), indices }),
      cut === null ? undefined : new Map([[cut.axis, [cut.parts, shape[cut.axis]! / cut.parts]]]),
    );
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const order = this.#orderOf(nest, axisOf, shape)
      .filter((axis) => kept.includes(axis))
      .map((axis) => kept.indexOf(axis));
    const buffer = this.#place(value, step, order);
    const indices = kept.map((axis) => result.indices[axis]!);
    const reduced = axisOf.map((axis) => axes.includes(axis));
    if (cut === null) {
      this.#emit(
        step,
        nest,
        [{ ...this.#store(buffer, result.number, indices), reduction }],
        reduced,
      );
      return;
    }
    // Each part reduces to a partial result of its own, and these to the result: threads share the parts.
    const d = axisOf.indexOf(cut.axis);
    const whole = orderedStrides(step.type.shape, order);
    const partial = this.#buffer(
      step.type.dtype,
      [cut.parts, ...step.type.shape],
      [sizeOf(step.type.shape), ...whole],
      "temporary",
      -1,
    );
    const places = [counterOf(d, nest.sizes.length), ...indices];
    const store = { ...this.#store(partial, result.number, places), reduction };
    this.#emit(step, nest, [store], reduced.with(d, false));
    this.#push({
      kind: "loop",
      name: step.debug.operation || step.primitive,
      sizes: partial.shape,
      reduced: partial.shape.map((_, axis) => axis === 0),
      body: [
        {
          op: "load",
          access: { buffer: partial.id, at: { offset: 0, strides: partial.strides, dynamic: [] } },
          dtype: partial.dtype,
        },
      ],
      stores: [
        {
          value: 0,
          access: {
            buffer: buffer.id,
            at: { offset: 0, strides: [0, ...buffer.strides], dynamic: [] },
          },
          dtype: buffer.dtype,
          reduction,
          accumulate: false,
          scatter: null,
        },
      ],
    });
  }

  #pad(value: number, step: Step): void {
    const { nest, store } = this.#padded(step, (order) => {
      const buffer = this.#place(value, step, order);
      this.#fill(buffer, step);
      return buffer;
    });
    this.#emit(step, nest, [store]);
  }

  /** The other terms, or zeros, and then every padded value added to its part. */
  #padSum(value: number, step: Step, { pads, others }: PadSum): void {
    const { shape, dtype } = step.type;
    let buffer: Buffer | null = null;
    if (others.length > 0) {
      const { nest, axisOf, result } = nestOver(
        this.graph,
        this.#located,
        shape,
        (inside, indices) => {
          const terms = others.map((other) =>
            inside.evaluate(other, inside.broadcast(indices, other)),
          );
          return {
            number: terms.reduce((a, b) => inside.emit({ op: "add", inputs: [a, b], dtype })),
            indices,
          };
        },
      );
      buffer = this.#place(value, step, this.#orderOf(nest, axisOf, shape));
      this.#emit(step, nest, [this.#store(buffer, result.number, result.indices)]);
    }
    for (const pad of pads) {
      const part = this.graph.steps[pad - this.graph.inputs.length]!;
      const { nest, store } = this.#padded(part, (order) => {
        if (buffer === null) {
          buffer = this.#place(value, step, order);
          this.#fill(buffer, step);
        }
        return buffer;
      });
      this.#emit(part, nest, [{ ...store, accumulate: true }]);
    }
  }

  /** The nest that writes a padded value's part of the buffer that `place` gives for an order of axes. */
  #padded(step: Step, place: (order: readonly number[]) => Buffer): { nest: Nest; store: Store } {
    const { steps } = step.attributes as Attributes<"pad">;
    const [source, starts] = [step.inputs[0]!, step.inputs[1]!];
    const shape = this.#shape(source);
    const { nest, axisOf, result } = nestOver(
      this.graph,
      this.#located,
      shape,
      (inside, indices) => ({
        number: inside.evaluate(source, indices),
        indices: inside.placed(starts, indices, step.type.shape, shape, steps),
      }),
    );
    const buffer = place(this.#orderOf(nest, axisOf, shape));
    return { nest, store: this.#store(buffer, result.number, result.indices) };
  }

  #fold(value: number, step: Step): void {
    const { axes, sizes, strides, dilations } = step.attributes as Attributes<"fold">;
    const { shape } = step.type;
    const from = this.#shapes(step)[0]!;
    const source = step.inputs[0]!;
    const { nest, axisOf, result } = nestOver(
      this.graph,
      this.#located,
      from,
      (inside, indices) => ({
        number: inside.evaluate(source, indices),
        indices: shape.map((_, axis) => {
          const i = axes.indexOf(axis);
          if (i < 0) return indices[axis]!;
          const within = scale(indices[shape.length + i]!, dilations[i]!);
          return combine([indices[axis]!, within], [strides[i]!, 1], inside.sizes.length);
        }),
      }),
    );
    const order = this.#orderOf(nest, axisOf, from).filter((axis) => axis < shape.length);
    const buffer = this.#place(value, step, order);
    const apart = sizes.every((size, i) => size <= strides[i]! && dilations[i] === 1);
    const covers = axes.every(
      (axis, i) => sizes[i] === strides[i] && Number.isInteger(shape[axis]! / sizes[i]!),
    );
    if (!(apart && covers)) this.#fill(buffer, step);
    const store = this.#store(buffer, result.number, result.indices);
    this.#emit(step, nest, [{ ...store, accumulate: !apart }]);
  }

  #concatenate(value: number, step: Step): void {
    const { axis } = step.attributes as Attributes<"concatenate">;
    const buffer = this.#place(value, step);
    let start = 0;
    for (const source of step.inputs) {
      const shape = this.#shape(source);
      const { nest, result } = nestOver(this.graph, this.#located, shape, (inside, indices) => ({
        number: inside.evaluate(source, indices),
        indices: indices.with(axis, shift(indices[axis]!, start)),
      }));
      this.#emit(step, nest, [this.#store(buffer, result.number, result.indices)]);
      start += shape[axis]!;
    }
  }

  #sort(value: number, step: Step): void {
    const { axis, descending } = step.attributes as Attributes<"argsort">;
    const source = step.inputs[0]!;
    const from = this.#places.get(source);
    if (from === undefined || !isPlain(from)) throw new Settle(source, true);
    const { shape } = step.type;
    this.#kernels.push({
      kind: "sort",
      name: step.debug.operation || step.primitive,
      dtype: from.dtype,
      outer: sizeOf(shape.slice(0, axis)),
      length: shape[axis]!,
      inner: sizeOf(shape.slice(axis + 1)),
      descending,
      from: { buffer: from.id },
      to: { buffer: this.#place(value, step).id },
    });
  }

  #scatter(value: number, step: Step): void {
    const { axis, length } = step.attributes as Attributes<"scatterAdd">;
    const [updates, positions] = [step.inputs[0]!, step.inputs[1]!];
    const buffer = this.#place(value, step);
    this.#fill(buffer, step);
    const shape = this.#shape(updates);
    const { nest, result } = nestOver(this.graph, this.#located, shape, (inside, indices) => ({
      number: inside.evaluate(updates, indices),
      index: inside.evaluate(positions, [indices[axis]!]),
      indices: indices.with(axis, constantOf(0, inside.sizes.length)),
    }));
    const store = this.#store(buffer, result.number, result.indices);
    const scatter = { index: result.index, stride: buffer.strides[axis]!, length };
    this.#emit(step, nest, [{ ...store, accumulate: true, scatter }]);
  }

  /** Writes `c = Σ a·b`, by the engine's own kernel or as a loop nest. */
  #contract(value: number, step: Step, contraction: Contraction): void {
    const computed = promote(this.#dtype(step.inputs[0]!), step.type.dtype);
    const buffer = this.#place(value, step, contraction.order);
    const into =
      computed === step.type.dtype
        ? buffer
        : this.#buffer(computed, step.type.shape, buffer.strides, "temporary", -1);
    const a = this.#operand(step, step.inputs[0]!, contraction.a);
    const b = this.#operand(step, step.inputs[1]!, contraction.b);
    const dimensions = contraction.dimensions(a.buffer.strides, b.buffer.strides, into.strides);
    const dims = dimensions.map(({ size }) => size);
    const empty = dims.includes(0);
    const place = (operand: { buffer: Buffer; at: Affine }, start: number): Access => ({
      buffer: operand.buffer.id,
      at: { offset: operand.at.offset + start, strides: [], dynamic: operand.at.dynamic },
    });
    const alike = computed === a.buffer.dtype && computed === b.buffer.dtype;
    const product: Product | null =
      alike && !empty && (computed === "float32" || computed === "float64")
        ? {
            dimensions,
            dtype: computed,
            c: { buffer: into.id, at: { offset: 0, strides: [], dynamic: [] } },
            epilogue: null,
          }
        : null;
    if (product !== null && this.target.contracts(product)) {
      const elements = this.target.scratch(product);
      const scratch =
        elements === 0 ? null : this.#buffer(computed, [elements], [1], "temporary", -1).id;
      this.#kernels.push({
        kind: "contract",
        name: step.primitive,
        ...product,
        a: place(a, 0),
        b: place(b, contraction.startOfB(b.buffer.strides)),
        scratch,
      });
    } else {
      const along = (key: "a" | "b" | "c", start: Affine): Affine => ({
        ...start,
        strides: dimensions.map((one) => one[key] ?? 0),
      });
      const body: Loop["body"] = [
        {
          op: "load",
          access: { buffer: a.buffer.id, at: along("a", a.at) },
          dtype: a.buffer.dtype,
        },
        {
          op: "load",
          access: {
            buffer: b.buffer.id,
            at: along("b", shift(b.at, contraction.startOfB(b.buffer.strides))),
          },
          dtype: b.buffer.dtype,
        },
        { op: "cast", inputs: [0], dtype: computed },
        { op: "cast", inputs: [1], dtype: computed },
        { op: "mul", inputs: [2, 3], dtype: computed },
      ];
      const store: Store = {
        value: 4,
        access: { buffer: into.id, at: along("c", constantOf(0, dims.length)) },
        dtype: computed,
        reduction: "sum",
        accumulate: false,
        scatter: null,
      };
      this.#push({
        kind: "loop",
        name: step.primitive,
        sizes: dims,
        reduced: dimensions.map(({ c }) => c === null),
        body,
        stores: [store],
      });
    }
    if (into === buffer) return;
    const sizes = step.type.shape;
    const at = { offset: 0, strides: buffer.strides, dynamic: [] };
    this.#push({
      kind: "loop",
      name: step.primitive,
      sizes,
      reduced: sizes.map(() => false),
      body: [
        { op: "load", access: { buffer: into.id, at }, dtype: computed },
        { op: "cast", inputs: [0], dtype: step.type.dtype },
      ],
      stores: [
        {
          value: 1,
          access: { buffer: buffer.id, at },
          dtype: step.type.dtype,
          reduction: null,
          accumulate: false,
          scatter: null,
        },
      ],
    });
  }

  /** The operand of a contraction as strides over memory: as it lies there, or copied into the wanted order with zeros around and between. */
  #operand(step: Step, value: number, wanted: Operand): { buffer: Buffer; at: Affine } {
    const shape = this.#shape(value);
    const padded = wanted.padding;
    if (padded === null || padded.nothing) {
      const view = this.#view(value, shape);
      const innermost = padded?.order.at(-1);
      if (view !== null && (innermost === undefined || view.buffer.strides[innermost] === 1))
        return view;
      if (padded === null) throw new Settle(value, true);
    }
    const key = `${value} ${padded.order.join()} ${padded.shape.join()} ${padded.lows.join()} ${padded.dilations.join()}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return { buffer: known, at: constantOf(0, 0) };
    const strides = orderedStrides(padded.shape, padded.order);
    const buffer = this.#buffer(this.#dtype(value), padded.shape, strides, "temporary", -1);
    this.#copies.set(key, buffer);
    if (!padded.nothing) this.#fill(buffer, step);
    // The part of the source that is not cropped away.
    const firsts = shape.map((_, axis) =>
      Math.max(0, Math.ceil(-padded.lows[axis]! / padded.dilations[axis]!)),
    );
    const counts = shape.map((length, axis) => {
      const room = padded.shape[axis]! - 1 - padded.lows[axis]!;
      const last = Math.min(length - 1, Math.floor(room / padded.dilations[axis]!));
      return Math.max(0, last - firsts[axis]! + 1);
    });
    const { nest, result } = nestOver(this.graph, this.#located, counts, (inside, indices) => {
      const from = indices.map((index, axis) => shift(index, firsts[axis]!));
      const to = from.map((index, axis) =>
        shift(scale(index, padded.dilations[axis]!), padded.lows[axis]!),
      );
      return { number: inside.evaluate(value, from), indices: to };
    });
    this.#emit(step, nest, [this.#store(buffer, result.number, result.indices)], [], "arrange");
    return { buffer, at: constantOf(0, 0) };
  }

  /** A value as strides over a buffer, one for each axis; `null` where it is computed, not read. */
  #view(value: number, shape: Shape): { buffer: Buffer; at: Affine } | null {
    let seen: { nest: Nest; result: number };
    try {
      let attempts = 0;
      seen = nestOver(this.graph, this.#located, shape, (inside, indices) => {
        if (attempts++ > 0) throw new Settle(value, true);
        return inside.evaluate(value, indices);
      });
    } catch (signal) {
      if (signal instanceof Settle) throw new Settle(value, true);
      throw signal;
    }
    const load = seen.nest.body[seen.result]!;
    if (seen.nest.body.length !== 1 || load.op !== "load") return null;
    const source = this.#buffers[load.access.buffer]!;
    const { at } = load.access;
    return { buffer: { ...source, shape, strides: at.strides }, at: { ...at, strides: [] } };
  }

  /** Writes zeros. */
  #fill(buffer: Buffer, step: Step): void {
    const sizes = [buffer.length];
    this.#push({
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

  #store(buffer: Buffer, value: number, indices: readonly Affine[]): Store {
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

  #emit(
    step: Step,
    nest: Nest,
    stores: readonly Store[],
    reduced: readonly boolean[] = [],
    name: string = step.debug.operation || step.primitive,
  ): void {
    const dims = nest.sizes.length;
    this.#push({
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

  #push(loop: Loop): void {
    this.#kernels.push(loop);
  }

  /** The order, outermost first, in which the axes of a nest's largest read lie in memory. */
  #orderOf(nest: Nest, axisOf: readonly number[], shape: Shape): number[] {
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
  #place(value: number, step: Step, order?: readonly number[]): Buffer {
    const { dtype, shape } = step.type;
    const index = this.graph.outputs.indexOf(value);
    const free = index < 0 && order !== undefined && !this.plain.has(value);
    const strides = free ? orderedStrides(shape, order) : stridesOf(shape);
    const role = index < 0 ? "temporary" : "output";
    const buffer = this.#buffer(dtype, shape, strides, role, index);
    this.#places.set(value, buffer);
    return buffer;
  }

  #buffer(
    dtype: DType,
    shape: Shape,
    strides: readonly number[],
    role: Buffer["role"],
    index: number,
  ): Buffer {
    const buffer = {
      id: this.#buffers.length,
      dtype,
      shape,
      strides,
      length: sizeOf(shape),
      role,
      index,
    };
    this.#buffers.push(buffer);
    return buffer;
  }

  #shapes(step: Step): Shape[] {
    return step.inputs.map((input) => this.#shape(input));
  }

  #shape(value: number): Shape {
    const n = this.graph.inputs.length;
    return value < n ? this.graph.inputs[value]!.shape : this.graph.steps[value - n]!.type.shape;
  }

  #dtype(value: number): DType {
    const n = this.graph.inputs.length;
    return value < n ? this.graph.inputs[value]!.dtype : this.graph.steps[value - n]!.type.dtype;
  }
}

/** A reduction of at least this many elements to few is made in parts. */
const leastCut = 65_536;

/** The axis to cut, and into how many parts, where a reduction leaves too little for threads to share; by shape only, so that results do not depend on their number. */
function cutOf(shape: Shape, axes: readonly number[]): { axis: number; parts: number } | null {
  const size = sizeOf(shape);
  const left = sizeOf(shape.filter((_, axis) => !axes.includes(axis)));
  // Rows lie one after the other, and are shared as they are; sums down columns are cheaper to share in parts.
  const enough = axes.includes(shape.length - 1) ? 64 : 1024;
  if (size < leastCut || left >= enough) return null;
  for (const axis of axes) {
    for (let parts = 16; parts > 1; parts--) {
      if (shape[axis]! % parts === 0) return { axis, parts };
    }
  }
  return null;
}

/** Strides of a shape whose axes lie in `order`, outermost first. */
function orderedStrides(shape: Shape, order: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  let stride = 1;
  for (const axis of order.toReversed()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
