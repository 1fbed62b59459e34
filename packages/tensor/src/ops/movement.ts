import {
  checkArray,
  checkNames,
  Node,
  operation,
  printShape,
  promote,
  sameShape,
  type Shape,
  shapeError,
  sizeOf,
  type Windows,
} from "@chainrule/graph";
import { asNode, cast, type Input } from "../operand.ts";
import { axesOf, axisOf, newAxisOf } from "./axes.ts";

/** `wanted` with its −1 replaced by the length that keeps the number of elements. */
function resolve(shape: Shape, wanted: Shape): Shape {
  const open = wanted.indexOf(-1);
  if (open < 0) return wanted;
  if (wanted.includes(-1, open + 1)) {
    throw shapeError("reshape", `at most one length may be -1; got ${printShape(wanted)}.`);
  }
  const rest = wanted.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const length = sizeOf(shape) / rest;
  if (rest === 0 || !Number.isInteger(length)) {
    throw shapeError(
      "reshape",
      `no length fits -1 so that the number of elements stays the same; got ${printShape(shape)} to ${printShape(wanted)}.`,
    );
  }
  return wanted.with(open, length);
}

export function reshape(x: Node, shape: Shape): Node {
  checkArray("reshape", shape);
  const wanted = resolve(x.shape, shape);
  return sameShape(x.shape, wanted) ? x : Node.apply("reshape", [x], { shape: [...wanted] });
}

export function flatten(x: Node, startAxis = 0, endAxis = -1): Node {
  return operation("flatten", () => {
    if (x.shape.length === 0) return reshape(x, [1]);
    const start = axisOf("flatten", startAxis, x.shape);
    const end = axisOf("flatten", endAxis, x.shape);
    if (start > end) {
      throw shapeError(
        "flatten",
        `the start axis must not come after the end axis; got ${startAxis} and ${endAxis} of ${printShape(x.shape)}.`,
      );
    }
    const middle = sizeOf(x.shape.slice(start, end + 1));
    return reshape(x, [...x.shape.slice(0, start), middle, ...x.shape.slice(end + 1)]);
  });
}

export function permute(x: Node, axes: readonly number[]): Node {
  const rank = x.shape.length;
  checkArray("permute", axes);
  const found = axes.map((axis) => axisOf("permute", axis, x.shape));
  const stays = found.length === rank && found.every((axis, i) => axis === i);
  return stays ? x : Node.apply("permute", [x], { axes: found });
}

export function transpose(x: Node, axes?: readonly number[]): Node {
  return operation("transpose", () =>
    permute(x, axes ?? x.shape.map((_, axis) => axis).toReversed()),
  );
}

export function matrixTranspose(name: string, x: Node): Node {
  return operation(name, () => {
    const rank = x.shape.length;
    if (rank < 2) {
      throw shapeError(name, `needs at least two axes; got ${printShape(x.shape)}.`);
    }
    return permute(x, [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2));
  });
}

export function squeeze(x: Node, axis?: number | readonly number[]): Node {
  return operation("squeeze", () => {
    if (axis === undefined)
      return reshape(
        x,
        x.shape.filter((length) => length !== 1),
      );
    const axes = axesOf("squeeze", axis, x.shape);
    for (const a of axes) {
      if (x.shape[a] !== 1) {
        throw shapeError(
          "squeeze",
          `only axes of length 1 can go; got axis ${a} of ${printShape(x.shape)}.`,
        );
      }
    }
    return reshape(
      x,
      x.shape.filter((_, a) => !axes.includes(a)),
    );
  });
}

export function unsqueeze(x: Node, axis: number): Node {
  return operation("unsqueeze", () => {
    const at = newAxisOf("unsqueeze", axis, x.shape);
    return reshape(x, x.shape.toSpliced(at, 0, 1));
  });
}

export function expand(x: Node, shape: Shape): Node {
  checkArray("expand", shape);
  return sameShape(x.shape, shape) ? x : Node.apply("expand", [x], { shape: [...shape] });
}

export function flip(x: Node, axes?: number | readonly number[]): Node {
  const found = axesOf("flip", axes === undefined ? [...x.shape.keys()] : axes, x.shape);
  return found.length === 0 ? x : Node.apply("flip", [x], { axes: found });
}

/** How a window slides, with strides and dilations of 1 where they are not given. */
export interface Sliding {
  readonly axes: readonly number[];
  readonly sizes: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
}

function sliding(name: string, options: Sliding, shape: Shape): Windows {
  checkNames(name, options, { axes: 0, sizes: 0, strides: 0, dilations: 0 }, true);
  const { axes, sizes, strides, dilations } = options;
  checkArray(name, shape, sizes, strides ?? [], dilations ?? []);
  return {
    axes: axesOf(name, axes, shape),
    // Lists of its own: what was given may change before anything is computed.
    sizes: [...sizes],
    strides: [...(strides ?? axes.map(() => 1))],
    dilations: [...(dilations ?? axes.map(() => 1))],
  };
}

export function windows(x: Node, options: Sliding): Node {
  return Node.apply("windows", [x], sliding("windows", options, x.shape));
}

export function fold(x: Node, options: Sliding & { readonly shape: Shape }): Node {
  const { shape, ...slide } = { ...options };
  return Node.apply("fold", [x], { ...sliding("fold", slide, shape), shape: [...shape] });
}

/** Inputs as nodes of one dtype. */
export function alike(name: string, inputs: readonly Input[]): Node[] {
  checkArray(name, inputs);
  const strong = inputs.find((input) => typeof input === "object" && !Array.isArray(input));
  const like = strong === undefined ? null : asNode(strong, null, name).dtype;
  const nodes = inputs.map((input) => asNode(input, like, name));
  if (nodes.length === 0) throw shapeError(name, "needs at least one input; got none.");
  const dtype = nodes.map((node) => node.dtype).reduce(promote);
  return nodes.map((node) => cast(node, dtype));
}

export function concatenate(inputs: readonly Input[], axis = 0): Node {
  const nodes = alike("concatenate", inputs);
  const along = axisOf("concatenate", axis, nodes[0]!.shape);
  return nodes.length === 1 ? nodes[0]! : Node.apply("concatenate", nodes, { axis: along });
}

export function stack(inputs: readonly Input[], axis = 0): Node {
  return operation("stack", () => {
    const nodes = alike("stack", inputs);
    const [first] = nodes;
    for (const node of nodes) {
      if (!sameShape(node.shape, first!.shape)) {
        throw shapeError(
          "stack",
          `shapes must be equal; got ${printShape(first!.shape)} and ${printShape(node.shape)}.`,
        );
      }
    }
    const at = newAxisOf("stack", axis, first!.shape);
    return concatenate(
      nodes.map((node) => unsqueeze(node, at)),
      at,
    );
  });
}
