import { Node, operation, printShape, type Shape, shapeError, sizeOf } from "@chainrule/graph";
import { constant, type Input, asNode, scalar } from "../operand.ts";
import { axisOf } from "./axes.ts";
import { add, lessEqual, mul, where } from "./elementwise.ts";
import { permute, reshape } from "./movement.ts";
import { sum } from "./reduce.ts";
import { sliceOf } from "./selection.ts";

function checkOffset(name: string, offset: number): void {
  if (!Number.isInteger(offset)) {
    throw shapeError(name, `the diagonal must be an integer; got ${offset}.`);
  }
}

function iota(length: number): Node {
  return Node.apply("iota", [], { length, dtype: "int32" });
}

/** `column − row ≤ offset` of the last two axes. */
export function upTo(name: string, shape: Shape, offset: number): Node {
  checkOffset(name, offset);
  if (shape.length < 2) {
    throw shapeError(name, `needs at least two axes; got ${printShape(shape)}.`);
  }
  const [rows, columns] = shape.slice(-2) as [number, number];
  const last = add(reshape(iota(rows), [rows, 1]), scalar(offset, "int32"));
  return lessEqual(iota(columns), last);
}

export function tril(x: Node, offset = 0): Node {
  return operation("tril", () => where(upTo("tril", x.shape, offset), x, constant(0, x.dtype)));
}

export function triu(x: Node, offset = 0): Node {
  return operation("triu", () => where(upTo("triu", x.shape, offset - 1), constant(0, x.dtype), x));
}

/** The matrices of two axes as one axis, of which every (columns + 1)-th element lies on one diagonal. */
export function diagonal(x: Node, offset = 0, axis1 = 0, axis2 = 1): Node {
  return operation("diagonal", () => {
    checkOffset("diagonal", offset);
    const [a, b] = [axisOf("diagonal", axis1, x.shape), axisOf("diagonal", axis2, x.shape)];
    if (a === b) {
      throw shapeError(
        "diagonal",
        `the two axes must differ; got axes ${axis1} and ${axis2} of ${printShape(x.shape)}.`,
      );
    }
    const others = [...x.shape.keys()].filter((axis) => axis !== a && axis !== b);
    const lead = others.map((axis) => x.shape[axis]!);
    const [rows, columns] = [x.shape[a]!, x.shape[b]!];
    const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
    const flat = reshape(permute(x, [...others, a, b]), [...lead, rows * columns]);
    const start = length === 0 ? 0 : offset >= 0 ? offset : -offset * columns;
    const ones = lead.map(() => 1);
    return sliceOf(flat, [...lead.map(() => 0), start], [...lead, length], [...ones, columns + 1]);
  });
}

export function trace(x: Node, offset = 0, axis1 = 0, axis2 = 1): Node {
  return operation("trace", () => sum(diagonal(x, offset, axis1, axis2), -1));
}

export function outer(a: Node, b: Input): Node {
  return operation("outer", () => {
    const other = asNode(b, a.dtype, "outer");
    return mul(reshape(a, [sizeOf(a.shape), 1]), reshape(other, [sizeOf(other.shape)]));
  });
}
