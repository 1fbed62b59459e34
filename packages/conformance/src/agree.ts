import {
  capture,
  type DType,
  type Engine,
  type Executable,
  type Graph,
  isFloating,
  type Node,
  printGraph,
  printType,
  type Primitive,
  sizeOf,
  Storage,
  type TypedArray,
} from "@chainrule/graph";
import type { Closeness } from "./cases/case.ts";

/** A program, with the elements of its inputs, and for each output what it replaces. */
export interface Program {
  readonly roots: readonly Node[];
  readonly replaces?: readonly (Node | null)[];
}

/** Runs `executable` on copies of the inputs, and checks what it did to them. */
function runOnce(
  executable: Executable,
  graph: Graph,
  engine: Engine,
  elements: readonly TypedArray[],
): TypedArray[] {
  const inputs = elements.map((data, i) => Storage.of(graph.inputs[i]!.dtype, data.slice()));
  const outputs = graph.outputs.map((value) => {
    const { dtype, shape } = graph.inputs[value] ?? graph.steps[value - graph.inputs.length]!.type;
    return Storage.empty(dtype, sizeOf(shape));
  });
  executable.run(inputs, outputs);
  const results = outputs.map((storage) => storage.data().slice());
  inputs.forEach((storage, i) => {
    if (graph.replaces.includes(i)) {
      if (!storage.released)
        throw new Error(`${engine.name}: replaced input ${i} is not released.`);
    } else if (differs(storage.data(), elements[i]!, graph.inputs[i]!.dtype, () => 0) !== null) {
      throw new Error(`${engine.name}: the run changed input ${i}.`);
    }
  });
  for (const storage of outputs) storage.release();
  return results;
}

/** The outputs of a program on `engine`. With `twice`, runs it a second time, which must give the same bits. */
export function compute(
  engine: Engine,
  { roots, replaces = [] }: Program,
  twice = false,
): TypedArray[] {
  const program = capture(roots, replaces);
  const graph = program.graph();
  const elements = program.leaves.map((leaf) => leaf.value!.data());
  const executable = engine.prepare(graph);
  const results = runOnce(executable, graph, engine, elements);
  if (!twice) return results;
  const again = runOnce(executable, graph, engine, elements);
  results.forEach((result, i) => {
    if (differs(again[i]!, result, roots[i]!.dtype, () => 0) !== null) {
      throw new Error(`${engine.name}: output ${i} is not the same in a second run.`);
    }
  });
  return results;
}

const bits32 = new Int32Array(1);
const float32 = new Float32Array(bits32.buffer);
const bits64 = new BigInt64Array(1);
const float64 = new Float64Array(bits64.buffer);

/** How many floats of `dtype` are between two finite ones: 0 of equal ones, 1 of neighbours. */
export function ulpsBetween(a: number, b: number, dtype: "float32" | "float64"): number {
  if (dtype === "float32") {
    const order = (x: number): number => {
      float32[0] = x;
      return bits32[0]! < 0 ? -(bits32[0]! & 0x7fffffff) : bits32[0]!;
    };
    return Math.abs(order(a) - order(b));
  }
  const order = (x: number): bigint => {
    float64[0] = x;
    return bits64[0]! < 0n ? -(bits64[0]! & 0x7fffffffffffffffn) : bits64[0]!;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}

/** The first index at which `got` is farther from `expected` than `allowed` says, in ulps where it is negative; or `null`. */
export function differs(
  got: TypedArray,
  expected: TypedArray,
  dtype: DType,
  allowed: (i: number) => number,
): number | null {
  if (got.length !== expected.length) return 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [got[i]!, expected[i]!];
    if (Object.is(a, b)) continue;
    const error = allowed(i);
    if (error === 0 || !isFloating(dtype)) return i;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return i;
    if (error > 0 ? Math.abs(a - b) > error : ulpsBetween(a, b, dtype as "float32") > -error) {
      return i;
    }
  }
  return null;
}

const epsilon = { float32: 2 ** -23, float64: 2 ** -52 } as const;
const smallest = { float32: 2 ** -149, float64: 2 ** -1074 } as const;

/** How far each element may be from the reference's: absolutely, or in ulps as a negative number. */
function allowance<P extends Primitive>(
  reference: Engine,
  node: Node<P>,
  closeness: Closeness<P>,
): (i: number) => number {
  const { dtype } = node;
  if (closeness === "exact" || (dtype !== "float32" && dtype !== "float64")) return () => 0;
  if ("ulps" in closeness) return () => -closeness.ulps[dtype];
  const [magnitudes] = compute(reference, { roots: [closeness.magnitude(node)] });
  const inputs = node.inputs.every((input) => input.dtype !== "float32") ? dtype : "float32";
  const unit = closeness.factor(node) * epsilon[inputs];
  return (i) => magnitudes![i]! * unit + 2 * smallest[dtype];
}

/** Throws where `engine` and `reference` compute a node differently. */
export function agreeOn<P extends Primitive>(
  engine: Engine,
  reference: Engine,
  node: Node<P>,
  closeness: Closeness<P>,
): void {
  agree(engine, reference, { roots: [node] }, [allowance(reference, node, closeness)]);
}

/** Throws where `engine` computes output `o` of a program farther than `allowed[o]` from what `reference` computes. */
export function agree(
  engine: Engine,
  reference: Engine,
  program: Program,
  allowed: readonly ((i: number, expected: TypedArray) => number)[],
): void {
  const expected = compute(reference, program);
  let got: TypedArray[];
  try {
    got = compute(engine, program, true);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}\n${textOf(program)}`,
      {
        cause: error,
      },
    );
  }
  program.roots.forEach((root, o) => {
    const wanted = expected[o]!;
    const i = differs(got[o]!, wanted, root.dtype, (at) => allowed[o]!(at, wanted));
    if (i === null) return;
    throw new Error(
      `${engine.name}: output ${o}, ${root.primitive ?? "leaf"} of ${printType(root)}, element ${i}: ` +
        `${reference.name} gives ${show(wanted[i]!)}, ${engine.name} ${show(got[o]![i]!)}.\n${textOf(program)}`,
    );
  });
}

function show(x: number | undefined): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

/** The program, and the elements of its inputs where they are few. */
function textOf({ roots, replaces = [] }: Program): string {
  const program = capture(roots, replaces);
  const inputs = program.leaves.map((leaf, i) => {
    const data = leaf.value!.data();
    const shown = Array.from(data.subarray(0, 80), show).join(", ");
    return `  %${i} = [${shown}${data.length > 80 ? ", …" : ""}]`;
  });
  return [printGraph(program.graph()), ...inputs].join("\n");
}
