import {
  allocate,
  checkCopy,
  type DType,
  dtypeError,
  isFloating,
  kindOf,
  printShape,
  type Shape,
  shapeError,
  sizeOf,
  type TypedArray,
} from "@chainrule/graph";
import type { Nested } from "./shapes/shape.ts";
import { Value } from "./value.ts";

export type { Nested };

/** The shape of nested arrays, read along their first elements. */
export function shapeOfNested(value: Nested): number[] {
  const shape: number[] = [];
  let part: Nested | undefined = value;
  while (Array.isArray(part)) {
    shape.push(part.length);
    part = part[0];
  }
  return shape;
}

/** Calls `visit` for each element, in order. Throws where the arrays are ragged. */
function walk(
  name: string,
  value: Nested,
  shape: Shape,
  visit: (element: number | boolean) => void,
): void {
  const fail = (what: string): Error =>
    shapeError(
      name,
      `nested arrays must have equal lengths; got ${what} inside ${printShape(shape)}.`,
    );
  const step = (part: Nested, axis: number): void => {
    if (typeof part === "number" || typeof part === "boolean") {
      if (axis < shape.length) throw fail(`a single ${typeof part}`);
      visit(part);
      return;
    }
    if (!Array.isArray(part)) {
      checkCopy(part, () => Value);
      throw dtypeError(name, `needs numbers or booleans; got ${kindOf(part)}.`);
    }
    if (axis === shape.length) throw fail("an array where the others have a number");
    if (part.length !== shape[axis])
      throw fail(`${part.length} elements where the others have ${shape[axis]}`);
    for (const inner of part as readonly Nested[]) step(inner, axis + 1);
  };
  step(value, 0);
}

/** What kinds of elements there are: only booleans, only whole numbers, or any numbers. */
export function kindOfNested(name: string, value: Nested): "boolean" | "integer" | "number" {
  let booleans = 0;
  let fractions = 0;
  let count = 0;
  walk(name, value, shapeOfNested(value), (element) => {
    count++;
    if (typeof element === "boolean") booleans++;
    else if (!Number.isInteger(element)) fractions++;
  });
  if (booleans === count && count > 0) return "boolean";
  return fractions > 0 ? "number" : "integer";
}

/** Makes `value` element `i` of `data`, without what follows the point where the dtype is an integer. Throws where that does not fit. */
export function store(
  name: string,
  value: number,
  data: TypedArray,
  i: number,
  dtype: DType,
): void {
  const element = dtype === "bool" ? Number(value !== 0) : value;
  data[i] = element;
  if (!isFloating(dtype) && data[i] !== Math.trunc(element)) {
    throw dtypeError(name, `${value} does not fit ${dtype}.`);
  }
}

/** The elements of nested arrays, in a new typed array. */
export function elements(name: string, value: Nested, dtype: DType): TypedArray {
  const shape = shapeOfNested(value);
  const data = allocate(dtype, sizeOf(shape));
  let i = 0;
  walk(name, value, shape, (element) => {
    store(name, Number(element), data, i++, dtype);
  });
  return data;
}

/** The elements of `data` as nested arrays of `shape`; booleans where the dtype is bool. */
export function nest(data: TypedArray, shape: Shape, dtype: DType): Nested {
  let start = 0;
  const step = ([length = 1, ...inner]: Shape): Nested[] => {
    if (inner.length > 0) return Array.from({ length }, () => step(inner));
    // oxlint-disable-next-line unicorn/no-new-array -- several times as fast as an array that grows, or what goes through an iterator
    const line = new Array<number>(length);
    for (let i = 0; i < length; i++) line[i] = data[start++]!;
    return dtype === "bool" ? line.map((element) => element !== 0) : line;
  };
  return shape.length > 0 ? step(shape) : step(shape)[0]!;
}
