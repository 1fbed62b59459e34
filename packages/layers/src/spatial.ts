import { printShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

/** A number for every spatial axis, or one for each. */
export type PerAxis<List extends readonly number[] = readonly number[]> = number | List;

/** How an input grows along one axis before a window slides over it. */
export type Sides = readonly [low: number, high: number];

/** An option of the layer `name` as one number for each of `count` axes. Throws unless they are integers from `minimum`; errors call the option `what`. */
export function perAxis(
  name: string,
  what: string,
  value: PerAxis,
  count: number,
  minimum: number,
): number[] {
  const list = Array.isArray(value) ? [...value] : Array.from({ length: count }, () => value);
  if (list.length !== count || !list.every((n) => Number.isInteger(n) && n >= minimum)) {
    throw shapeError(
      name,
      `${what} must be an integer from ${minimum}${count === 1 ? "" : `, or ${count} of them`}; got ${JSON.stringify(value)}.`,
    );
  }
  return list;
}

/** As `perAxis` for one number of channels or groups. */
export function checkedCount(name: string, what: string, value: number): number {
  return perAxis(name, what, value, 1, 1)[0]!;
}

/** Throws unless the channels that go into a convolution and those that come out are counts, which the groups divide. */
export function checkGroups(name: string, groups: number, inputs: number, outputs: number): void {
  for (const channels of [inputs, outputs]) {
    if (checkedCount(name, "the number of channels", channels) % groups !== 0) {
      throw shapeError(
        name,
        `the groups must divide the channels; got ${groups} groups of ${inputs} input and ${outputs} output channels.`,
      );
    }
  }
}

/** What errors call the spatial axes, by how many there are. */
export const spatialNames: readonly string[] = ["", ", L", ", H, W", ", D, H, W"];

/** Throws unless `x` has so many spatial axes: is sequences, images or volumes. */
export function checkRank(x: Tensor, axes: number): void {
  if (x.ndim !== axes + 2) {
    throw shapeError(
      "forward",
      `the input must be [N, C${spatialNames[axes]}]; got ${printShape(x.shape)}.`,
    );
  }
}

/** `3`, or `[3, 5]` where the axes differ, as a layer describes itself. */
export function printPerAxis(list: readonly number[]): string {
  return list.every((n) => n === list[0]) ? String(list[0]) : `[${list.join(", ")}]`;
}

/** The options that differ from their defaults, as `, stride 2, padding 1`. */
export function printOptions(
  options: Readonly<Record<string, readonly [value: readonly number[], usual: number]>>,
): string {
  return Object.entries(options)
    .filter(([, [value, usual]]) => value.some((n) => n !== usual))
    .map(([name, [value]]) => `, ${name} ${printPerAxis(value)}`)
    .join("");
}
