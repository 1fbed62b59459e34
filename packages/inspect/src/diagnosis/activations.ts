import { type Node, type TypedArray, type Variable, stridesOf } from "@chainrule/graph";
import { ancestry, literalOf, stepName } from "../ancestry.ts";
import { outline } from "../outline.ts";
import { counted, percent } from "../quantity.ts";
import type { Finding } from "./finding.ts";

/** Part of the units that must be dead: in a small batch some are by chance. */
const leastDead = 0.25;
/** Part of the elements that may be saturated. */
const mostSaturated = 0.5;
/** Where a sigmoid or tanh has less than a twentieth of its greatest slope. */
const flat = {
  sigmoid: (y: number): boolean => y < 0.0125 || y > 0.9875,
  tanh: (y: number): boolean => Math.abs(y) > 0.975,
};

type Kind = "relu" | keyof typeof flat;

/** An activation function's output in a graph. */
export interface Activation {
  readonly node: Node;
  readonly kind: Kind;
}

function kindOf(node: Node): Kind | null {
  const name = stepName(node, "operations");
  if (name === "relu" || name === "sigmoid" || name === "tanh") return name;
  // max(x, 0) by another name.
  const isRectifier = name === "maximum" && node.inputs.some((input) => literalOf(input) === 0);
  return isRectifier ? "relu" : null;
}

/** The outputs of rectifiers and sigmoids on the way to `result`, in order. */
export function activationsOf(result: Node): Activation[] {
  return outline([result], "operations").flatMap(({ node }) => {
    const kind = node.primitive === null ? null : kindOf(node);
    return kind === null ? [] : [{ node, kind }];
  });
}

/** The product of matrices or the convolution that feeds an activation. */
function productBefore(node: Node): Node | undefined {
  return ancestry([node]).findLast(
    ({ primitive }) => primitive === "matmul" || primitive === "convolve",
  );
}

/** The axis of the units: that of the features, which is the last after a product of matrices and axis 1 after a convolution. */
function unitAxis({ shape: { length } }: Node, product: Node | undefined): number {
  const isLast = product === undefined ? length <= 2 : product.primitive === "matmul";
  return isLast ? length - 1 : Math.min(1, length - 1);
}

/** The weight of a product: the parameter among its factors, if there is one. */
function weightOf(product: Node | undefined): Variable | null {
  for (let factor of product?.inputs ?? []) {
    while (factor.inputs.length === 1) factor = factor.inputs[0]!;
    if (factor.variable !== null) return factor.variable;
  }
  return null;
}

/** One activation function on the outputs of the same units: that of a recurrent layer has an activation for each time. */
interface Units {
  readonly kind: Kind;
  readonly where: string;
  readonly product: Node | undefined;
  readonly weight: Variable | null;
  readonly activations: { readonly node: Node; readonly data: TypedArray }[];
}

/** The activations that have values, by units. */
function unitsIn(
  activations: readonly Activation[],
  values: ReadonlyMap<Node, TypedArray>,
): Units[] {
  const found: Units[] = [];
  for (const activation of activations) {
    const { node, kind } = activation;
    const data = values.get(node);
    if (data === undefined || data.length === 0) continue;
    const where = nameOf(activation);
    const product = productBefore(node);
    const weight = weightOf(product);
    const isSame = (units: Units): boolean =>
      units.kind === kind && units.where === where && units.weight === weight;
    const known = weight === null ? undefined : found.find(isSame);
    if (known !== undefined) known.activations.push({ node, data });
    else found.push({ kind, where, product, weight, activations: [{ node, data }] });
  }
  return found;
}

/** How many units there are, and how many are at most 0 everywhere. */
function deadUnits({ product, activations }: Units): { units: number; dead: number } {
  const { node } = activations[0]!;
  const axis = unitAxis(node, product);
  const units = node.shape[axis] ?? 1;
  const stride = stridesOf(node.shape)[axis] ?? 1;
  const alive = new Uint8Array(units);
  for (const { data } of activations) {
    data.forEach((value: number, i: number) => {
      // Not `value > 0`: NaN is a problem of another kind.
      if (!(value <= 0)) alive[Math.floor(i / stride) % units] = 1;
    });
  }
  return { units, dead: alive.filter((one) => one === 0).length };
}

function nameOf({ node, kind }: Activation): string {
  return node.debug.module === "" ? kind : node.debug.module;
}

function examineRectifier(same: Units): Finding[] {
  const { where } = same;
  const { units, dead } = deadUnits(same);
  if (dead < leastDead * units) return [];
  const sentence = `${where}: ${dead} of ${counted(units, "unit")} are dead: they are 0 for the whole batch, so nothing that feeds only them learns; try a lower learning rate, He initialisation, batch normalisation, or LeakyReLU.`;
  return [{ kind: "dead-units", where, value: dead / units, sentence }];
}

function examineSigmoid({ where, activations }: Units, kind: keyof typeof flat): Finding[] {
  const isFlat = flat[kind];
  let [saturated, outputs] = [0, 0];
  for (const { data } of activations) {
    for (const value of data) if (isFlat(value)) saturated++;
    outputs += data.length;
  }
  const value = saturated / outputs;
  if (value <= mostSaturated) return [];
  const sentence = `${where}: ${percent(value)} of the outputs of ${kind} are saturated, where its slope is almost 0 and hardly any gradient passes; try smaller first weights (Xavier initialisation), normalised inputs, or ReLU.`;
  return [{ kind: "saturated", where, value, sentence }];
}

/** What is wrong with activations, given their values. */
export function examineActivations(
  activations: readonly Activation[],
  values: ReadonlyMap<Node, TypedArray>,
): Finding[] {
  return unitsIn(activations, values).flatMap((units) =>
    units.kind === "relu" ? examineRectifier(units) : examineSigmoid(units, units.kind),
  );
}
