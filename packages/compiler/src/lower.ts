import type { Graph, Primitive, Step } from "@chainrule/graph";
import { convolution, writeFold, writePadSum } from "#images";
import { writeConcatenation, writeSort } from "#parts";
import { constantOf } from "./affine.ts";
import { matrixProduct } from "./contract.ts";
import { writeContraction } from "./lower-contract.ts";
import { writePad } from "./lower-pad.ts";
import { writeReduction } from "./lower-reduce.ts";
import { Lowering } from "./lowering.ts";
import { nestInterleaved, nestOver } from "./nest-over.ts";
import type { PadSums } from "./pad-sums.ts";
import type { Buffer, Kernel, Target } from "./plan.ts";
import { Materialize } from "./signals.ts";

/** Kernels in order, the buffers they use, and the buffer of each output. */
export interface Lowered {
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  readonly outputs: readonly number[];
  /** What must be stored, too, before all kernels can be written: values, and whether row by row. */
  readonly wanted: ReadonlyMap<number, boolean>;
}

/**
 * Writes the kernels of a graph, one or more for each value that is `materialized`: stored in memory, some of them row by row, as `forced` says. All other values are
 * computed inside the kernels that use them.
 */
export function lower(
  graph: Graph,
  materialized: ReadonlySet<number>,
  forced: ReadonlyMap<number, boolean>,
  padSums: PadSums,
  target: Target,
): Lowered {
  const to = new Lowering(graph, forced, padSums, target);
  const n = graph.inputs.length;
  const wanted = new Map<number, boolean>();
  graph.steps.forEach((step, i) => {
    if (!materialized.has(n + i)) return;
    try {
      write(to, n + i, step);
    } catch (signal) {
      if (!(signal instanceof Materialize)) throw signal;
      wanted.set(signal.value, signal.rowMajor);
      // Later steps are lowered as if it had been written, for what they want.
      to.place(n + i, step);
    }
  });
  const outputs = graph.outputs.map((value) => to.located(value)!.id);
  return { buffers: to.buffers, kernels: to.kernels, outputs, wanted };
}

/** Writes the kernels of a value that `step` computes. */
type Writer<P extends Primitive = Primitive> = (to: Lowering, value: number, step: Step<P>) => void;

const writeReduced: Writer<"sum" | "prod" | "min"> = (to, value, step) =>
  writeReduction(to, value, step, step.primitive, step.attributes.axes);

const writeMaximum: Writer<"max"> = (to, value, step) => {
  const { axes, keepsNaN } = step.attributes;
  writeReduction(to, value, step, keepsNaN ? "max" : "maxNumber", axes);
};

const writePosition: Writer<"argmax" | "argmin"> = (to, value, step) =>
  writeReduction(to, value, step, step.primitive, [step.attributes.axis]);

/** Primitives that are kernels of their own. */
const writers: { readonly [P in Primitive]?: Writer<P> } = {
  sum: writeReduced,
  prod: writeReduced,
  max: writeMaximum,
  min: writeReduced,
  argmax: writePosition,
  argmin: writePosition,
  pad: writePad,
  fold: writeFold,
  concatenate: writeConcatenation,
  argsort: writeSort,
  scatterAdd: writeScatter,
  matmul: (to, value, step) =>
    writeContraction(to, value, step, matrixProduct(step, to.shapes(step))),
  convolve: (to, value, step) =>
    writeContraction(to, value, step, convolution(step, to.shapes(step))),
};

/** Whether a primitive's result is always written to memory. */
export function isKernel(primitive: Primitive): boolean {
  return primitive in writers;
}

/** Writes the kernels of one value. */
function write(to: Lowering, value: number, step: Step): void {
  const sum = to.padSums.sums.get(value);
  // That of the step's own primitive, and so of its attributes.
  const writer = writers[step.primitive] as Writer | undefined;
  if (sum?.interleaving === null) writePadSum(to, value, step, sum);
  else (writer ?? writeElementwise)(to, value, step);
}

function writeElementwise(to: Lowering, value: number, step: Step): void {
  const { nest, axisOf, result } = nestInterleaved(to, step.type.shape, (inside, indices) => ({
    number: inside.compute(value, indices),
    indices,
  }));
  const order = to.orderOf(nest, axisOf, step.type.shape);
  const buffer = to.place(value, step, order);
  const stores = result.map(({ number, indices }) => to.store(nest, buffer, number, indices));
  to.emit(step, nest, stores);
}

function writeScatter(to: Lowering, value: number, step: Step<"scatterAdd">): void {
  const { axis, length } = step.attributes;
  const [updates, positions] = [step.inputs[0]!, step.inputs[1]!];
  const buffer = to.place(value, step);
  to.fill(buffer, step);
  const shape = to.shape(updates);
  const { nest, result } = nestOver(to, shape, (inside, indices) => ({
    number: inside.evaluate(updates, indices),
    index: inside.evaluate(positions, [indices[axis]!]),
    indices: indices.with(axis, constantOf(0, inside.sizes.length)),
  }));
  const store = to.store(nest, buffer, result.number, result.indices);
  const scatter = { index: result.index, stride: buffer.strides[axis]!, length };
  to.emit(step, nest, [{ ...store, accumulate: true, scatter }]);
}
