import {
  type DType,
  dtypeError,
  Node,
  operation,
  printShape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, leaf } from "../operand.ts";
import { axisOf } from "./axes.ts";
import { add, equal, less, mul, where } from "./elementwise.ts";
import { expand, reshape, unsqueeze } from "./movement.ts";

/** Indices as int32, counted from the front. Those whose values are on the host are checked. */
function positions(name: string, input: Input, length: number): Node {
  const node = asNode(input, "int32");
  if (node.dtype !== "int32" && node.dtype !== "uint8") {
    throw dtypeError(name, `indices must be int32 or uint8; got ${node.dtype}.`);
  }
  const indices = cast(node, "int32");
  const host = node.primitive === null ? node.value?.host : null;
  if (host === null || host === undefined) {
    if (node.dtype === "uint8") return indices;
    const zero = constant(0, "int32");
    return where(less(indices, zero), add(indices, constant(length, "int32")), indices);
  }
  let negative = false;
  for (const index of host) {
    if (index < -length || index >= length) {
      throw shapeError(name, `indices must be from ${-length} to ${length - 1}; got ${index}.`);
    }
    negative ||= index < 0;
  }
  if (!negative) return indices;
  return leaf(
    Int32Array.from(host, (index) => (index < 0 ? index + length : index)),
    node.shape,
    "int32",
  );
}

export function take(x: Node, indices: Input, axis?: number): Node {
  return operation("take", () => {
    const from = axis === undefined ? reshape(x, [sizeOf(x.shape)]) : x;
    const along = axisOf("take", axis ?? 0, from.shape);
    const at = positions("take", indices, from.shape[along]!);
    const flat = reshape(at, [sizeOf(at.shape)]);
    const taken = Node.apply("take", [from, flat], { axis: along });
    return reshape(taken, from.shape.toSpliced(along, 1, ...at.shape));
  });
}

/** One element for each index: the element of `x` at the index's own place along the other axes. */
export function gather(x: Node, indices: Input, axis: number): Node {
  return operation("gather", () => {
    const along = axisOf("gather", axis, x.shape);
    const at = positions("gather", indices, x.shape[along]!);
    const fits =
      at.shape.length === x.shape.length &&
      at.shape.every((length, a) => a === along || length === x.shape[a]);
    if (!fits) {
      throw shapeError(
        "gather",
        `indices must have the input's shape except along axis ${along}; got ${printShape(at.shape)} for ${printShape(x.shape)}.`,
      );
    }
    // The position of each element in the flattened input: Σ coordinate · stride.
    let position = at;
    let stride = 1;
    let total: Node | null = null;
    for (let a = x.shape.length - 1; a >= 0; a--) {
      const coordinate = a === along ? position : coordinates(at.shape, a);
      const term = stride === 1 ? coordinate : mul(coordinate, constant(stride, "int32"));
      total = total === null ? term : add(total, term);
      stride *= x.shape[a]!;
    }
    const flat = reshape(total!, [sizeOf(at.shape)]);
    const taken = Node.apply("take", [reshape(x, [sizeOf(x.shape)]), flat], { axis: 0 });
    return reshape(taken, at.shape);
  });
}

/** The coordinate along `axis` of each place of `shape`. */
function coordinates(shape: readonly number[], axis: number): Node {
  const iota = Node.apply("iota", [], { length: shape[axis]!, dtype: "int32" });
  return expand(
    reshape(
      iota,
      shape.map((length, a) => (a === axis ? length : 1)),
    ),
    shape,
  );
}

/** Rows of 0 with a 1 where the index says. */
export function oneHot(indices: Input, length: number, dtype: DType = "float32"): Node {
  return operation("oneHot", () => {
    const at = positions("oneHot", indices, length);
    const iota = Node.apply("iota", [], { length, dtype: "int32" });
    return cast(equal(unsqueeze(at, -1), iota), dtype);
  });
}
