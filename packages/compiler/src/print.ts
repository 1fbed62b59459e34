import { printShape } from "@chainrule/graph";
import type { Affine } from "./affine.ts";
import type { Access, Contract, Instruction, Kernel, Loop, Plan, Store } from "./plan.ts";

function printAffine({ offset, strides, dynamic }: Affine): string {
  const terms = strides.map((stride, d) =>
    stride === 0 ? "" : `${stride === 1 ? "" : stride}i${d}`,
  );
  const starts = dynamic.map(
    ({ buffer, element, scale }) => `${scale === 1 ? "" : scale}b${buffer}[${element}]`,
  );
  const all = [...terms, ...starts, offset === 0 ? "" : `${offset}`].filter((term) => term !== "");
  return all.length === 0 ? "0" : all.join(" + ");
}

function printAccess({ buffer, at }: Access): string {
  return `b${buffer}[${printAffine(at)}]`;
}

function printInstruction(one: Instruction): string {
  switch (one.op) {
    case "load":
      return printAccess(one.access);
    case "constant":
      return Object.is(one.value, -0) ? "-0" : String(one.value);
    case "index":
      return printAffine(one.at);
    case "random":
      return `random(b${one.key.buffer}, ${printAffine(one.at)})`;
    case "gather":
      return `gather(${printAccess(one.access)}, %${one.index}; stride=${one.stride}, length=${one.length})`;
    default:
      return `${one.op}(${one.inputs.map((input) => `%${input}`).join(", ")})`;
  }
}

function printLoop({ name, sizes, reduced, body, stores }: Loop): string[] {
  const dimensions = sizes.map((size, d) => (reduced[d] ? `Σ${size}` : `${size}`));
  return [
    `${name}: loop [${dimensions.join(", ")}]`,
    ...body.map((one, i) => `  %${i}: ${one.dtype} = ${printInstruction(one)}`),
    ...stores.map(printStore),
  ];
}

function printStore({ value, access, reduction, accumulate, scatter }: Store): string {
  const place = scatter === null ? "" : ` scattered by %${scatter.index}`;
  const what = reduction === null ? `%${value}` : `${reduction}(%${value})`;
  return `  ${printAccess(access)}${place} ${accumulate ? "+=" : "="} ${what}`;
}

/** What a contraction does with its sums, in the counters of its dimensions. */
function printEpilogue({ c, epilogue }: Contract): string[] {
  if (epilogue === null) return [];
  const { name, body, stores } = epilogue;
  return [
    `  then ${name}`,
    ...body.map((one, i) => {
      const what =
        one.op === "load" && one.access.buffer === c.buffer ? "Σ" : printInstruction(one);
      return `  %${i}: ${one.dtype} = ${what}`;
    }),
    ...stores.map(printStore),
  ];
}

/**
 * A kernel as lines of text: first what it is, and of which sizes.
 *
 * ```ts
 * import { compile, printKernel } from "@chainrule/compiler";
 * import { capture, Node } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * const none = { contracts: () => false, scratch: () => 0, inParts: () => false, panels: () => null };
 * const { kernels } = compile(capture([range]).graph(), none);
 * kernels.map(printKernel); // => [["iota: loop [3]", "  %0: int32 = i0", "  b0[i0] = %0"]]
 * ```
 */
export function printKernel(kernel: Kernel): string[] {
  if (kernel.kind === "loop") return printLoop(kernel);
  if (kernel.kind === "rows") {
    const { loops } = kernel;
    const parts = loops.flatMap(printLoop).map((line) => `  ${line}`);
    return [
      `${kernel.name}: ${loops.length} loops for each of ${loops[0]!.sizes[0]} rows`,
      ...parts,
    ];
  }
  if (kernel.kind === "sort") {
    const { name, outer, length, inner, count, from, to, descending } = kernel;
    const first = count === length ? "" : `, the first ${count}`;
    return [
      `${name}: sort [${outer}, ${length}, ${inner}] along 1${descending ? ", descending" : ""}${first}`,
      `  b${to.buffer} = positions of b${from.buffer}`,
    ];
  }
  const { name, dimensions, a, b, c, scratch, prologue } = kernel;
  const strides = (key: "a" | "b" | "c"): string =>
    `[${dimensions.map((one) => one[key] ?? 0).join(", ")}]`;
  const { epilogue } = kernel;
  const second = prologue ? `panels of b${b.buffer}` : `${printAccess(b)} by ${strides("b")}`;
  const sum = `Σ ${printAccess(a)} by ${strides("a")} · ${second}`;
  const into = epilogue === null || epilogue.keeps;
  return [
    `${name}: contract [${dimensions.map(({ size, c: kept }) => (kept === null ? `Σ${size}` : `${size}`)).join(", ")}]`,
    into ? `  ${printAccess(c)} by ${strides("c")} = ${sum}` : `  ${sum}`,
    ...(scratch === null ? [] : [`  panels in b${scratch}`]),
    ...printEpilogue(kernel),
  ];
}

/**
 * A plan as text: the arena, the buffers, each kernel with its instructions, and the outputs.
 *
 * ```ts
 * import { compile, printPlan } from "@chainrule/compiler";
 * import { capture, Node } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * const none = { contracts: () => false, scratch: () => 0, inParts: () => false, panels: () => null };
 * const text = printPlan(compile(capture([range]).graph(), none));
 * text.includes("iota: loop [3]"); // => true
 * ```
 */
export function printPlan({ buffers, kernels, offsets, arenaBytes, outputs }: Plan): string {
  const places = buffers
    .filter(({ id, role }) => role !== "temporary" || offsets[id]! >= 0)
    .map(({ id, dtype, shape, strides, role, index }) => {
      const place = role === "temporary" ? `at ${offsets[id]}` : `${role} ${index}`;
      return `b${id}: ${dtype}${printShape(shape)} by ${printShape(strides)}, ${place}`;
    });
  return [
    `arena of ${arenaBytes} bytes`,
    ...places,
    ...kernels.flatMap(printKernel),
    `outputs ${outputs.map((buffer) => `b${buffer}`).join(", ")}`,
  ].join("\n");
}
