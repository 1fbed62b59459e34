import { type DType, type Movement, Node, type Shape, span, type Windows } from "@chainrule/graph";
import type { Dice } from "../dice.ts";
import { type Fill, given, leaf, vector } from "../leaves.ts";
import type { Cases, Closeness, Entry } from "./case.ts";

const numeric: readonly DType[] = ["uint8", "int32", "float32", "float64"];
const any: readonly DType[] = ["bool", ...numeric];

/** Each case is made from a dtype and a shape; `make` says `null` of shapes it cannot take. */
function entry<P extends Movement>(
  make: (dice: Dice, dtype: DType, shape: Shape) => Node<P> | null,
  dtypes: readonly DType[] = any,
  closeness: Closeness<P> = "exact",
): Entry<P> {
  return {
    closeness,
    *cases(dice) {
      const shapes: Shape[] = [[], [0], [1], [70], [37, 53], [129, 257], [5, 0, 3], [1, 1, 1]];
      for (const dtype of dtypes) {
        const more = Array.from({ length: 30 }, () => dice.shape(dice.integer(0, 5), 8));
        for (const shape of [...shapes, ...more]) {
          const node = make(dice, dtype, shape);
          if (node !== null) yield node;
        }
      }
    },
  };
}

const axesOf = (shape: Shape): number[] => shape.map((_, axis) => axis);

/** A shape of the same number of elements: factors of the size, shuffled. */
function refactored(dice: Dice, shape: Shape): number[] {
  let rest = shape.reduce((a, b) => a * b, 1);
  if (rest === 0) return dice.shuffle([...shape, 3]);
  const result: number[] = [];
  for (let factor = 2; rest > 1;) {
    if (rest % factor !== 0) factor++;
    else {
      rest /= factor;
      if (result.length > 0 && dice.chance(0.6)) result[result.length - 1]! *= factor;
      else result.push(factor);
    }
  }
  if (dice.chance(0.3)) result.push(1);
  return dice.shuffle(result);
}

/** Windows that fit into `shape`, or `null` where there are none. */
function sliding(dice: Dice, shape: Shape): Windows | null {
  const axes = dice.shuffle(axesOf(shape).filter(() => dice.chance(0.7))).slice(0, 3);
  if (axes.some((axis) => shape[axis] === 0)) return null;
  const sizes = axes.map((axis) => dice.integer(1, Math.min(5, shape[axis]!)));
  const strides = axes.map(() => dice.integer(1, 3));
  const dilations = axes.map((axis, i) => {
    const most = sizes[i] === 1 ? 3 : Math.floor((shape[axis]! - 1) / (sizes[i]! - 1));
    return dice.integer(1, Math.min(3, most));
  });
  return { axes, sizes, strides, dilations };
}

/** Starts that fit, and sometimes ones that are clamped. */
function startsFor(dice: Dice, whole: Shape, spans: Shape): Node {
  return vector(
    ...whole.map((length, axis) =>
      dice.chance(0.15)
        ? dice.pick([-5, length + 3, 2 ** 31 - 1, -(2 ** 31)])
        : dice.integer(0, length - spans[axis]!),
    ),
  );
}

/** Indices of an axis of `length`; some stand outside, and some twice. */
function indicesFor(dice: Dice, length: number, count: number): Node {
  return vector(
    ...Array.from({ length: count }, () =>
      dice.chance(0.1) || length === 0
        ? dice.pick([-1, length, 2 ** 31 - 1, -(2 ** 31)])
        : dice.integer(0, length - 1),
    ),
  );
}

const abs = (node: Node): Node => (node.dtype === "uint8" ? node : Node.apply("abs", [node], {}));

export const movement: Cases<Movement> = {
  reshape: entry((dice, dtype, shape) =>
    Node.apply("reshape", [given(dice, dtype, shape)], { shape: refactored(dice, shape) }),
  ),
  permute: entry((dice, dtype, shape) =>
    Node.apply("permute", [given(dice, dtype, shape)], { axes: dice.shuffle(axesOf(shape)) }),
  ),
  expand: entry((dice, dtype, shape) => {
    const lead = Array.from({ length: dice.integer(0, 2) }, () => dice.integer(0, 3));
    const from = shape.map((length) => (dice.chance(0.5) ? 1 : length));
    return Node.apply("expand", [given(dice, dtype, from)], { shape: [...lead, ...shape] });
  }),
  flip: entry((dice, dtype, shape) =>
    Node.apply("flip", [given(dice, dtype, shape)], {
      axes: dice.shuffle(axesOf(shape).filter(() => dice.chance(0.5))),
    }),
  ),
  slice: entry((dice, dtype, shape) => {
    const steps = shape.map(() => dice.pick([1, 1, 2, 3]));
    const sizes = shape.map((length, axis) =>
      length === 0 ? 0 : dice.integer(0, Math.floor((length - 1) / steps[axis]!) + 1),
    );
    const starts = startsFor(
      dice,
      shape,
      sizes.map((size, axis) => span(size, steps[axis]!)),
    );
    return Node.apply("slice", [given(dice, dtype, shape), starts], { sizes, steps });
  }),
  pad: entry((dice, dtype, shape) => {
    const steps = shape.map(() => dice.pick([1, 1, 2, 3]));
    const spans = shape.map((length, axis) => span(length, steps[axis]!));
    const whole = spans.map((length) => length + dice.integer(0, 4));
    const starts = startsFor(dice, whole, spans);
    return Node.apply("pad", [given(dice, dtype, shape), starts], { shape: whole, steps });
  }),
  windows: entry((dice, dtype, shape) => {
    const windows = sliding(dice, shape);
    return windows && Node.apply("windows", [given(dice, dtype, shape)], windows);
  }),
  fold: entry(
    (dice, dtype, shape) => {
      const windows = sliding(dice, shape);
      if (windows === null) return null;
      const from = Node.apply(
        "windows",
        [leaf(dtype, shape, dice.elements(dtype, shape))],
        windows,
      );
      return Node.apply("fold", [given(dice, dtype, from.shape)], { ...windows, shape });
    },
    numeric,
    { magnitude: (n) => Node.apply("fold", [abs(n.inputs[0]!)], n.attributes), factor: () => 4 },
  ),
  concatenate: entry((dice, dtype, shape) => {
    if (shape.length === 0) return null;
    const axis = dice.integer(0, shape.length - 1);
    const inputs = Array.from({ length: dice.integer(1, 5) }, (_, i) =>
      given(dice, dtype, i === 0 ? shape : shape.with(axis, dice.integer(0, 6))),
    );
    if (dice.chance(0.3)) inputs.push(inputs[0]!);
    return Node.apply("concatenate", inputs, { axis });
  }),
  take: entry((dice, dtype, shape) => {
    if (shape.length === 0) return null;
    const axis = dice.integer(0, shape.length - 1);
    const indices = indicesFor(dice, shape[axis]!, dice.integer(0, 12));
    return Node.apply("take", [given(dice, dtype, shape), indices], { axis });
  }),
  argsort: entry((dice, dtype, shape) => {
    if (shape.length === 0) return null;
    const axis = dice.integer(0, shape.length - 1);
    // Many equal elements, or few; some NaN, and zeros of both signs.
    const fill: Fill = (d, s) => {
      const data = dice.chance(0.5)
        ? dice.elements(d, s)
        : dice.integers(d, s, 0, d === "bool" ? 1 : 9);
      if (d !== "float32" && d !== "float64") return data;
      return data.map((x) => (dice.chance(0.1) ? NaN : dice.chance(0.1) ? -0 : x)) as typeof data;
    };
    const x = given(dice, dtype, shape, fill);
    const count = dice.chance(0.5) ? shape[axis]! : dice.integer(0, shape[axis]!);
    return Node.apply("argsort", [x], { axis, count, descending: dice.chance(0.5) });
  }),
  scatterAdd: entry(
    (dice, dtype, shape) => {
      if (shape.length === 0) return null;
      const axis = dice.integer(0, shape.length - 1);
      const length = dice.integer(0, 9);
      const indices = indicesFor(dice, length, shape[axis]!);
      return Node.apply("scatterAdd", [given(dice, dtype, shape), indices], { axis, length });
    },
    numeric,
    {
      magnitude: (n) => Node.apply("scatterAdd", [abs(n.inputs[0]!), n.inputs[1]!], n.attributes),
      // As many as 129 updates may meet in one place.
      factor: () => 12,
    },
  ),
};
