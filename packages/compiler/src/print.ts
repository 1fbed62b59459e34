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

function printLoop(loop: Loop): string[] {
  const { body, stores } = loop;
  return [
    titleOf(loop),
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
 * What a kernel is, and of which sizes: the first line of its text.
 *
 * ```ts
 * import { compile, titleOf } from "@chainrule/compiler";
 * import { capture, Node } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * const none = { contract: () => null, panels: () => null };
 * compile(capture([range]).graph(), none).kernels.map(titleOf); // => ["iota: loop [3]"]
 * ```
 */
export function titleOf(kernel: Kernel): string {
  const { name, kind } = kernel;
  const sizes = (all: readonly number[], isSummed: (d: number) => boolean): string =>
    `${name}: ${kind} [${all.map((size, d) => `${isSummed(d) ? "Σ" : ""}${size}`).join(", ")}]`;
  switch (kind) {
    case "loop":
      return sizes(kernel.sizes, (d) => kernel.reduced[d]!);
    case "rows":
      return `${name}: ${kernel.loops.length} loops for each of ${kernel.loops[0]!.sizes[0]} rows`;
    case "sort": {
      const { outer, length, inner, count, descending } = kernel;
      const first = count === length ? "" : `, the first ${count}`;
      return `${sizes([outer, length, inner], () => false)} along 1${descending ? ", descending" : ""}${first}`;
    }
    default: {
      const { dimensions } = kernel;
      return sizes(
        dimensions.map(({ size }) => size),
        (d) => dimensions[d]!.c === null,
      );
    }
  }
}

/**
 * A kernel as lines of text: first what it is, and of which sizes.
 *
 * ```ts
 * import { compile, printKernel } from "@chainrule/compiler";
 * import { capture, Node } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * const none = { contract: () => null, panels: () => null };
 * const { kernels } = compile(capture([range]).graph(), none);
 * kernels.map(printKernel); // => [["iota: loop [3]", "  %0: int32 = i0", "  b0[i0] = %0"]]
 * ```
 */
export function printKernel(kernel: Kernel): string[] {
  return kernel.kind === "loop" ? printLoop(kernel) : [titleOf(kernel), ...detailsOf(kernel)];
}

function detailsOf(kernel: Exclude<Kernel, Loop>): string[] {
  if (kernel.kind === "rows") {
    const { own, loops } = kernel;
    const names = own.map(({ buffer }) => `b${buffer}`);
    const rooms = names.length === 0 ? [] : [`room for one row of ${names.join(", ")}`];
    return [...rooms, ...loops.flatMap(printLoop)].map((line) => `  ${line}`);
  }
  if (kernel.kind === "sort") {
    return [`  b${kernel.to.buffer} = positions of b${kernel.from.buffer}`];
  }
  const { dimensions, a, b, c, scratch, prologue } = kernel;
  const strides = (key: "a" | "b" | "c"): string =>
    `[${dimensions.map((one) => one[key] ?? 0).join(", ")}]`;
  const { epilogue } = kernel;
  const second = prologue ? `panels of b${b.buffer}` : `${printAccess(b)} by ${strides("b")}`;
  const sum = `Σ ${printAccess(a)} by ${strides("a")} · ${second}`;
  const into = epilogue === null || epilogue.keeps;
  return [
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
 * const none = { contract: () => null, panels: () => null };
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
