import { graphlib, layout } from "@dagrejs/dagre";
import { gridOf } from "./grid.ts";
import type { TracedNode } from "./trace.ts";

/** Where a node stands, in pixels from the top left of the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow, as the points that it passes. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A drawing of the graph, from top to bottom. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: Readonly<Record<string, Place>>;
  readonly arrows: readonly Arrow[];
}

/** The sizes that the styles of a node agree with. */
const character = 7;
const cell = 58;
const line = 18;
const frame = 20;

function sizeOf({ name, formula, shape, gradient }: TracedNode): { width: number; height: number } {
  const { rows, columns } = gridOf(shape);
  const caption = Math.max(`${name} [${shape.join(", ")}]`.length, formula.length + 2);
  return {
    width: Math.max(caption * character, columns * cell + 2 * character) + frame,
    height: (formula === "" ? 1 : 2) * line + rows * line * (gradient === null ? 1 : 2) + frame,
  };
}

/** Lays the graph out so that arrows go down, and cross little. */
export function layoutOf(nodes: readonly TracedNode[]): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 34, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  // By number: a reader may have called one `constructor`, and the graph's nodes are keys of plain objects.
  const numbers = new Map(nodes.map(({ name }, i) => [name, String(i)]));
  nodes.forEach((node, i) => graph.setNode(String(i), sizeOf(node)));
  nodes.forEach(({ inputs }, i) => {
    for (const input of inputs) graph.setEdge(numbers.get(input)!, String(i));
  });
  layout(graph);
  const places = nodes.map(({ name }, i): [string, Place] => {
    const { x, y, width, height } = graph.node(String(i)) as Place;
    return [name, { x: x - width / 2, y: y - height / 2, width, height }];
  });
  const arrows = graph.edges().map(({ v, w }): Arrow => {
    const { points } = graph.edge(v, w) as Pick<Arrow, "points">;
    const [from, to] = [nodes[Number(v)]!.name, nodes[Number(w)]!.name];
    return { from, to, points: points.map(({ x, y }) => ({ x, y })) };
  });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { width, height, places: Object.fromEntries(places), arrows };
}
