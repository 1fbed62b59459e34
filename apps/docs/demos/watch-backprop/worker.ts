import { setThreads } from "@chainrule/tensor";
import { serve } from "@chainrule/worker";
import { compare, type Comparison, type Side } from "./finite-differences.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Edits } from "./program.ts";
import { programOf } from "./programs.ts";
import { type Trace, trace } from "./trace.ts";

// A handful of numbers is no work to share.
setThreads(1);

/** A program of the list, or an expression that was typed; and what was put in place of its numbers. */
export interface Watched {
  readonly program: string;
  readonly expression: string;
  readonly edits: Edits;
}

const backprop = {
  /** Runs it forward and back, and lays out its graph. */
  watch({ program, expression, edits }: Watched): { trace: Trace; layout: Layout } {
    const traced = trace(programOf(program, expression), edits);
    return { trace: traced, layout: layoutOf(traced.nodes) };
  },

  /** Compares its gradients with difference quotients. */
  compare({ program, expression, edits }: Watched, h: number, side: Side): Comparison[] {
    return compare(programOf(program, expression), edits, h, side);
  },
};

/** What the worker serves. */
export type Backprop = typeof backprop;

serve(backprop);
