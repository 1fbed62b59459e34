import {
  allocate,
  type DType,
  Node,
  type Shape,
  sizeOf,
  span,
  Storage,
  type TypedArray,
} from "@chainrule/graph";
import type { Dice } from "./dice.ts";

/** A leaf of these elements. */
export function leaf(dtype: DType, shape: Shape, elements: TypedArray | readonly number[]): Node {
  const data = allocate(dtype, elements.length);
  data.set(elements);
  return Node.leaf(shape, dtype, Storage.of(dtype, data));
}

/** An int32 vector, as starts and indices are. */
export function vector(...elements: number[]): Node {
  return leaf("int32", [elements.length], elements);
}

/** Makes the elements of a leaf. */
export type Fill = (dtype: DType, shape: Shape) => TypedArray;

type View = (dice: Dice, dtype: DType, shape: Shape, fill: Fill) => Node;

const plain: View = (_, dtype, shape, fill) => leaf(dtype, shape, fill(dtype, shape));

/** Views whose elements are not contiguous, or not all of their leaf's. */
const views: readonly View[] = [
  plain,
  plain,
  function permuted(dice, dtype, shape, fill): Node {
    const axes = dice.shuffle(shape.map((_, axis) => axis));
    const from = shape.map((_, axis) => shape[axes.indexOf(axis)]!);
    return Node.apply("permute", [plain(dice, dtype, from, fill)], { axes });
  },
  function flipped(dice, dtype, shape, fill): Node {
    const axes = shape.map((_, axis) => axis).filter(() => dice.chance(0.6));
    return Node.apply("flip", [plain(dice, dtype, shape, fill)], { axes });
  },
  function sliced(dice, dtype, shape, fill): Node {
    const steps = shape.map(() => dice.pick([1, 1, 2, 3]));
    const starts = shape.map(() => dice.integer(0, 3));
    const whole = shape.map((length, axis) => {
      return starts[axis]! + span(length, steps[axis]!) + dice.integer(0, 2);
    });
    const x = plain(dice, dtype, whole, fill);
    return Node.apply("slice", [x, vector(...starts)], { sizes: shape, steps });
  },
  function expanded(dice, dtype, shape, fill): Node {
    const lead = dice.integer(0, shape.length);
    const from = shape.slice(lead).map((length) => (dice.chance(0.5) ? 1 : length));
    return Node.apply("expand", [plain(dice, dtype, from, fill)], { shape });
  },
  function reshaped(dice, dtype, shape, fill): Node {
    const flat = Node.apply("flip", [plain(dice, dtype, [sizeOf(shape)], fill)], { axes: [0] });
    return Node.apply("reshape", [flat], { shape });
  },
  function regrouped(dice, dtype, shape, fill): Node {
    // Each axis of even length is two, in the other order in memory or the same all along.
    const parts = shape.map((length) =>
      length > 0 && length % 2 === 0 ? [length / 2, 2] : [length],
    );
    const split = parts.flat();
    const axes = dice.shuffle(split.map((_, axis) => axis));
    const from = axes.map((axis) => (dice.chance(0.3) ? 1 : split[axis]!));
    const x = plain(dice, dtype, from, fill);
    const order = split.map((_, axis) => axes.indexOf(axis));
    const permuted = Node.apply("permute", [x], { axes: order });
    const repeated = Node.apply("expand", [permuted], { shape: split });
    return Node.apply("reshape", [repeated], { shape });
  },
];

/** A node of this type: a leaf, or a view of a leaf. */
export function given(dice: Dice, dtype: DType, shape: Shape, fill?: Fill): Node {
  return dice.pick(views)(dice, dtype, shape, fill ?? ((d, s) => dice.elements(d, s)));
}
