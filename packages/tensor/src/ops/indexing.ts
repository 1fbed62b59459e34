import {
  broadcastShapes,
  Node,
  operation,
  printShape,
  sameShape,
  type Shape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, leaf, pair, vector } from "../operand.ts";
import { valueOf } from "../run.ts";
import { axisOf } from "./axes.ts";
import { add, and, where } from "./elementwise.ts";
import { expand, flip, permute, reshape } from "./movement.ts";
import { flatPositions, linear, positions, sliceOf, within } from "./selection.ts";

/** An end of a range; nothing given is the axis's own. */
type End = number | null | undefined;

/** What `at` takes for an axis, or for none (`null`), or for several ("...", a mask). */
export type Index = Input | string | null | readonly End[];

/** An index as it was understood. */
type Part =
  | { readonly kind: "new" | "rest" }
  | { readonly kind: "integer"; readonly at: number }
  | { readonly kind: "range"; readonly start: End; readonly end: End; readonly step: number }
  | { readonly kind: "mask" | "tensor"; readonly node: Node };

const whole: Part = { kind: "range", start: null, end: null, step: 1 };

function fail(what: string): Error {
  return shapeError("at", what);
}

function range(entries: readonly End[], written: string): Part {
  const [start = null, end = null, step] = entries;
  const known = [start, end, step ?? 1].every((entry) => entry === null || Number.isInteger(entry));
  if (entries.length < 1 || entries.length > 3 || !known) {
    throw fail(`a range is [start, end, step] of integers; got ${written}.`);
  }
  if (step === 0) throw fail(`the step of a range must not be 0; got ${written}.`);
  return { kind: "range", start, end, step: step ?? 1 };
}

function parse(text: string): Part {
  if (text === "...") return { kind: "rest" };
  const entries = text.split(":").map((entry) => entry.trim());
  if (
    entries.length < 2 ||
    entries.length > 3 ||
    !entries.every((entry) => /^[-+]?\d*$/.test(entry))
  ) {
    throw fail(`a range is written "start:end:step", and all further axes "..."; got "${text}".`);
  }
  return range(
    entries.map((entry) => (entry === "" ? null : Number(entry))),
    `"${text}"`,
  );
}

function isRange(index: Index): index is readonly End[] {
  return (
    Array.isArray(index) &&
    index.every(
      (entry: unknown) => typeof entry === "number" || entry === null || entry === undefined,
    )
  );
}

function understand(index: Index): Part {
  if (index === null) return { kind: "new" };
  if (typeof index === "string") return parse(index);
  if (typeof index === "number") {
    if (!Number.isInteger(index)) throw fail(`an index must be an integer; got ${index}.`);
    return { kind: "integer", at: index };
  }
  if (typeof index === "boolean") throw fail(`a mask must have axes; got ${index}.`);
  if (isRange(index)) return range(index, JSON.stringify(index));
  const node = asNode(index as Input, Array.isArray(index) ? null : "int32", "at");
  if (node.dtype !== "bool") return { kind: "tensor", node };
  if (node.shape.length === 0) throw fail("a mask must have axes; got a scalar.");
  return { kind: "mask", node };
}

/** How many axes an index takes up. */
function axesOf(part: Part): number {
  if (part.kind === "mask") return part.node.shape.length;
  return part.kind === "new" || part.kind === "rest" ? 0 : 1;
}

/** The parts with "..." as ranges, which stays where it was to hold indices on its sides apart. */
function complete(parts: readonly Part[], shape: Shape): Part[] {
  const taken = parts.reduce((sum, part) => sum + axesOf(part), 0);
  if (taken > shape.length) {
    throw fail(`there must be no more indices than axes; got ${taken} for ${printShape(shape)}.`);
  }
  const rest = Array.from({ length: shape.length - taken }, () => whole);
  const places = parts.flatMap(({ kind }, i) => (kind === "rest" ? [i] : []));
  if (places.length > 1) throw fail(`"..." can stand once; got it ${places.length} times.`);
  const place = places[0];
  return place === undefined ? [...parts, ...rest] : parts.toSpliced(place + 1, 0, ...rest);
}

/** The lowest place of a range on an axis of a length, its size, and its step, which is negative where it goes backwards: as Python's `slice.indices`. */
function cutOf(
  { start, end, step }: Extract<Part, { kind: "range" }>,
  length: number,
): readonly [lowest: number, size: number, step: number] {
  const forward = step > 0;
  const [low, high] = forward ? [0, length] : [-1, length - 1];
  const clamp = (at: End, own: number): number =>
    at === null || at === undefined
      ? own
      : Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const first = clamp(start, forward ? 0 : length - 1);
  const last = clamp(end, forward ? length : -1);
  const size = Math.max(0, Math.ceil((last - first) / step));
  if (size < 2) return [size === 0 ? 0 : first, size, 1];
  return [forward ? first : first + (size - 1) * step, size, step];
}

/** Throws unless a mask has the lengths of the axes that it covers, which begin with `axis`. */
function checkMask(mask: Node, shape: Shape, axis: number): void {
  const covered = shape.slice(axis, axis + mask.shape.length);
  if (sameShape(mask.shape, covered)) return;
  throw fail(
    `a mask must have the lengths of the axes it covers; got ${printShape(mask.shape)} for ${printShape(covered)}.`,
  );
}

/** The places of the true elements of a mask, one list of coordinates for each of its axes. */
function truePlaces(mask: Node): Node[] {
  const { shape } = mask;
  const places: number[][] = shape.map(() => []);
  valueOf(mask)
    .data()
    .forEach((element, i) => {
      if (element === 0) return;
      let rest = i;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        places[axis]!.push(rest % shape[axis]!);
        rest = Math.floor(rest / shape[axis]!);
      }
    });
  return places.map((list) => vector(list));
}

/** A result's axis: kept from the input, new, or picked from by an index tensor. */
interface Axis {
  readonly length: number;
  readonly picked: Node | null;
  readonly inside: boolean;
}

/** What slicing has to do, and what is left to be picked. */
interface Plan {
  readonly starts: number[];
  readonly sizes: number[];
  readonly steps: number[];
  readonly flips: number[];
  readonly axes: Axis[];
  /** For each axis of `axes`, whether something stood between it and the one before. */
  readonly gaps: boolean[];
}

function integer(at: number, length: number, axis: number, shape: Shape): number {
  if (at < -length || at >= length) {
    throw fail(`index ${at} is outside axis ${axis}; got ${printShape(shape)}.`);
  }
  return at < 0 ? at + length : at;
}

function plan(parts: readonly Part[], shape: Shape): Plan {
  const result: Plan = { starts: [], sizes: [], steps: [], flips: [], axes: [], gaps: [] };
  const picks = parts.some(({ kind }) => kind === "mask" || kind === "tensor");
  let gap = false;
  const cut = (first: number, size: number, step: number): void => {
    result.starts.push(first);
    result.sizes.push(size);
    result.steps.push(step);
  };
  const keep = (axis: Axis): void => {
    result.axes.push(axis);
    result.gaps.push(gap);
    gap = axis.picked === null;
  };
  const keepPicked = (picked: Node, inside: boolean): void => {
    const length = shape[result.starts.length]!;
    cut(0, length, 1);
    keep({ length, picked, inside });
  };
  for (const part of parts) {
    const axis = result.starts.length;
    const length = shape[axis] ?? 0;
    switch (part.kind) {
      case "rest":
        gap = true;
        break;
      case "new":
        keep({ length: 1, picked: null, inside: true });
        break;
      case "integer": {
        const at = integer(part.at, length, axis, shape);
        if (picks) keepPicked(leaf(Int32Array.of(at), [], "int32"), true);
        else cut(at, 1, 1);
        break;
      }
      case "range": {
        const [lowest, size, step] = cutOf(part, length);
        if (step < 0) result.flips.push(axis);
        cut(lowest, size, Math.abs(step));
        keep({ length: size, picked: null, inside: true });
        break;
      }
      case "mask":
        checkMask(part.node, shape, axis);
        for (const places of truePlaces(part.node)) keepPicked(places, true);
        break;
      case "tensor": {
        const { at, inside } = positions("at", part.node, length);
        keepPicked(at, inside);
      }
    }
  }
  return result;
}

function slice(x: Node, { starts, sizes, steps, flips }: Plan): Node {
  const isWhole = sizes.every((size, axis) => size === x.shape[axis]);
  const part = isWhole ? x : sliceOf(x, starts, sizes, steps);
  return flips.length === 0 ? part : flip(part, flips);
}

/** The axes that index tensors pick from become theirs, broadcast together: in their place where they stand together, else in front. */
function pick(x: Node, axes: readonly Axis[], gaps: readonly boolean[]): Node {
  const picked = axes.flatMap((axis, i) => (axis.picked === null ? [] : [i]));
  const others = axes.flatMap((axis, i) => (axis.picked === null ? [i] : []));
  const indices = picked.map((i) => axes[i]!.picked!);
  let shape: Shape = [];
  for (const index of indices) {
    const both = broadcastShapes(shape, index.shape);
    if (both === null) {
      const shapes = indices.map((one) => printShape(one.shape)).join(" and ");
      throw fail(`index tensors must broadcast; got ${shapes}.`);
    }
    shape = both;
  }
  const lengths = picked.map((i) => axes[i]!.length);
  const rest = others.map((i) => axes[i]!.length);
  const lines = reshape(permute(x, [...picked, ...others]), [sizeOf(lengths), ...rest]);
  const doubtful = picked.filter((i) => !axes[i]!.inside);
  const place =
    doubtful.length === 0
      ? linear(indices, lengths)
      : where(
          doubtful.map((i) => within(axes[i]!.picked!, axes[i]!.length)).reduce(and),
          linear(indices, lengths),
          constant(-1, "int32"),
        );
  const flat = reshape(expand(place, shape), [sizeOf(shape)]);
  const taken = Node.apply("take", [lines, flat], { axis: 0 });
  const found = reshape(taken, [...shape, ...rest]);
  const together = picked.slice(1).every((i) => !gaps[i]);
  if (!together) return found;
  const rank = shape.length;
  const before = others.filter((i) => i < picked[0]!).length;
  const all = [...found.shape.keys()];
  return permute(found, [
    ...all.slice(rank, rank + before),
    ...all.slice(0, rank),
    ...all.slice(rank + before),
  ]);
}

export function partAt(x: Node, indices: readonly Index[]): Node {
  return operation("at", () => {
    const parts = complete(indices.map(understand), x.shape);
    const found = plan(parts, x.shape);
    const sliced = slice(x, found);
    const { axes, gaps } = found;
    const cut = reshape(
      sliced,
      axes.map(({ length }) => length),
    );
    return axes.some(({ picked }) => picked !== null) ? pick(cut, axes, gaps) : cut;
  });
}

/** Zeros of `shape` with `updates[i, j]` added at `[i, indices[i, j]]`: the transpose of `gather`. */
function scattered(name: string, shape: Shape, indices: Input, updates: Node, axis: number): Node {
  const along = axisOf(name, axis, shape);
  const found = positions(name, indices, shape[along]!);
  const places = found.at.shape;
  const fits =
    places.length === shape.length &&
    places.every((length, a) => a === along || length <= shape[a]!);
  if (!fits) {
    throw shapeError(
      name,
      `indices must have the input's axes, none longer except axis ${along}; got ${printShape(places)} for ${printShape(shape)}.`,
    );
  }
  if (!sameShape(broadcastShapes(updates.shape, places) ?? [NaN], places)) {
    throw shapeError(
      name,
      `updates must have the shape of the indices, or broadcast to it; got ${printShape(updates.shape)} and ${printShape(places)}.`,
    );
  }
  const flat = [sizeOf(places)];
  const sums = Node.apply(
    "scatterAdd",
    [reshape(expand(updates, places), flat), reshape(flatPositions(shape, found, along), flat)],
    { axis: 0, length: sizeOf(shape) },
  );
  return reshape(sums, shape);
}

export function scatterAdd(x: Node, indices: Input, updates: Input, axis: number): Node {
  return operation("scatterAdd", () => {
    const [base, added] = pair("scatterAdd", x, updates);
    return add(base, scattered("scatterAdd", x.shape, indices, added, axis));
  });
}

export function scatter(x: Node, indices: Input, updates: Input, axis: number): Node {
  return operation("scatter", () => {
    const [base, put] = pair("scatter", x, updates);
    const counted = base.dtype === "bool" ? cast(put, "int32") : put;
    const value = scattered("scatter", x.shape, indices, counted, axis);
    const hits = scattered("scatter", x.shape, indices, constant(1, "int32"), axis);
    return where(hits, cast(value, base.dtype), base);
  });
}
