import { promote, type Shape, type Step } from "@chainrule/graph";
import { arranged } from "#images";
import { type Affine, constantOf, shift } from "./affine.ts";
import type { Contraction, Operand, View } from "./contract.ts";
import type { Lowering } from "./lowering.ts";
import type { Nest } from "./nest.ts";
import { nestOver } from "./nest-over.ts";
import type { Access, Buffer, Loop, Product, Store } from "./plan.ts";
import { Settle } from "./settle.ts";

/** Writes `c = Σ a·b`, by the engine's own kernel or as a loop nest. */
export function writeContraction(
  to: Lowering,
  value: number,
  step: Step,
  contraction: Contraction,
): void {
  const computed = promote(to.dtype(step.inputs[0]!), step.type.dtype);
  const buffer = to.place(value, step, contraction.order);
  const into =
    computed === step.type.dtype
      ? buffer
      : to.buffer(computed, step.type.shape, buffer.strides, "temporary", -1);
  const a = operandOf(to, step, step.inputs[0]!, contraction.a);
  const b = operandOf(to, step, step.inputs[1]!, contraction.b);
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
          prologue: false,
        }
      : null;
  if (product !== null && to.target.contracts(product)) {
    const elements = to.target.scratch(product);
    const scratch =
      elements === 0 ? null : to.buffer(computed, [elements], [1], "temporary", -1).id;
    to.kernels.push({
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
    to.push({
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
  to.push({
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
function operandOf(to: Lowering, step: Step, value: number, wanted: Operand): View {
  const { padding } = wanted;
  const view = padding === null || padding.nothing ? viewOf(to, value, to.shape(value)) : null;
  if (padding !== null) return arranged(to, step, value, padding, view);
  if (view === null) throw new Settle(value, true);
  return view;
}

/** A value as strides over a buffer, one for each axis; `null` where it is computed, not read. */
function viewOf(to: Lowering, value: number, shape: Shape): View | null {
  let seen: { nest: Nest; result: number };
  try {
    let attempts = 0;
    seen = nestOver(to, shape, (inside, indices) => {
      if (attempts++ > 0) throw new Settle(value, true);
      return inside.evaluate(value, indices);
    });
  } catch (signal) {
    if (signal instanceof Settle) throw new Settle(value, true);
    throw signal;
  }
  const load = seen.nest.body[seen.result]!;
  if (seen.nest.body.length !== 1 || load.op !== "load") return null;
  const source = to.buffers[load.access.buffer]!;
  const { at } = load.access;
  return { buffer: { ...source, shape, strides: at.strides }, at: { ...at, strides: [] } };
}
