import {
  arrowsOf,
  type Box,
  captionOf,
  type Drawn,
  drawingOf,
  type DrawOptions,
  type Frame,
} from "./drawing.ts";

/** What stands for characters that would end a text, or begin an entity, a text in Markdown or a directive. */
const entities: Readonly<Record<string, string>> = {
  "#": "#35;",
  "&": "#amp;",
  "`": "#96;",
  "%": "#37;",
  '"': "#quot;",
  "<": "#lt;",
  ">": "#gt;",
};

function quoted(text: string): string {
  return `"${text.replaceAll(/[#&`%"<>]/g, (character) => entities[character]!)}"`;
}

/** Given values are round, variables cylinders, results have a double border. */
function shaped({ kind, outputs }: Box, text: string): string {
  if (kind === "variable") return `[(${text})]`;
  if (kind === "given") return `([${text}])`;
  return outputs.length > 0 ? `[[${text}]]` : `[${text}]`;
}

function boxLine(box: Box): string {
  const [what, type] = captionOf(box).map((line) => quoted(line).slice(1, -1));
  return box.id + shaped(box, `"${what}<br/>${type}"`);
}

function frameLines({ id, label, frames, boxes }: Frame): string[] {
  const inner = [...boxes.map(boxLine), ...frames.flatMap(frameLines)];
  return [`subgraph ${id} [${quoted(label)}]`, ...inner.map((line) => `  ${line}`), "end"];
}

/**
 * The graph that leads to tensors, as a flowchart of Mermaid: GitHub and many editors draw it from a code block named `mermaid`. A module is a frame around what it
 * built; a box has the operation, with the numbers it is applied to, and dtype and shape. Nothing runs.
 *
 * Equal graphs give equal text. Throws a `TypeError` if there is no tensor.
 *
 * ```ts
 * import { toMermaid } from "@chainrule/inspect";
 * import { tensor } from "@chainrule/tensor";
 *
 * toMermaid(tensor([1, 2]).mul(3).sum()).split("\n");
 * // => [
 * //      "flowchart TD",
 * //      '  n0(["given<br/>float32[2]"])',
 * //      '  n1["mul(·, 3)<br/>float32[2]"]',
 * //      '  n2[["sum<br/>float32[]"]]',
 * //      "  n0 --> n1",
 * //      "  n1 --> n2",
 * //    ]
 * ```
 */
export function toMermaid(drawn: Drawn, options: DrawOptions = {}): string {
  const drawing = drawingOf("toMermaid", drawn, options);
  const lines = [
    ...drawing.boxes.filter(({ frame }) => frame === null).map(boxLine),
    ...drawing.frames.flatMap(frameLines),
    ...arrowsOf(drawing).map(([from, to]) => `${from} --> ${to}`),
  ];
  return ["flowchart TD", ...lines.map((line) => `  ${line}`)].join("\n");
}
