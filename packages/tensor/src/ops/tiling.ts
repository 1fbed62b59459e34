import { checkArray, Node, operation, printShape, shapeError, sizeOf } from "@chainrule/graph";
import { vector } from "../operand.ts";
import { type Axes, axisOf } from "./axes.ts";
import { concatenate, expand, reshape } from "./movement.ts";
import { split } from "./selection.ts";

function checkCounts(name: string, counts: readonly number[]): void {
  checkArray(name, counts);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw shapeError(name, `counts must be integers from 0; got ${printShape(counts)}.`);
  }
}

export function tile(x: Node, counts: number | readonly number[]): Node {
  return operation("tile", () => {
    const list = typeof counts === "number" ? [counts] : counts;
    checkCounts("tile", list);
    const rank = Math.max(list.length, x.shape.length);
    const aligned = (numbers: readonly number[]): number[] => [
      ...Array.from({ length: rank - numbers.length }, () => 1),
      ...numbers,
    ];
    const [shape, times] = [aligned(x.shape), aligned(list)];
    const apart = reshape(
      x,
      shape.flatMap((length) => [1, length]),
    );
    const repeated = expand(
      apart,
      shape.flatMap((length, axis) => [times[axis]!, length]),
    );
    return reshape(
      repeated,
      shape.map((length, axis) => length * times[axis]!),
    );
  });
}

export function repeat(input: Node, counts: number | readonly number[], axis?: number): Node {
  return operation("repeat", () => {
    const x = axis === undefined ? reshape(input, [sizeOf(input.shape)]) : input;
    const along = axisOf("repeat", axis ?? 0, x.shape);
    const length = x.shape[along]!;
    checkCounts("repeat", typeof counts === "number" ? [counts] : counts);
    if (typeof counts === "number") {
      const apart = reshape(x, x.shape.toSpliced(along + 1, 0, 1));
      const repeated = expand(apart, x.shape.toSpliced(along + 1, 0, counts));
      return reshape(repeated, x.shape.with(along, length * counts));
    }
    if (counts.length !== length) {
      throw shapeError(
        "repeat",
        `needs one count, or ${length}, one for each element of axis ${along}; got ${counts.length} for ${printShape(x.shape)}.`,
      );
    }
    const places = counts.flatMap((count, i) => Array.from({ length: count }, () => i));
    return Node.apply("take", [x, vector(places)], { axis: along });
  });
}

/** The last `shift` elements before the others. */
function rollAxis(x: Node, shift: number, axis: number): Node {
  const length = x.shape[axis]!;
  const by = length === 0 ? 0 : ((shift % length) + length) % length;
  if (by === 0) return x;
  const [first, last] = split(x, [length - by, by], axis) as [Node, Node];
  return concatenate([last, first], axis);
}

export function roll(x: Node, shifts: number | readonly number[], axes?: Axes): Node {
  return operation("roll", () => {
    const list = typeof shifts === "number" ? [shifts] : shifts;
    const named = typeof axes === "number" ? [axes] : axes;
    checkArray("roll", list, named === undefined ? [] : named);
    if (!list.every(Number.isInteger)) {
      throw shapeError("roll", `shifts must be integers; got ${printShape(list)}.`);
    }
    if (named === undefined) {
      const total = list.reduce((sum, shift) => sum + shift, 0);
      return reshape(rollAxis(reshape(x, [sizeOf(x.shape)]), total, 0), x.shape);
    }
    const along = named.map((axis) => axisOf("roll", axis, x.shape));
    if (list.length !== 1 && list.length !== along.length) {
      throw shapeError(
        "roll",
        `needs one shift, or one for each axis; got shifts ${printShape(list)} for axes ${printShape(along)}.`,
      );
    }
    return along.reduce((rolled, axis, i) => rollAxis(rolled, list[i] ?? list[0]!, axis), x);
  });
}
