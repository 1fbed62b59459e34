import type { Affine, Instruction, Loop, Store } from "@chainrule/compiler";
import { lanesOf } from "#nests";
import { isLaneFunction } from "./functions.ts";
import { isImported } from "./math.ts";

/** A float32 sum runs over at most this many terms before it is added to an outer one, which keeps its rounding errors small. */
export const blockOfSum = 256;

/** What needs most vector registers for itself: more than two copies side by side would only wait for memory. So do two random numbers, but not one. */
const crowded: ReadonlySet<Instruction["op"]> = new Set<Instruction["op"]>([
  "log",
  "log1p",
  "sin",
  "cos",
  "erf",
  "atan2",
]);

/** How a nest is gone through. */
export interface Walk {
  /** The vectorised dimension, or `-1`. */
  readonly vector: number;
  /** Elements in one vector. */
  readonly lanes: number;
  /** How many vectors are computed side by side. */
  readonly copies: number;
  /** How many loops, outermost first, an instruction's value depends on. */
  readonly depths: readonly number[];
  /** Whether its value differs between neighbours along the vectorised dimension. */
  readonly along: readonly boolean[];
  /** The reduced dimension at which sums start anew before they are added to outer ones; the number of dimensions for none. */
  readonly blockLevel: number;
}

/** The walk through a nest whose dimensions before `first` are not to be vectorised. */
export function walkOf(loop: Loop, first = 0): Walk {
  const depths = depthsOf(loop);
  // Neighbours are gathered and scattered together only where one index is for all of them.
  const indices = [...loop.body, ...loop.stores.map(({ scatter }) => scatter)].flatMap((one) =>
    one !== null && "index" in one ? one.index : [],
  );
  const known = indices.map((index) => depths[index]!);
  const lanes = lanesOf(loop);
  const vector = vectorDimension(loop, Math.max(first, ...known), lanes);
  const copies = vector < 0 ? 1 : copiesOf(loop, vector, lanes);
  return {
    vector,
    lanes,
    copies,
    depths,
    along: varyingOf(loop, vector),
    blockLevel: blockLevelOf(loop, vector, lanes * copies),
  };
}

/** Whether an operation is computed one element at a time where vectors have so many lanes. */
export function isSingle({ op, dtype }: Instruction, lanes: number): boolean {
  return (dtype === "float64" && lanes === 4) || (isImported(op) && !isLaneFunction(op));
}

/** The dimension whose neighbours are computed together, not before `first`, or `-1` where that does not pay or is not possible. */
function vectorDimension(loop: Loop, first: number, lanes: number): number {
  const { sizes, reduced, body, stores } = loop;
  if (body.some((one) => isSingle(one, lanes))) return -1;
  const searches = stores.some(isSearch);
  const lastKept = reduced.lastIndexOf(false);
  const candidates = [lastKept, reduced.length - 1].filter(
    (d) =>
      !(searches && reduced[d]) &&
      d >= first &&
      sizes[d]! >= lanes &&
      stores.every(({ access }) => reduced[d] || access.at.strides[d] !== 0),
  );
  const score = (d: number): number => {
    let total = 0;
    const value = (stride: number): number => (stride === 1 ? 2 : stride === 0 ? 0 : -3);
    for (const one of body) {
      if (one.op === "load" || one.op === "gather") total += value(one.access.at.strides[d]!);
    }
    if (!reduced[d]) for (const { access } of stores) total += value(access.at.strides[d]!);
    return total;
  };
  return candidates.toSorted((p, q) => score(q) - score(p))[0] ?? -1;
}

function copiesOf({ sizes, reduced, body, stores }: Loop, vector: number, lanes: number): number {
  // Several reductions have an accumulator each for every vector, a search has two, and those of four vectors leave no registers for anything else.
  const several = (stores.length > 1 && stores[0]!.reduction !== null) || stores.some(isSearch);
  const randoms = body.filter(({ op }) => op === "random").length;
  const isCrowded = randoms > 1 || body.some(({ op }) => crowded.has(op));
  const wanted = several || body.length > 16 || isCrowded ? 2 : 4;
  // Where elements beyond whole vectors make one, it stands beside another one.
  const whole = reduced[vector] ? Math.floor : Math.ceil;
  return Math.min(wanted, whole(sizes[vector]! / lanes));
}

/** Whether a reduction finds the position of the largest or smallest. */
export function isSearch({ reduction }: Store): boolean {
  return reduction === "argmax" || reduction === "argmin";
}

function depthsOf({ body }: Loop): number[] {
  const depths: number[] = [];
  for (const one of body) {
    let depth = 0;
    for (const { strides } of expressionsOf(one)) {
      strides.forEach((stride, d) => {
        if (stride !== 0) depth = Math.max(depth, d + 1);
      });
    }
    for (const input of inputsOf(one)) depth = Math.max(depth, depths[input]!);
    depths.push(depth);
  }
  return depths;
}

function varyingOf({ body }: Loop, vector: number): boolean[] {
  const along: boolean[] = [];
  for (const one of body) {
    const own = expressionsOf(one).some(({ strides }) => (strides[vector] ?? 0) !== 0);
    along.push(own || inputsOf(one).some((input) => along[input]));
  }
  return along;
}

function blockLevelOf({ sizes, reduced, stores }: Loop, vector: number, width: number): number {
  const none = sizes.length;
  const first = reduced.indexOf(true);
  const sums = stores.some(({ reduction, dtype }) => reduction === "sum" && dtype === "float32");
  if (first < 0 || !sums) return none;
  let terms = 1;
  let level = none;
  for (let d = sizes.length - 1; d >= first; d--) {
    terms *= d === vector ? Math.ceil(sizes[d]! / width) : sizes[d]!;
    if (level === none || terms <= blockOfSum) level = d;
  }
  return terms <= blockOfSum ? none : level;
}

function inputsOf(one: Instruction): readonly number[] {
  if ("inputs" in one) return one.inputs;
  return one.op === "gather" ? [one.index] : [];
}

function expressionsOf(one: Instruction): readonly Affine[] {
  switch (one.op) {
    case "load":
    case "gather":
      return [one.access.at];
    case "index":
      return [one.at];
    case "random":
      return [one.at, one.key.at];
    default:
      return [];
  }
}
