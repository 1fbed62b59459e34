import {
  broadcastShapes,
  checkNames,
  dtypeError,
  isFloating,
  type Node,
  operation,
  printShape,
  sameShape,
  type Shape,
  shapeError,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, toFloating } from "../operand.ts";
import type { Generator } from "../generator.ts";
import { matmul } from "./contract.ts";
import { dropout } from "./dropout.ts";
import { add, and, mul, notEqual, where } from "./elementwise.ts";
import { upTo } from "./matrix.ts";
import { alike, matrixTranspose } from "./movement.ts";
import { softmax } from "./softmax.ts";

const name = "scaledDotProductAttention";

/** What attention takes besides queries, keys and values. */
export interface Attending {
  readonly mask?: Input;
  readonly causal?: boolean;
  readonly scale?: number;
  readonly dropout?: number;
  readonly generator?: Generator | undefined;
}

export function scaledDotProductAttention(
  query: Input,
  key: Input,
  value: Input,
  options: Attending = {},
): Node {
  return operation(name, () => {
    checkNames(name, options, { mask: 0, causal: 0, scale: 0, dropout: 0, generator: 0 });
    const [q, k, v] = alike(name, [query, key, value]).map(toFloating) as [Node, Node, Node];
    checkFit(q, k, v);
    const { scale = 1 / Math.sqrt(q.shape.at(-1)!), dropout: p = 0, generator } = options;
    const scores = mul(matmul(q, matrixTranspose(name, k)), scale);
    return matmul(dropout(weightsOf(scores, options), p, generator), v);
  });
}

/** Throws unless the shapes are `[…, L, E]`, `[…, S, E]` and `[…, S, V]`, whose leading axes broadcast. */
function checkFit(q: Node, k: Node, v: Node): void {
  const unless = (fits: boolean, what: string, ...nodes: readonly Node[]): void => {
    if (fits) return;
    const shapes = nodes.map(({ shape }) => printShape(shape)).join(" and ");
    throw shapeError(name, `${what}; got ${shapes}.`);
  };
  for (const node of [q, k, v]) {
    unless(node.shape.length >= 2, "query, key and value need at least two axes", node);
  }
  const sameFeatures = q.shape.at(-1) === k.shape.at(-1);
  unless(sameFeatures, "query and key must have the same last length", q, k);
  const [leadQ, leadK, leadV] = [q, k, v].map(({ shape }) => shape.slice(0, -2));
  const both = broadcastShapes(leadQ!, leadK!);
  unless(both !== null, "leading axes must broadcast", q, k);
  const samePlaces = k.shape.at(-2) === v.shape.at(-2);
  unless(samePlaces, "key and value must have the same last length but one", k, v);
  unless(broadcastShapes(both!, leadV!) !== null, "leading axes must broadcast", q, k, v);
}

/** The softmax of the scores over the keys that are seen. Of a query that sees none all weights are 0. */
function weightsOf(scores: Node, { mask, causal = false }: Attending): Node {
  const { dtype, shape } = scores;
  const conditions: Node[] = [];
  let given = scores;
  if (mask !== undefined) {
    const node = asNode(mask, null, name);
    checkMask(node, shape);
    if (node.dtype === "bool") conditions.push(node);
    else {
      given = add(scores, cast(node, dtype));
      conditions.push(notEqual(given, constant(-Infinity, dtype)));
    }
  }
  if (causal) conditions.push(upTo(name, shape, 0));
  if (conditions.length === 0) return softmax(given);
  const seen = conditions.reduce((a, b) => and(a, b));
  // Not −∞, which would make NaN of a query that sees nothing: its weights are equal, before they are 0.
  const least = dtype === "float64" ? -Number.MAX_VALUE : -3.4028234663852886e38;
  const weights = softmax(where(seen, given, constant(least, dtype)));
  return where(seen, weights, constant(0, dtype));
}

function checkMask({ dtype, shape }: Node, scores: Shape): void {
  if (dtype !== "bool" && !isFloating(dtype)) {
    throw dtypeError(name, `the mask must be booleans or floating numbers; got ${dtype}.`);
  }
  const both = broadcastShapes(shape, scores);
  if (both === null || !sameShape(both, scores)) {
    throw shapeError(
      name,
      `the mask must broadcast to ${printShape(scores)}; got ${printShape(shape)}.`,
    );
  }
}
