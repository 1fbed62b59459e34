import {
  checkFraction,
  checkNames,
  checkOneOf,
  Node,
  operation,
  printShape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { toFloating } from "../operand.ts";
import { axisOf } from "./axes.ts";
import { add, isNaN, mul, sub, where } from "./elementwise.ts";
import { reshape, squeeze } from "./movement.ts";
import { sort } from "./order.ts";
import { keep } from "./reduce.ts";
import { part } from "./selection.ts";

/** What a quantile between two elements is. */
export type Interpolation = "linear" | "lower" | "higher" | "nearest" | "midpoint";

/** What `quantile` takes besides its axis. */
export interface QuantileOptions<K extends boolean = boolean> {
  /** Whether the reduced axis stays, of length 1; false. */
  readonly keepDims?: K;
  /** What a quantile between two elements is; `"linear"`. */
  readonly interpolation?: Interpolation;
}

/** How much of the upper of two elements a quantile has that lies at `place`. */
const parts: Readonly<Record<Interpolation, (place: number) => number>> = {
  linear: (place) => place % 1,
  lower: () => 0,
  higher: () => 1,
  // Half way to the even one, as NumPy rounds.
  nearest: (place) => (place % 1 === 0.5 ? Math.floor(place) % 2 : Math.round(place % 1)),
  midpoint: () => 0.5,
};

export function quantile(
  name: "median" | "quantile",
  x: Node,
  q: number,
  axis?: number,
  options: QuantileOptions = {},
): Node {
  return operation(name, () => {
    checkNames(name, options, { keepDims: 0, interpolation: 0 });
    const { keepDims = false, interpolation = "linear" } = options;
    checkFraction(name, "q", q);
    checkOneOf(name, "the interpolation", interpolation, Object.keys(parts));
    const line = axis === undefined ? reshape(x, [sizeOf(x.shape)]) : x;
    const along = axisOf(name, axis ?? 0, line.shape);
    const last = line.shape[along]! - 1;
    if (last < 0) throw shapeError(name, `needs an element; got ${printShape(x.shape)}.`);
    const sorted = sort(line, along);
    const at = (place: number): Node => toFloating(part(sorted, along, place, 1));
    const place = q * last;
    const [low, high] = [Math.floor(place), Math.ceil(place)];
    const rest = low === high ? 0 : parts[interpolation](place);
    let between = at(rest === 1 ? high : low);
    if (rest > 0 && rest < 1) between = add(between, mul(sub(at(high), between), rest));
    // NaN comes last.
    const largest = at(last);
    const value = where(isNaN(largest), largest, between);
    const all = x.shape.map((_, a) => a);
    if (axis === undefined) return keepDims ? keep(x, all, value) : reshape(value, []);
    return keepDims ? value : squeeze(value, along);
  });
}
