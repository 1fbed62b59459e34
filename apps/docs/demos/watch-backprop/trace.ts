import { gradients, vjp } from "@chainrule/autograd";
import { toJSON } from "@chainrule/inspect";
import type { Tensor } from "@chainrule/tensor";
import {
  applyStep,
  differentiable,
  type Edits,
  evaluate,
  type Program,
  resultOf,
  type Step,
} from "./program.ts";

/** A node of the graph, with all that is to be shown of it. */
export interface TracedNode {
  readonly name: string;
  /** The formula of a step; nothing for what is given. */
  readonly formula: string;
  /** How its gradient goes back to its inputs. */
  readonly rule: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly inputs: readonly string[];
  /** For class labels, how many there are. */
  readonly classes: number | null;
  /** In the order of rows, as the gradient. */
  readonly value: readonly number[];
  /** `∂result/∂node`, or `null` for class labels. */
  readonly gradient: readonly number[] | null;
}

/** A gradient that a step sends to one of its inputs. */
export interface Arrival {
  readonly to: string;
  readonly part: readonly number[];
  /** The sum of what has arrived there, with this. */
  readonly sum: readonly number[];
}

/** A step on the way back. */
export interface BackwardStep {
  readonly name: string;
  readonly arrivals: readonly Arrival[];
}

/** Everything that happens, forward and back, as plain data. */
export interface Trace {
  /** In the order of computation. */
  readonly nodes: readonly TracedNode[];
  readonly result: string;
  /** In the order of the way back. */
  readonly backward: readonly BackwardStep[];
}

const plain = (tensor: Tensor): number[] => [...tensor.data()].map(Number);

/** Computes tensors in one run. */
function compute(tensors: Iterable<Tensor>): void {
  let last: Tensor | undefined;
  for (const tensor of tensors) last = tensor.keep();
  last?.data();
}

/** What one step sends to each of its inputs that has a gradient, given its own. */
function sentBy(
  step: Step,
  values: ReadonlyMap<string, Tensor>,
  gradient: Tensor,
  moving: ReadonlySet<string>,
): [to: string, part: Tensor][] {
  const targets = [...new Set(step.inputs)].filter((input) => moving.has(input));
  const applied = (...moved: Tensor[]): Tensor => {
    const at = (input: string): Tensor => moved[targets.indexOf(input)] ?? values.get(input)!;
    return applyStep(step, step.inputs.map(at));
  };
  const [, backward] = vjp(applied, ...targets.map((target) => values.get(target)!));
  return backward(gradient).map((part, i) => [targets[i]!, part]);
}

/** Runs a program forward and back. Values, gradients, and what each step sends to its inputs are the library's. */
export function trace(program: Program, edits: Edits): Trace {
  const values = evaluate(program, edits);
  compute(values.values());
  const moving = differentiable(program);
  const result = resultOf(program);
  const targets = Object.fromEntries(moving.map((name) => [name, values.get(name)!]));
  const found = gradients(values.get(result)!, targets);

  const arrived = new Map<string, Tensor>();
  const sent = program.steps.toReversed().map((step) => ({
    name: step.name,
    arrivals: sentBy(step, values, found[step.name]!, new Set(moving)).map(([to, part]) => {
      const sum = arrived.get(to)?.add(part) ?? part;
      arrived.set(to, sum);
      return { to, part, sum };
    }),
  }));
  compute([
    ...Object.values(found),
    ...sent.flatMap(({ arrivals }) => arrivals.flatMap(({ part, sum }) => [part, sum])),
  ]);

  return {
    nodes: nodesOf(program, values, found),
    result,
    backward: sent.map(({ name, arrivals }) => ({
      name,
      arrivals: arrivals.map(({ to, part, sum }) => ({ to, part: plain(part), sum: plain(sum) })),
    })),
  };
}

/** The nodes of the graph, as the library describes it. */
function nodesOf(
  program: Program,
  values: ReadonlyMap<string, Tensor>,
  found: Readonly<Record<string, Tensor>>,
): TracedNode[] {
  const { nodes, outputs } = toJSON(Object.fromEntries(values));
  const names = new Map(outputs.map(({ name, node }) => [node, name]));
  const byName = new Map(nodes.map((node) => [names.get(node.id), node]));
  const steps = new Map(program.steps.map((step) => [step.name, step]));
  const classes = new Map(program.given.map((given) => [given.name, given.classes]));
  return [...values].map(([name, value]) => {
    const { kind, label, dtype, shape, inputs } = byName.get(name)!;
    const gradient = found[name];
    return {
      name,
      formula: kind === "step" ? label : "",
      rule: steps.get(name)?.operation.rule ?? "",
      dtype,
      shape,
      inputs: inputs.flatMap((input) => (typeof input === "string" ? [names.get(input)!] : [])),
      classes: classes.get(name) ?? null,
      value: plain(value),
      gradient: gradient === undefined ? null : plain(gradient),
    };
  });
}
