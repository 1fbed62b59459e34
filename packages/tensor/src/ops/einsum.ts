import {
  kindOf,
  Node,
  operation,
  printShape,
  type Shape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import type { Input } from "../operand.ts";
import { matmul } from "./contract.ts";
import { mul } from "./elementwise.ts";
import { alike, permute, reshape } from "./movement.ts";
import { sliceOf } from "./selection.ts";
import { sum } from "./reduce.ts";

/** A node whose axes have labels: letters, or `.0`, `.1`, … for what `...` stands for, counted from the right. */
interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

function fail(what: string): Error {
  return shapeError("einsum", what);
}

/** The labels of one side of a comma: letters, and at most one `...`. */
function parse(term: string, equation: string): string[] {
  const labels = term.replace("...", ".").split("");
  if (
    !labels.every((label) => /[A-Za-z.]/.test(label)) ||
    labels.filter((label) => label === ".").length > 1
  ) {
    throw fail(`terms are letters and at most one "..."; got "${equation}".`);
  }
  return labels;
}

/** The labels of an operand of `rank` axes, with those of `...` spelled out. */
function spell(labels: readonly string[], shape: Shape, term: string): string[] {
  const covered = shape.length - labels.filter((label) => label !== ".").length;
  if (covered < 0 || (covered > 0 && !labels.includes("."))) {
    throw fail(`"${term}" must name every axis once; got ${printShape(shape)}.`);
  }
  return labels.flatMap((label) => (label === "." ? ellipsis(covered) : [label]));
}

function ellipsis(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);
}

/** Implicit output: what `...` stands for, then the letters that occur once, in alphabetical order. */
function implied(terms: readonly (readonly string[])[], covered: number): string[] {
  const all = terms.flat().filter((label) => !label.startsWith("."));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsis(covered), ...once.toSorted()];
}

/** The length of each label; lengths must agree, except that axes of `...` broadcast. */
function measure(operands: readonly Labelled[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const { node, labels } of operands) {
    labels.forEach((label, axis) => {
      const length = node.shape[axis]!;
      const before = lengths.get(label);
      const open = label.startsWith(".");
      if (before === undefined || (open && before === 1)) lengths.set(label, length);
      else if (before !== length && !(open && length === 1)) {
        const shapes = operands.map((operand) => printShape(operand.node.shape)).join(" and ");
        throw fail(
          `${open ? "the axes of ... must broadcast" : `letter ${label} is both ${before} and ${length}`}; got ${shapes}.`,
        );
      }
    });
  }
  return lengths;
}

/** The diagonal of two axes with one label: the step from one of its elements to the next is one row and one column. */
function diagonal({ node, labels }: Labelled): Labelled {
  const first = labels.findIndex((label, axis) => labels.indexOf(label, axis + 1) >= 0);
  if (first < 0) return { node, labels };
  const second = labels.indexOf(labels[first]!, first + 1);
  const rest = [...labels.keys()].filter((axis) => axis !== first && axis !== second);
  const outer = rest.map((axis) => node.shape[axis]!);
  const n = node.shape[first]!;
  const flat = reshape(permute(node, [...rest, first, second]), [...outer, n * n]);
  const starts = [...outer.map(() => 0), 0];
  const taken = sliceOf(flat, starts, [...outer, n], [...outer.map(() => 1), n + 1]);
  return diagonal({ node: taken, labels: [...rest.map((axis) => labels[axis]!), labels[first]!] });
}

/** Drops axes of length 1 that broadcast, and sums over labels that nobody else needs. */
function reduceTo(
  needed: ReadonlySet<string>,
  operand: Labelled,
  lengths: ReadonlyMap<string, number>,
): Labelled {
  const { node, labels } = operand;
  const summed: number[] = [];
  labels.forEach((label, axis) => {
    if (!needed.has(label) || node.shape[axis] !== lengths.get(label)) summed.push(axis);
  });
  if (summed.length === 0) return operand;
  return { node: sum(node, summed), labels: labels.filter((_, axis) => !summed.includes(axis)) };
}

function axesOfLabels(operand: Labelled, wanted: readonly string[]): number[] {
  return wanted.map((label) => operand.labels.indexOf(label));
}

/** The product of two operands, summed over the labels that nobody else needs. */
function contract(
  a: Labelled,
  b: Labelled,
  needed: ReadonlySet<string>,
  lengths: ReadonlyMap<string, number>,
): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const left = a.labels.filter((label) => !shared.includes(label));
  const right = b.labels.filter((label) => !shared.includes(label));
  const measureOf = (labels: readonly string[]): number[] =>
    labels.map((label) => lengths.get(label)!);
  const [batchShape, leftShape, rightShape] = [measureOf(batch), measureOf(left), measureOf(right)];
  const x = permute(a.node, axesOfLabels(a, [...batch, ...left, ...inner]));
  const y = permute(b.node, axesOfLabels(b, [...batch, ...inner, ...right]));
  const labels = [...batch, ...left, ...right];
  if (inner.length === 0) {
    const column = reshape(x, [...batchShape, ...leftShape, ...rightShape.map(() => 1)]);
    const row = reshape(y, [...batchShape, ...leftShape.map(() => 1), ...rightShape]);
    return { node: mul(column, row), labels };
  }
  const [m, k, n] = [sizeOf(leftShape), sizeOf(measureOf(inner)), sizeOf(rightShape)];
  const lead = batch.length === 0 ? [] : [sizeOf(batchShape)];
  const product = matmul(reshape(x, [...lead, m, k]), reshape(y, [...lead, k, n]));
  return { node: reshape(product, [...batchShape, ...leftShape, ...rightShape]), labels };
}

/** The two operands whose product is smallest. */
function cheapest(
  operands: readonly Labelled[],
  needed: (i: number, j: number) => ReadonlySet<string>,
  lengths: ReadonlyMap<string, number>,
): [number, number] {
  let best: [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const later = needed(i, j);
      const labels = new Set([...operands[i]!.labels, ...operands[j]!.labels]);
      const size = sizeOf(
        [...labels].filter((label) => later.has(label)).map((label) => lengths.get(label)!),
      );
      if (size < least) [best, least] = [[i, j], size];
    }
  }
  return best;
}

/** Two operands at a time, the pair with the smallest product first. */
function contractAll(
  operands: Labelled[],
  output: readonly string[],
  lengths: ReadonlyMap<string, number>,
): Labelled {
  const neededBeside = (i: number, j: number): Set<string> =>
    new Set([
      ...output,
      ...operands.flatMap(({ labels }, k) => (k === i || k === j ? [] : labels)),
    ]);
  operands.forEach((operand, i) => {
    operands[i] = reduceTo(neededBeside(i, i), operand, lengths);
  });
  while (operands.length > 1) {
    const [i, j] = operands.length === 2 ? [0, 1] : cheapest(operands, neededBeside, lengths);
    const product = contract(operands[i]!, operands[j]!, neededBeside(i, j), lengths);
    operands.splice(j, 1);
    operands[i] = product;
  }
  return operands[0]!;
}

export function einsum(equation: string, inputs: readonly Input[]): Node {
  return operation("einsum", () => {
    if (typeof equation !== "string") {
      throw fail(`the equation must be a string; got ${kindOf(equation)}.`);
    }
    const [from, to, ...more] = equation.replaceAll(" ", "").split("->");
    const terms = from!.split(",");
    if (more.length > 0) throw fail(`there is at most one "->"; got "${equation}".`);
    if (terms.length !== inputs.length) {
      throw fail(`"${equation}" names ${terms.length} operands; got ${inputs.length}.`);
    }
    const operands = alike("einsum", inputs).map((node, i): Labelled => {
      const labels = spell(parse(terms[i]!, equation), node.shape, terms[i]!);
      return { node, labels };
    });
    const lengths = measure(operands);
    const covered = [...lengths.keys()].filter((label) => label.startsWith(".")).length;
    const output =
      to === undefined
        ? implied(
            operands.map(({ labels }) => labels),
            covered,
          )
        : parse(to, equation).flatMap((label) => (label === "." ? ellipsis(covered) : [label]));
    output.forEach((label, i) => {
      if (!lengths.has(label))
        throw fail(`output letter ${label} is in no operand; got "${equation}".`);
      if (output.indexOf(label) !== i)
        throw fail(`output letter ${label} occurs twice; got "${equation}".`);
    });
    const result = contractAll(operands.map(diagonal), output, lengths);
    return permute(result.node, axesOfLabels(result, output));
  });
}
