// What takes the place of `full.ts` under the condition `chainrule-lean`: one thread, no sorting, no error function of float64, no program as text.
import type * as full from "./full.ts";

export const runs: typeof full.runs = (primitive, dtype) =>
  primitive !== "argsort" && !(primitive === "erf" && dtype === "float64");

export const printPlan: typeof full.printPlan = ({ kernels }) =>
  `${kernels.length} kernels, which are not printed under the condition chainrule-lean`;

export const sortLines: typeof full.sortLines = () => {
  throw new Error("wasmEngine: argsort is left out under the condition chainrule-lean.");
};

export const canShare: typeof full.canShare = () => false;

export const processors: typeof full.processors = () => 1;

export const startPool: typeof full.startPool = () => null;
