import {
  capture,
  checkCopy,
  type DType,
  type Engine,
  type Executable,
  Node,
  printType,
  type Shape,
  sizeOf,
  Storage,
  type Variable,
} from "@chainrule/graph";
import { getEngine } from "./engine.ts";
import { afterReplacing } from "./run.ts";
import { asNode } from "./operand.ts";
import { countRun, programFor } from "./programs.ts";
import { beforeReplacing, evaluate, ownedExpressions, recordAssignments, valueOf } from "./run.ts";
import type { Nested } from "./shapes/shape.ts";
import { isGone } from "./survey.ts";
import { Tensor } from "./tensor.ts";
import { isTracing, type Trace, tracing } from "./trace.ts";

/** What a compiled step may return: a tensor, a list or record of what it may return, or nothing. */
export type Returned = Tensor | void | readonly Returned[] | { readonly [name: string]: Returned };

/** What a compiled step may be given: for each tensor the step takes, a tensor like it, a number, or nested arrays. */
type Given<A extends readonly Tensor[]> = { readonly [K in keyof A]: A[K] | Nested };

/** Where an input of a program comes from at each replay. */
type Source = () => Storage;

/** The type of a result. */
interface Result {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly length: number;
}

/** A traced step: its program, where its inputs come from, and where its outputs go. */
interface Program {
  readonly executable: Executable;
  readonly engine: Engine;
  readonly sources: readonly Source[];
  /** The results that are returned, then those that variables get. */
  readonly results: readonly Result[];
  readonly variables: readonly Variable[];
  /** Puts tensors in the place of the traced ones. */
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
}

/** The tensors in a returned value, and how to put others in their place. */
function flatten(value: unknown, found: Node[]): (tensors: readonly Tensor[]) => unknown {
  if (value instanceof Tensor) {
    const { node } = value;
    const before = found.indexOf(node);
    const place = before >= 0 ? before : found.push(node) - 1;
    return (tensors) => tensors[place];
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => flatten(part, found));
    return (tensors) => parts.map((part) => part(tensors));
  }
  if (typeof value === "object" && value !== null) {
    checkCopy(value, () => Tensor);
    const parts = Object.entries(value).map(
      ([name, part]) => [name, flatten(part, found)] as const,
    );
    return (tensors) => Object.fromEntries(parts.map(([name, part]) => [name, part(tensors)]));
  }
  return () => value;
}

/** The first replay draws nothing: it has what was drawn for the trace. */
function startingWith(first: Storage, next: Source): Source {
  let drawn: Storage | null = first;
  return () => {
    const value = drawn ?? next();
    drawn = null;
    return value;
  };
}

/** Where the elements of a leaf come from that is no argument: a new random key, a variable's newest version, or the same tensor each time. */
function sourceOf(leaf: Node, { draws }: Trace): Source {
  const { value, variable } = leaf;
  const draw = draws.get(leaf);
  if (draw !== undefined) return startingWith(value!, draw);
  return variable === null ? () => value! : () => variable.value;
}

/**
 * Runs the step on placeholders of the types of `given`, and compiles what it builds. In a replay the program takes its arguments from `now`.
 */
function trace(
  step: (...inputs: readonly Tensor[]) => unknown,
  given: readonly Node[],
  now: { readonly inputs: readonly Storage[] },
): Program {
  const start = Node.leaf([0], "bool", Storage.empty("bool", 0));
  const places = given.map(({ shape, dtype }) =>
    Node.leaf(shape, dtype, Storage.empty(dtype, sizeOf(shape))),
  );
  const checkRead = (node: Node, forVariable: boolean): void => {
    // Nodes that were made since stand for values that differ from replay to replay; the value of a variable is no result of the trace, though its leaf
    // may be first asked for there.
    if (node.id >= start.id && node.variable === null) {
      throw new Error(
        forVariable
          ? "compile: a step cannot make a parameter or a state of what it computes while it is traced; make it, and the layer that holds it, outside."
          : "compile: a step cannot read what it computes while it is traced; return the tensor, and read it outside.",
      );
    }
  };
  const notes: Trace = { checkRead, draws: new Map() };
  const { result, assignments } = recordAssignments(() =>
    tracing(notes, () => step(...places.map((place) => Tensor.of(place)))),
  );
  const outputs: Node[] = [];
  const rebuild = flatten(result, outputs);
  const roots = [...outputs, ...ownedExpressions(assignments, new Set(outputs))];
  const replaces = [
    ...outputs.map(() => null),
    ...assignments.map(({ variable }) => variable.leaf),
  ];
  const captured = capture(roots, replaces);
  const gone = captured.leaves.find(isGone);
  if (gone !== undefined) {
    throw new Error(
      `compile: the step uses a value of ${gone.variable?.name ?? "a tensor"} that has been replaced.`,
    );
  }
  const sources = captured.leaves.map((leaf): Source => {
    const place = places.indexOf(leaf);
    return place < 0 ? sourceOf(leaf, notes) : () => now.inputs[place]!;
  });
  return {
    executable: programFor(captured),
    engine: getEngine(),
    sources,
    results: roots.map(({ dtype, shape }) => ({ dtype, shape, length: sizeOf(shape) })),
    variables: assignments.map(({ variable }) => variable),
    rebuild,
  };
}

function replay({ executable, sources, results, variables, rebuild }: Program): unknown {
  beforeReplacing(variables);
  const inputs = sources.map((source) => source());
  const storages = results.map(({ dtype, length }) => Storage.empty(dtype, length));
  executable.run(inputs, storages);
  countRun();
  const returned = results.length - variables.length;
  variables.forEach((variable, i) => {
    variable.replace(storages[returned + i]!);
  });
  afterReplacing();
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
 * value: return the tensor, and read it outside. Called inside another step that is traced, it is a part of that one.
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
  const programs = new Map<string, Program>();
  const now: { inputs: readonly Storage[] } = { inputs: [] };
  return (...inputs) => {
    // Inside another step this one is a part of it.
    if (isTracing())
      return step(...(inputs.map((input) => Tensor.of(asNode(input))) as readonly Tensor[] as A));
    const given = inputs.map((input) => asNode(input));
    const key = given.map(printType).join();
    now.inputs = given.map(storageOf);
    try {
      let program = programs.get(key);
      if (program === undefined || program.engine !== getEngine()) {
        program = trace(step as (...traced: readonly Tensor[]) => unknown, given, now);
        programs.delete(key);
        programs.set(key, program);
        if (programs.size > capacity) programs.delete(programs.keys().next().value!);
      }
      return replay(program) as R;
    } finally {
      now.inputs = [];
    }
  };
}

/** The elements of an argument. A variable's are copied: the step may replace them. */
function storageOf(node: Node): Storage {
  return node.variable === null ? valueOf(node) : evaluate(node);
}
