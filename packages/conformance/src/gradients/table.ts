import { checkGradients, type GradientReport } from "@chainrule/autograd";
import type { Check, Row, Rows } from "./row.ts";
import { activationLayers } from "./rows/activation-layers.ts";
import { contract } from "./rows/contract.ts";
import { activations, arithmetic, math } from "./rows/elementwise.ts";
import { layers } from "./rows/layers.ts";
import { linalg } from "./rows/linalg.ts";
import { losses } from "./rows/losses.ts";
import { movement } from "./rows/movement.ts";
import { primitives } from "./rows/primitives.ts";
import { reduce } from "./rows/reduce.ts";
import { signal } from "./rows/signal.ts";

/** A part of the table. */
export interface Section {
  readonly title: string;
  readonly rows: Rows;
}

/** The primitives that have a gradient. */
const differentiable: Rows = Object.fromEntries(
  Object.entries(primitives).filter(
    (entry): entry is [string, Row] => typeof entry[1] !== "string",
  ),
);

/** Every public operation that has a gradient. */
export const sections: readonly Section[] = [
  { title: "Arithmetic", rows: arithmetic },
  { title: "Functions of elements", rows: math },
  { title: "Activations", rows: activations },
  { title: "Reductions and order", rows: reduce },
  { title: "Shape and selection", rows: movement },
  { title: "Products", rows: contract },
  { title: "Layers", rows: { ...layers, ...activationLayers } },
  { title: "Losses", rows: losses },
  { title: "Signals", rows: signal },
  { title: "Linear algebra", rows: linalg },
  { title: "Primitives", rows: differentiable },
];

/** Compares gradients with central differences at one point. */
export function report(check: Check): GradientReport {
  const { f, inputs } = check.at();
  return checkGradients(f, inputs as never, { order: check.order });
}

/** The largest error as the power of ten above it. Below 1e-9 all is rounding, which differs from machine to machine. */
function bound(error: number): string {
  return `< 1e-${Math.min(9, Math.floor(-Math.log10(Math.max(error, 1e-12))))}`;
}

function line(name: string, { checks, conventions }: Row): string {
  const reports = checks.map((check) => report(check).assert());
  const error = Math.max(...reports.map(({ largestError }) => largestError));
  const orders = checks.some(({ order }) => order === 2) ? "1, 2" : "1";
  const points = checks.map(({ on, order }) => (order === 1 && orders !== "1" ? `${on} (1)` : on));
  const cells = [
    `\`${name}\``,
    orders,
    points.join("; "),
    bound(error),
    conventions.map(({ text }) => text).join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

const introduction = `# Gradients

Every differentiable operation is compared with central differences \`(f(x + h) − f(x − h)) / 2h\` in float64: its gradients (order 1) and their derivatives (order 2), for every
floating-point input and parameter, element by element. Errors are relative to the largest derivative of an input; the table gives the power of ten above the largest error. Where a
function has a kink, the derivatives from both sides are compared, and the convention, which is PyTorch's, says which one is taken. A point where only the second
derivative does not exist is checked to order 1, and marked as such.

\`npm run gradients:table\` writes this page. A test fails when an operation becomes public without a row, and checks ⟨vjp(u), v⟩ = ⟨u, jvp(v)⟩ for every row.
`;

/** The table as a page of Markdown. */
export function page(): string {
  const parts = sections.map(({ title, rows }) =>
    [
      `## ${title}`,
      "",
      "| operation | orders | checked on | largest error | at kinks and ties |",
      "| --- | --- | --- | --- | --- |",
      ...Object.entries(rows).map(([name, row]) => line(name, row)),
      "",
    ].join("\n"),
  );
  return [introduction, ...parts].join("\n");
}
