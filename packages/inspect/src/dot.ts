import {
  arrowsOf,
  type Box,
  captionOf,
  type Drawn,
  drawingOf,
  type DrawOptions,
  type Frame,
} from "./drawing.ts";

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`;
}

/** Given values are round, variables cylinders, results have a double border. */
function styleOf({ kind, outputs }: Box): string {
  if (kind === "variable") return ", shape=cylinder";
  if (kind === "given") return ", shape=ellipse";
  return outputs.length > 0 ? ", peripheries=2" : "";
}

function boxLine(box: Box): string {
  return `${box.id} [label=${quoted(captionOf(box).join("\n"))}${styleOf(box)}];`;
}

function frameLines({ id, label, frames, boxes }: Frame): string[] {
  const inner = [`label=${quoted(label)};`, ...boxes.map(boxLine), ...frames.flatMap(frameLines)];
  return [`subgraph cluster_${id} {`, ...inner.map((line) => `  ${line}`), "}"];
}

/**
 * The graph that leads to tensors, in the language of Graphviz: `dot -Tsvg` draws it. A module is a cluster around what it built; a box has the operation, with the
 * numbers it is applied to, and dtype and shape. Nothing runs.
 *
 * Equal graphs give equal text. Throws a `TypeError` if there is no tensor.
 *
 * ```ts
 * import { toDot } from "@chainrule/inspect";
 * import { tensor } from "@chainrule/tensor";
 *
 * toDot(tensor([1, 2]).exp()).split("\n");
 * // => [
 * //      "digraph {",
 * //      "  node [shape=box];",
 * //      '  n0 [label="given\\nfloat32[2]", shape=ellipse];',
 * //      '  n1 [label="exp\\nfloat32[2]", peripheries=2];',
 * //      "  n0 -> n1;",
 * //      "}",
 * //    ]
 * ```
 */
export function toDot(drawn: Drawn, options: DrawOptions = {}): string {
  const drawing = drawingOf("toDot", drawn, options);
  const lines = [
    "node [shape=box];",
    ...drawing.boxes.filter(({ frame }) => frame === null).map(boxLine),
    ...drawing.frames.flatMap(frameLines),
    ...arrowsOf(drawing).map(([from, to]) => `${from} -> ${to};`),
  ];
  return ["digraph {", ...lines.map((line) => `  ${line}`), "}"].join("\n");
}
