import { capture, type Node } from "@chainrule/graph";
import { compile, type Plan, printPlan, type Target } from "../src/index.ts";

/** An engine without kernels of its own for contractions. */
export const loops: Target = {
  contract: () => null,
  panels: () => null,
};

/** An engine with kernels for all of them. */
export const kernels: Target = {
  contract: () => ({ scratch: 0, inParts: false }),
  panels: () => null,
};

/** The plan that computes `roots`; inputs are numbered in the order in which the leaves were made. */
export function plan(roots: readonly Node[], target: Target = loops): Plan {
  return compile(capture(roots).graph(), target);
}

/** The kernels of that plan and the buffers they touch, as text. */
export function printed(...roots: readonly Node[]): string {
  return printPlan(plan(roots));
}

/** As `printed`, for an engine with kernels for contractions. */
export function contracted(...roots: readonly Node[]): string {
  return printPlan(plan(roots, kernels));
}
