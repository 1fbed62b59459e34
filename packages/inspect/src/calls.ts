import { Node } from "@chainrule/graph";
import type { Module } from "@chainrule/layers";

/** A module's `forward` that ran. */
export interface Call {
  readonly module: Module;
  /** The call that it was made in. */
  readonly parent: Call | null;
  /** What was returned. */
  output: unknown;
  /** Nodes with numbers from here up to `end` were built in the call. */
  readonly start: number;
  end: number;
}

/** The number of the next node: numbers grow with time. */
function now(): number {
  return Node.apply("constant", [], { value: 0, dtype: "bool" }).id;
}

/** Runs `f`, and lists the calls of `forward` of the modules in `model`, outer calls before those they make. */
export function callsOf(model: Module, f: () => void): Call[] {
  const calls: Call[] = [];
  let current: Call | null = null;
  const modules = [...model.namedModules().values()];
  const originals = modules.map((module) => Object.getOwnPropertyDescriptor(module, "forward")!);
  modules.forEach((module, i) => {
    const forward = originals[i]!.value as (...inputs: unknown[]) => unknown;
    const value = (...inputs: unknown[]): unknown => {
      const call: Call = { module, parent: current, output: undefined, start: now(), end: 0 };
      calls.push(call);
      current = call;
      try {
        call.output = forward.apply(module, inputs);
        return call.output;
      } finally {
        call.end = now();
        current = call.parent;
      }
    };
    Object.defineProperty(module, "forward", { ...originals[i]!, value });
  });
  try {
    f();
  } finally {
    modules.forEach((module, i) => Object.defineProperty(module, "forward", originals[i]!));
  }
  return calls;
}

/** The innermost call that built the node. */
export function callOf(node: Node, calls: readonly Call[]): Call | undefined {
  return calls.findLast(({ start, end }) => start < node.id && node.id < end);
}
