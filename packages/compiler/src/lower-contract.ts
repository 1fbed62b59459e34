import { promote, type Shape, type Step } from "@chainrule/graph";
import { arranged } from "#images";
import { constantOf, shift } from "./affine.ts";
import type { Contraction, Operand, View } from "./contract.ts";
import type { Lowering } from "./lowering.ts";
import type { Nest } from "./nest.ts";
import { nestOver } from "./nest-over.ts";
import type { Access, Buffer, Contract, ContractDimension, Loop, Product } from "./plan.ts";
import { Materialize } from "./signals.ts";
import { overwrite } from "./stores.ts";

/** Writes `c = Σ a·b`, by the engine's own kernel where it has one, else as a loop nest. */
export function writeContraction(
  to: Lowering,
  value: number,
  step: Step,
  contraction: Contraction,
): void {
  const [first, second] = [step.inputs[0]!, step.inputs[1]!];
  const computed = promote(to.dtype(first), step.type.dtype);
  const result = to.place(value, step, contraction.order);
  const sums =
    computed === result.dtype ? result : to.temporary(computed, result.shape, result.strides);
  const a = operandOf(to, step, first, contraction.a);
  const b = operandOf(to, step, second, contraction.b);
  const c = { buffer: sums, at: constantOf(0, 0) };
  const { primitive: name } = step;
  for (const part of contraction.parts) {
    const { dimensions, starts } = part(a.buffer.strides, b.buffer.strides, sums.strides);
    const views = [moved(a, starts[0]), moved(b, starts[1]), moved(c, starts[2])] as const;
    const kernel = engineKernel(to, name, dimensions, ...views);
    to.kernels.push(kernel ?? loopNest(name, dimensions, ...views));
  }
  if (sums !== result) to.kernels.push(conversion(name, sums, result));
}

/** The view from `start` elements further on. */
function moved(view: View, start: number): View {
  return { ...view, at: shift(view.at, start) };
}

/** The contraction by the engine's own kernel; `null` where it has none for it. */
function engineKernel(
  to: Lowering,
  name: string,
  dimensions: readonly ContractDimension[],
  a: View,
  b: View,
  sums: View,
): Contract | null {
  const { dtype } = sums.buffer;
  if (dtype !== "float32" && dtype !== "float64") return null;
  if (a.buffer.dtype !== dtype || b.buffer.dtype !== dtype) return null;
  if (dimensions.some(({ size }) => size === 0)) return null;
  const access = ({ buffer, at }: View): Access => ({ buffer: buffer.id, at });
  const product: Product = {
    dimensions,
    dtype,
    c: access(sums),
    epilogue: null,
    prologue: false,
  };
  const own = to.target.contract(product);
  if (own === null) return null;
  const scratch = own.scratch === 0 ? null : to.temporary(dtype, [own.scratch], [1]).id;
  return { kind: "contract", name, ...product, a: access(a), b: access(b), scratch };
}

/** The contraction as a loop nest over its dimensions. */
function loopNest(
  name: string,
  dimensions: readonly ContractDimension[],
  a: View,
  b: View,
  sums: View,
): Loop {
  const { dtype } = sums.buffer;
  const along = (key: "a" | "b" | "c", { buffer, at }: View): Access => ({
    buffer: buffer.id,
    at: { ...at, strides: dimensions.map((one) => one[key] ?? 0) },
  });
  return {
    kind: "loop",
    name,
    sizes: dimensions.map(({ size }) => size),
    reduced: dimensions.map(({ c }) => c === null),
    body: [
      { op: "load", access: along("a", a), dtype: a.buffer.dtype },
      { op: "load", access: along("b", b), dtype: b.buffer.dtype },
      { op: "cast", inputs: [0], dtype },
      { op: "cast", inputs: [1], dtype },
      { op: "mul", inputs: [2, 3], dtype },
    ],
    stores: [
      {
        ...overwrite,
        value: 4,
        access: along("c", sums),
        dtype,
        reduction: "sum",
      },
    ],
  };
}

/** The nest that writes the elements of one buffer to another that lies alike, as the other's dtype. */
function conversion(name: string, from: Buffer, into: Buffer): Loop {
  const at = { offset: 0, strides: into.strides, dynamic: [] };
  const { dtype, shape: sizes } = into;
  return {
    kind: "loop",
    name,
    sizes,
    reduced: sizes.map(() => false),
    body: [
      { op: "load", access: { buffer: from.id, at }, dtype: from.dtype },
      { op: "cast", inputs: [0], dtype },
    ],
    stores: [{ ...overwrite, value: 1, access: { buffer: into.id, at }, dtype }],
  };
}

/** The operand of a contraction as strides over memory: as it lies there, or as a copy in the wanted order, with zeros around its elements. */
function operandOf(to: Lowering, step: Step, value: number, wanted: Operand): View {
  const { padding } = wanted;
  const view = padding === null || padding.nothing ? viewOf(to, value, to.shape(value)) : null;
  if (padding !== null) return arranged(to, step, value, padding, view);
  if (view === null) throw new Materialize(value, true);
  return view;
}

/**
 * A value as strides over a buffer, one for each axis: found by building a nest over it, which then reads it by one load. `null` where computing it takes more
 * than that; throws `Materialize` where no nest with a dimension for each axis can read it.
 */
function viewOf(to: Lowering, value: number, shape: Shape): View | null {
  let seen: { nest: Nest; result: number };
  try {
    let attempts = 0;
    seen = nestOver(to, shape, (inside, indices) => {
      if (attempts++ > 0) throw new Materialize(value, true);
      return inside.evaluate(value, indices);
    });
  } catch (signal) {
    if (signal instanceof Materialize) throw new Materialize(value, true);
    throw signal;
  }
  const load = seen.nest.body[seen.result]!;
  if (seen.nest.body.length !== 1 || load.op !== "load") return null;
  const source = to.buffers[load.access.buffer]!;
  const { at } = load.access;
  return { buffer: { ...source, shape, strides: at.strides }, at: { ...at, strides: [] } };
}
