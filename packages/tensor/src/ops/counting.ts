import {
  checkNames,
  checkOneOf,
  dtypeError,
  isFloating,
  Node,
  operation,
  printShape,
  sameShape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, pair } from "../operand.ts";
import { add, and, isNaN, less, lessEqual, not, or, where } from "./elementwise.ts";
import { expand, reshape } from "./movement.ts";
import { summable } from "./reduce.ts";
import { whole } from "./selection.ts";

/** What `searchSorted` takes besides what it searches, and for what. */
export interface SearchOptions {
  /** Whether an element goes before those that equal it, or after them; `"left"`. */
  readonly side?: "left" | "right";
}

/** Each search begins before all elements, and goes on by the largest power of two, the next one, and so on to 1, wherever those that it passes come before. */
export function searchSorted(sorted: Input, values: Input, options: SearchOptions = {}): Node {
  const name = "searchSorted";
  return operation(name, () => {
    checkNames(name, options, { side: 0 });
    const { side = "left" } = options;
    checkOneOf(name, "the side", side, ["left", "right"]);
    const [line, wanted] = pair(name, sorted, values);
    if (line.shape.length !== 1) {
      throw shapeError(
        name,
        `needs elements of one axis to search; got ${printShape(line.shape)}.`,
      );
    }
    const length = line.shape[0]!;
    const flat = reshape(wanted, [sizeOf(wanted.shape)]);
    /** Whether `element` comes before what is searched for; NaN comes last. */
    const isBefore = (element: Node): Node => {
      const compared = (side === "left" ? less : lessEqual)(element, flat);
      if (!isFloating(flat.dtype)) return compared;
      return or(compared, side === "left" ? and(isNaN(flat), not(isNaN(element))) : isNaN(flat));
    };
    const int = (value: number): Node => constant(value, "int32");
    let at = expand(int(0), flat.shape);
    for (let step = 2 ** Math.floor(Math.log2(length)); step >= 1; step /= 2) {
      const next = add(at, int(step));
      const element = Node.apply("take", [line, add(at, int(step - 1))], { axis: 0 });
      const goesOn = and(lessEqual(next, int(length)), isBefore(element));
      at = where(goesOn, next, at);
    }
    return reshape(at, wanted.shape);
  });
}

/** What `bincount` takes besides what it counts. */
export interface CountOptions<W = Input> {
  /** What each element counts for, of the same shape; 1. */
  readonly weights?: W;
}

export function bincount(x: Input, length: number, options: CountOptions = {}): Node {
  const name = "bincount";
  return operation(name, () => {
    checkNames(name, options, { weights: 0 });
    if (!Number.isSafeInteger(length) || length < 0) {
      throw shapeError(name, `the length must be an integer from 0; got ${String(length)}.`);
    }
    const counted = whole(asNode(x, "int32", name));
    if (counted.dtype !== "int32" && counted.dtype !== "uint8") {
      throw dtypeError(name, `needs int32 or uint8; got ${counted.dtype}.`);
    }
    const { weights } = options;
    const weight = summable(
      weights === undefined ? constant(1, "int32") : asNode(weights, null, name),
    );
    if (weights !== undefined && !sameShape(weight.shape, counted.shape)) {
      throw shapeError(
        name,
        `weights must have the shape of what they weigh; got ${printShape(weight.shape)} for ${printShape(counted.shape)}.`,
      );
    }
    const wrong = counted.given?.find((value) => value < 0 || value >= length);
    if (wrong !== undefined) {
      throw shapeError(name, `needs integers from 0 to ${length - 1}; got ${wrong}.`);
    }
    const shape = [sizeOf(counted.shape)];
    const each = weights === undefined ? expand(weight, shape) : reshape(weight, shape);
    const at = cast(reshape(counted, shape), "int32");
    return Node.apply("scatterAdd", [each, at], { axis: 0, length });
  });
}
