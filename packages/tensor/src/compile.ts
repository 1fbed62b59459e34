import {
  capture,
  checkCopy,
  type DType,
  type Engine,
  type Executable,
  Node,
  printType,
  reach,
  type Shape,
  sizeOf,
  Storage,
  type Variable,
} from "@chainrule/graph";
import { getEngine } from "./engine.ts";
import { asNode } from "./operand.ts";
import { countRun, programFor } from "./programs.ts";
import {
  afterReplacing,
  beforeReplacing,
  evaluate,
  isTrying,
  ownedExpressions,
  recordAssignments,
  valueOf,
} from "./run.ts";
import type { Nested } from "./shapes/shape.ts";
import { isGone } from "./survey.ts";
import { Tensor } from "./tensor.ts";
import { beginning, refuseReads, type Trace, traceGeneration, tracing } from "./trace.ts";

/** What a compiled step may return: a tensor, a list or record of what it may return, or nothing. */
export type Returned = Tensor | void | readonly Returned[] | { readonly [name: string]: Returned };

/** What a compiled step may be given: for each tensor the step takes, a tensor like it, a number, or nested arrays. */
type Given<A extends readonly Tensor[]> = { readonly [K in keyof A]: A[K] | Nested };

/** What each replay has of its own. */
interface Own {
  readonly inputs: readonly Storage[];
  /** Random keys, in the order in which the step draws them. */
  readonly keys: readonly Storage[];
}

/** Where an input of a program comes from at each replay. */
type Source = (own: Own) => Storage;

/** The type of a result. */
interface Result {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly length: number;
}

/** A traced step: its program, where its inputs come from, and where its outputs go. */
interface Traced {
  readonly executable: Executable;
  readonly engine: Engine;
  readonly generation: number;
  readonly sources: readonly Source[];
  /** Draw the random keys of a replay, those that nothing uses too. */
  readonly draws: readonly (() => Storage)[];
  /** The results that are returned, then those that variables get. */
  readonly results: readonly Result[];
  readonly variables: readonly Variable[];
  /** Puts tensors in the place of the traced ones. */
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
}

/** The tensors in a returned value, and how to put others in their place. */
function takeApart(value: unknown, found: Node[]): (tensors: readonly Tensor[]) => unknown {
  if (value instanceof Tensor) {
    const { node } = value;
    const before = found.indexOf(node);
    const place = before >= 0 ? before : found.push(node) - 1;
    return (tensors) => tensors[place];
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => takeApart(part, found));
    return (tensors) => parts.map((part) => part(tensors));
  }
  if (typeof value === "object" && value !== null) {
    checkCopy(value, () => Tensor);
    if (value instanceof Promise) {
      throw new TypeError("compile: a step must be done when it returns; got a promise.");
    }
    const parts = Object.entries(value).map(
      ([name, part]) => [name, takeApart(part, found)] as const,
    );
    return (tensors) => Object.fromEntries(parts.map(([name, part]) => [name, part(tensors)]));
  }
  return () => value;
}

/** What is thrown where a step reads what it computes, which differs from replay to replay. */
function readError(forVariable: boolean): Error {
  return new Error(
    forVariable
      ? "compile: a step cannot make a parameter or a state of what it computes while it is traced; make it, and the layer that holds it, outside."
      : "compile: a step cannot read what it computes while it is traced, as item() and masks do; return the tensor, and read it outside, or choose with where.",
  );
}

/** Computes what the step uses of what was built on variables before `start`: it keeps the value it has now. Throws where that is gone. */
function computeOutside(roots: readonly Node[], start: Node): void {
  const gone = reach(roots).given.find(isGone);
  if (gone !== undefined) {
    throw new Error(
      `compile: the step uses a value of ${gone.variable?.name ?? "a tensor"} that has been replaced.`,
    );
  }
  for (;;) {
    const outside = reach(roots).open.findLast((node) => node.id < start.id && node.stateful);
    if (outside === undefined) return;
    valueOf(outside);
  }
}

/** Where a leaf of a traced program comes from: an argument, a random key, a variable's newest version, or the same tensor each time. */
function sourceOf(leaf: Node, places: readonly Node[], keys: readonly Node[]): Source {
  const { value, variable } = leaf;
  const place = places.indexOf(leaf);
  if (place >= 0) return ({ inputs }) => inputs[place]!;
  const key = keys.indexOf(leaf);
  if (key >= 0) return (own) => own.keys[key]!;
  return variable === null ? () => value! : () => variable.value;
}

/** Runs the step on placeholders of the types of `given`, and compiles what it builds. Gives also the random keys that were drawn meanwhile. */
function trace(
  step: (...inputs: readonly Tensor[]) => unknown,
  given: readonly Node[],
): { traced: Traced; keys: Storage[] } {
  const generation = traceGeneration();
  const start = beginning();
  const places = given.map(({ shape, dtype }) =>
    Node.leaf(shape, dtype, Storage.empty(dtype, sizeOf(shape))),
  );
  const notes: Trace = { checkRead: refuseReads(start, readError), draws: new Map() };
  const outputs: Node[] = [];
  // While its assignments are seen: a variable that is returned has the value that it gets.
  const { result: rebuild, assignments } = recordAssignments(() =>
    tracing(notes, () => takeApart(step(...places.map((place) => Tensor.of(place))), outputs)),
  );
  const variables = assignments.map(({ variable }) => variable);
  const roots = [...outputs, ...ownedExpressions(assignments, new Set(outputs))];
  const replaces = [...outputs.map(() => null), ...variables.map(({ leaf }) => leaf)];
  computeOutside(roots, start);
  const captured = capture(roots, replaces);
  const drawn = [...notes.draws.keys()];
  const traced = {
    executable: programFor(captured),
    engine: getEngine(),
    generation,
    sources: captured.leaves.map((leaf) => sourceOf(leaf, places, drawn)),
    draws: [...notes.draws.values()],
    results: roots.map(({ dtype, shape }) => ({ dtype, shape, length: sizeOf(shape) })),
    variables,
    rebuild,
  };
  return { traced, keys: drawn.map(({ value }) => value!) };
}

function replay({ executable, sources, results, variables, rebuild }: Traced, own: Own): unknown {
  beforeReplacing(variables);
  const inputs = sources.map((source) => source(own));
  const storages = results.map(({ dtype, length }) => Storage.empty(dtype, length));
  executable.run(inputs, storages);
  countRun();
  const returned = results.length - variables.length;
  variables.forEach((variable, i) => {
    variable.replace(storages[returned + i]!);
  });
  if (variables.length > 0) afterReplacing();
  return rebuild(
    results
      .slice(0, returned)
      .map(({ dtype, shape }, i) => Tensor.of(Node.leaf(shape, dtype, storages[i]!))),
  );
}

/** How many traces of one step are kept. */
const capacity = 16;

/**
 * A step that is built once and then replayed: the function runs the first time, to see what it builds, and for arguments of the same
 * shapes and dtypes its program runs again on the new elements without building anything. That saves the time it takes to build a graph,
 * which matters where steps are small.
 *
 * Each replay uses the newest values of parameters and state, carries out the assignments of the step, and draws random numbers of its
 * own. Everything else is as it was when traced: branches that were taken, tensors from outside, and JavaScript numbers that are not
 * arguments (give a learning rate as an argument if it changes). The results have no graph behind them. Throws where the step reads a
 * value: return the tensor, and read it outside. Called inside another step that is traced, it is a part of that one; inside
 * `withoutAssignments` it is not compiled.
 *
 * ```ts
 * import { compile, Parameter } from "@chainrule/tensor";
 *
 * const weights = new Parameter([1, 2]);
 * const step = compile((gradient, rate) => {
 *   weights.assign(weights.sub(gradient.mul(rate)));
 *   return weights.square().sum();
 * });
 * step([1, 1], 0.5); // => 2.5
 * step([1, 1], 0.25); // => 1.625
 * weights; // => [0.25, 1.25]
 * ```
 */
export function compile<A extends readonly Tensor[], R extends Returned>(
  step: (...inputs: A) => R,
): (...inputs: Given<A>) => R {
  const traces = new Map<string, Traced>();
  return (...args) => {
    const given = args.map((arg) => asNode(arg));
    // Inside another step this one is a part of it, and where assignments are dropped nothing is replayed, which would carry them out.
    if (isTrying())
      return step(...(given.map((node) => Tensor.of(node)) as readonly Tensor[] as A));
    const inputs = given.map(storageOf);
    const key = given.map(printType).join();
    const known = traces.get(key);
    if (known?.engine === getEngine() && known.generation === traceGeneration()) {
      return replay(known, { inputs, keys: known.draws.map((draw) => draw()) }) as R;
    }
    const { traced, keys } = trace(step as (...traced: readonly Tensor[]) => unknown, given);
    traces.delete(key);
    traces.set(key, traced);
    if (traces.size > capacity) traces.delete(traces.keys().next().value!);
    return replay(traced, { inputs, keys }) as R;
  };
}

/** The elements of an argument. A variable's are copied: the step may replace them. */
function storageOf(node: Node): Storage {
  return node.variable === null ? valueOf(node) : evaluate(node);
}
