import { gradients } from "@chainrule/autograd";
import {
  checkCopy,
  checkKind,
  checkNames,
  type DType,
  kindOf,
  Node,
  printShape,
  type Shape,
  type Variable,
} from "@chainrule/graph";
import { Module } from "@chainrule/layers";
import { Assignable, Tensor } from "@chainrule/tensor";
import { ancestry, givenName, literalOf, nodeOf, stepName } from "./ancestry.ts";
import { checkPrint, type Print, print } from "./console.ts";
import { checkDetail, type Detail, type Entry, outline } from "./outline.ts";
import { digits, grouped } from "./quantity.ts";
import { type Statistics, statisticsOf } from "./statistics.ts";
import { table } from "./table.ts";
import { valuesOf } from "./values.ts";

/** Tensors whose gradients are explained too: one, a list, a record, or a model, which means its parameters. */
export type ExplainTargets =
  | Tensor
  | readonly Tensor[]
  | { readonly [name: string]: Tensor }
  | Module;

/** Options of {@link explain}. */
export interface ExplainOptions {
  /** What to take gradients for; without targets only the way forward is explained. */
  readonly targets?: ExplainTargets;
  /** Whether to show the operations called (the default), or all primitives that they are made of. */
  readonly detail?: Detail;
  /** Where the text goes: `console.log` unless given, nowhere if `false`. */
  readonly print?: Print;
}

/** One step of a computation. */
export interface ExplainedStep {
  /** The step's number, counted through both directions. */
  readonly number: number;
  /** `given` is what the computation starts from. */
  readonly direction: "given" | "forward" | "backward";
  /** The operation; a primitive that is part of one as `softmax: exp`. What is given has its own name. */
  readonly name: string;
  /** The module's path, or nothing. */
  readonly module: string;
  /** The steps it takes, by number; numbers that stand in the program are written out. */
  readonly from: readonly string[];
  readonly shape: Shape;
  readonly dtype: DType;
  /** `null` where the value is gone: it was never computed, and what it was built on has been replaced. */
  readonly statistics: Statistics | null;
  /** The targets whose gradient this is. */
  readonly gradientOf: readonly string[];
}

/** In the order in which they are shown. */
const directions = ["given", "forward", "backward"] as const;

/**
 * What {@link explain} found. `toString()` is a table of it.
 *
 * ```ts
 * import { explain } from "@chainrule/inspect";
 * import { tensor } from "@chainrule/tensor";
 *
 * const { steps } = explain(tensor([1, -2]).abs().sum(), { print: false });
 * steps.map(({ name, statistics }) => [name, statistics?.max]); // => [["given", 1], ["abs", 2], ["sum", 3]]
 * ```
 */
export class Explanation {
  /** Every step, inputs before what uses them. */
  readonly steps: readonly ExplainedStep[];

  constructor(steps: readonly ExplainedStep[]) {
    this.steps = steps;
  }

  /** A table of each direction: a line for each step, columns aligned. NaN and ∞ are counted where there are any. */
  toString(): string {
    return directions
      .flatMap((direction) => {
        const steps = this.steps.filter((step) => step.direction === direction);
        return steps.length === 0 ? [] : [lines(direction, steps)];
      })
      .join("\n\n");
  }
}

const left = (title: string) => ({ title, align: "left" }) as const;
const right = (title: string) => ({ title, align: "right" }) as const;

/** The steps of one direction as a table. */
function lines(direction: string, steps: readonly ExplainedStep[]): string {
  const columns = [
    right(""),
    left(direction),
    left("from"),
    left("module"),
    left("shape"),
    left("dtype"),
    right("min"),
    right("max"),
    right("mean"),
    right("std"),
    right("zeros"),
    right("NaN"),
    right("∞"),
    left("gradient of"),
  ];
  const rows = steps.map(({ number, name, from, module, shape, dtype, statistics, gradientOf }) => [
    `%${number}`,
    name,
    from.join(", "),
    module,
    printShape(shape),
    dtype,
    ...cells(statistics),
    gradientOf.join(", "),
  ]);
  return table(columns, rows);
}

function cells(statistics: Statistics | null): string[] {
  if (statistics === null) return ["gone", "", "", "", "", "", ""];
  const { min, max, mean, std, zeros, nans, infinities } = statistics;
  const some = (count: number): string => (count === 0 ? "" : grouped(count));
  return [...[min, max, mean, std].map(digits), grouped(zeros), some(nans), some(infinities)];
}

/** Targets by name. */
function named(targets: ExplainTargets | undefined): [name: string, tensor: Tensor][] {
  if (targets === undefined) return [];
  if (targets instanceof Module) {
    return [...targets.namedParameters()].filter(([, { trainable }]) => trainable);
  }
  if (targets instanceof Tensor) return [["the target", targets]];
  checkCopy(targets, () => Tensor);
  checkCopy(targets, () => Module);
  if (typeof targets !== "object" || targets === null) {
    throw new TypeError(
      `explain: the targets must be a tensor, a list or record of tensors, or a model; got ${kindOf(targets)}.`,
    );
  }
  const entries = Object.entries(targets as Readonly<Record<string, Tensor>>);
  return Array.isArray(targets) ? entries.map(([i, one]) => [`target ${i}`, one]) : entries;
}

/** The names of the targets whose gradients the nodes are. */
function gradientNames(
  targets: readonly (readonly [string, Tensor])[],
  found: readonly Tensor[],
): Map<Node, string[]> {
  const names = new Map<Node, string[]>();
  targets.forEach(([name], i) => {
    const { node } = found[i]!;
    names.set(node, [...(names.get(node) ?? []), name]);
  });
  return names;
}

/** The tensors' nodes or, of parameters and state, variables: asking those for their nodes would be a use of them. */
function identities(targets: readonly (readonly [string, Tensor])[]): Map<Node | Variable, string> {
  return new Map(
    targets.map(([name, one]) => [one instanceof Assignable ? one.variable : one.node, name]),
  );
}

/** The steps to `node`, and on to the gradients `found` of the targets: what is given, then the way forward, then the way back. */
function stepsOf(
  node: Node,
  targets: readonly (readonly [string, Tensor])[],
  found: readonly Tensor[],
  detail: Detail,
): ExplainedStep[] {
  const [gradientOf, names] = [gradientNames(targets, found), identities(targets)];
  const chosen = [...names.keys()].filter((one) => one instanceof Node);
  const roots = [node, ...gradientOf.keys(), ...chosen];
  const entries = inDirections(outline(roots, detail), new Set(ancestry([node])));
  const nodes = entries.map(([, entry]) => entry.node);
  const values = valuesOf(roots, nodes);
  const numbers = new Map(nodes.map((one, number) => [one, number]));
  const reference = (one: Node): string => {
    const number = numbers.get(one);
    return number === undefined ? digits(literalOf(one)!) : `%${number}`;
  };
  return entries.map(([direction, { node: one, inputs }], number): ExplainedStep => {
    const value = values.get(one);
    const given = direction === "given";
    return {
      number,
      direction,
      name: given ? (names.get(one.variable ?? one) ?? givenName(one)) : stepName(one, detail),
      module: given ? "" : one.debug.module,
      from: inputs.map(reference),
      shape: one.shape,
      dtype: one.dtype,
      statistics: value === undefined ? null : statisticsOf(value),
      gradientOf: gradientOf.get(one) ?? [],
    };
  });
}

/** Each with its direction, in the order in which they are shown; `forward` are the nodes on the way forward. */
function inDirections(
  entries: readonly Entry[],
  forward: ReadonlySet<Node>,
): (readonly [ExplainedStep["direction"], Entry])[] {
  const directionOf = ({ node }: Entry): ExplainedStep["direction"] => {
    if (node.primitive === null || node.forgotten) return "given";
    return forward.has(node) ? "forward" : "backward";
  };
  return directions.flatMap((direction) =>
    entries
      .filter((entry) => directionOf(entry) === direction)
      .map((entry) => [direction, entry] as const),
  );
}

/**
 * Prints every step that leads to `result`, and with `targets` every step back to their gradients: its name, the module it is in, its shape and dtype, and
 * statistics of its elements. To see the gradient of anything in between, make it a target.
 *
 * Nothing changes by looking: values are computed by a program of their own, no assignment is carried out, and what was not computed stays so. A step
 * that is only a number is written where it is used. A parameter or state is explained as it is, without what waits for it.
 *
 * Throws what `gradients` throws, such as for a target that `result` does not depend on. A `TypeError` if `result` is not a tensor.
 *
 * ```ts
 * import { explain } from "@chainrule/inspect";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const x = tensor([[1, 2]]);
 * const w = new Parameter([[3], [-1]], { name: "w" });
 * const explained = explain(x.matmul(w).relu().sum(), { targets: { w } });
 * explained.steps.length; // => 8
 * const last = explained.steps.find(({ gradientOf }) => gradientOf.includes("w"));
 * [last?.shape, last?.statistics?.max]; // => [[2, 1], 2]
 * ```
 */
export function explain(result: Tensor, options: ExplainOptions = {}): Explanation {
  checkKind("explain", "the result", result, Tensor, "a tensor");
  checkNames("explain", options, { targets: 0, detail: 0, print: 0 });
  const { detail = "operations" } = options;
  checkDetail("explain", detail);
  checkPrint("explain", options.print);
  const targets = named(options.targets);
  const node = nodeOf(result);
  const found =
    targets.length === 0
      ? []
      : gradients(
          Tensor.of(node),
          targets.map(([, target]) => target),
        );
  const explanation = new Explanation(stepsOf(node, targets, found, detail));
  print(explanation.toString(), options.print);
  return explanation;
}
