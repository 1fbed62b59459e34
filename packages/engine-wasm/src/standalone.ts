import { compile, type Plan, type Sort } from "@chainrule/compiler";
import { bytesOf, type DType, type Graph, sizeOf, type TypedArray } from "@chainrule/graph";
import { lengthOf, withLength } from "#lengths";
import { Code, i32, Module } from "./assembler.ts";
import type { Features } from "./features.ts";
import { alignment } from "./free-list.ts";
import { Constants, KernelCode } from "./kernel.ts";
import type { MathName } from "./math.ts";
import { sourceOf } from "./math-source.ts";
import { sortLines } from "./plain-sort.ts";
import { signature } from "./signature.ts";
import { targetOf } from "./target.ts";
import { unwritten, type Written } from "./unwritten.ts";

/** A program that needs no engine: WebAssembly whose function `run` does all of it, on a memory in which everything has its place. */
export interface StandaloneProgram {
  /**
   * The module, or two that compute the same: the first one with fused products and sums, as the engine has them where WebAssembly knows `relaxed_madd`, and one for where it does not.
   * Each imports `memory` and `imports` from `env`.
   */
  readonly modules: readonly Uint8Array[];
  /** The functions that they import, by name, as JavaScript expressions in which `memory` is the memory. */
  readonly imports: Readonly<Record<string, string>>;
  /** Pages of 64 KiB that the memory has: exactly as many, as its maximum, too. */
  readonly pages: number;
  /** What the memory holds at first, from its start: constants of kernels, and the elements that inputs were given. */
  readonly start: Uint8Array;
  /** The address of each input of the graph. */
  readonly inputs: readonly number[];
  /** The address of each output. Outputs may share one, also with an input. */
  readonly outputs: readonly number[];
}

/** A kernel that calls functions of its module, or a sort. */
type Step =
  | Sort
  | {
      readonly kind: "call";
      readonly buffers: readonly number[];
      readonly functions: readonly Written[];
    };

/** A program in which kernels are written, and nothing has an address. */
interface Kernels {
  readonly plan: Plan;
  readonly module: Module;
  readonly steps: readonly Step[];
}

function writeKernels(graph: Graph, features: Features, constants: Constants): Kernels {
  const plan = compile(graph, targetOf(features));
  const module = new Module();
  const known = new Map<string, readonly Written[]>();
  let count = 0;
  const steps = plan.kernels.map((kernel): Step => {
    if (kernel.kind === "sort") return kernel;
    const { buffers, length, key } = signature(lengthOf(kernel, features));
    let functions = known.get(key);
    if (functions === undefined) {
      functions = unwritten(kernel, features).flatMap(([emit]) => {
        const code = new KernelCode(module, constants, features.fused, buffers);
        const units = emit(code);
        if (units === 0) return [];
        module.add(`k${count}`, code);
        return { rounds: 0, units, work: 0, streams: false, index: count++ };
      });
      known.set(key, functions);
    }
    return { kind: "call", buffers, functions: withLength(functions, kernel, length) };
  });
  return { plan, module, steps };
}

const kinds: Readonly<Record<DType, number>> = {
  float32: 0,
  float64: 1,
  int32: 2,
  uint8: 3,
  bool: 3,
};

/** Writes `run`, which calls the kernels one after the other, and gives the module's bytes. */
function link({ module, steps }: Kernels, addresses: readonly number[]): Uint8Array {
  const sorts = steps.some(({ kind }) => kind === "sort");
  const sort = sorts
    ? module.import(
        "sort",
        Array.from({ length: 8 }, () => i32),
        [],
      )
    : 0;
  const run = new Code([]);
  for (const step of steps) {
    if (step.kind === "sort") {
      const { from, to, dtype, outer, length, inner, count, descending } = step;
      const places = [from, to].map(({ buffer }) => addresses[buffer]!);
      const values = [...places, kinds[dtype], outer, length, inner, count, Number(descending)];
      for (const value of values) run.i32(value);
      run.call(sort);
      continue;
    }
    for (const { index, rounds, units } of step.functions) {
      for (const buffer of step.buffers) run.i32(addresses[buffer]!);
      run
        .i32(rounds)
        .i32(0)
        .i32(units)
        .call(module.imports.length + index);
    }
  }
  module.add("run", run);
  return module.bytes({ shared: false });
}

/** Bytes of a page of WebAssembly. */
const page = 65536;

/** The addresses that places of a memory get, one behind the other. */
class Layout {
  /** Where the last place ends. */
  end = 0;

  /** The address of a place of so many bytes. */
  take(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / alignment) * alignment;
    return start;
  }
}

/** The bytes of a value of a graph. */
function bytesOfValue({ inputs, steps }: Graph, value: number): number {
  const { shape, dtype } = inputs[value] ?? steps[value - inputs.length]!.type;
  return sizeOf(shape) * bytesOf(dtype);
}

/**
 * Compiles a graph to WebAssembly that runs without the engine, on one thread, and gives what the engine would give, to the bit. `sources` says of each input its elements, which the
 * memory holds from the start, or which argument it is: the caller writes the elements of an argument at its address, calls `run`, and finds the results at theirs.
 *
 * ```ts
 * import { standaloneProgram } from "@chainrule/engine-wasm";
 * import { capture, Node, Storage } from "@chainrule/graph";
 *
 * const x = Node.leaf([3], "float64", Storage.empty("float64", 3));
 * const program = standaloneProgram(capture([Node.apply("log", [x], {})]).graph(), [0]);
 * program.modules.length; // => 1
 * program.imports; // => { log: "Math.log" }
 * program.pages; // => 1
 * ```
 */
export function standaloneProgram(
  graph: Graph,
  sources: readonly (TypedArray | number)[],
): StandaloneProgram {
  const constants: number[] = [];
  const pool = new Constants(0, Infinity, (bits) => constants.push(bits, bits, bits, bits));
  const all = [true, false].map((fused) => writeKernels(graph, { fused, paired: false }, pool));

  const layout = new Layout();
  layout.take(4 * constants.length);
  const places = new Map<TypedArray | number, number>();
  const placeEach = (kind: "object" | "number"): void => {
    sources.forEach((source, i) => {
      if (typeof source !== kind || places.has(source)) return;
      places.set(source, layout.take(bytesOfValue(graph, i)));
    });
  };
  placeEach("object");
  const start = new Uint8Array(layout.end);
  start.set(new Uint8Array(Int32Array.from(constants).buffer));
  for (const [source, address] of places) {
    const { buffer, byteOffset, byteLength } = source as TypedArray;
    start.set(new Uint8Array(buffer, byteOffset, byteLength), address);
  }
  placeEach("number");
  const inputs = sources.map((source) => places.get(source)!);
  const results = graph.outputs.map((value) => layout.take(bytesOfValue(graph, value)));

  const addressesOf = ({ plan: { buffers, offsets } }: Kernels): number[] =>
    buffers.map(({ id, role, index }) => {
      if (role === "temporary") return layout.end + offsets[id]!;
      return (role === "input" ? inputs : results)[index]!;
    });
  const modules = all.map((kernels) => link(kernels, addressesOf(kernels)));
  const [fused, plain] = modules as [Uint8Array, Uint8Array];
  const alike = fused.length === plain.length && fused.every((byte, i) => byte === plain[i]);
  const arena = Math.max(...all.map(({ plan }) => plan.arenaBytes));
  const addresses = addressesOf(all[0]!);
  return {
    modules: alike ? [plain] : modules,
    imports: importsOf(all),
    // Kernels may read a vector that ends beyond the last element.
    pages: Math.ceil((layout.end + arena + alignment) / page),
    start,
    inputs,
    outputs: all[0]!.plan.outputs.map((id) => addresses[id]!),
  };
}

/** What modules import, as JavaScript. */
function importsOf(all: readonly Kernels[]): Record<string, string> {
  const names = new Set(all.flatMap(({ module }) => module.imports));
  const sort = `(...values) => (${sortLines.toString()})(memory.buffer, ...values)`;
  return Object.fromEntries(
    [...names].map((name) => [name, name === "sort" ? sort : sourceOf(name as MathName)]),
  );
}
