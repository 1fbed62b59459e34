import {
  isFloating,
  type Movement,
  type Shape,
  span,
  stridesOf,
  type Windows,
} from "@chainrule/graph";
import { broadcast, type Kernels, places, type Value } from "./kernel.ts";

/** `out[i] = x[from[i]]`. */
function gather(x: Value, from: readonly number[], out: Value): void {
  from.forEach((place, i) => {
    out.data[i] = x.data[place]!;
  });
}

/** `out[to[i]] += x[i]`, in float64; nothing where `to[i]` is negative. Integers wrap when they are stored. */
function scatter(x: Value, to: readonly number[], out: Value): void {
  const sums = new Float64Array(out.data.length);
  to.forEach((place, i) => {
    if (place >= 0) sums[place]! += x.data[i]!;
  });
  out.data.set(sums);
}

/** The places in `whole` of a part of `sizes` elements, `steps` apart, from `starts`, moved to where it fits. */
function part(whole: Shape, starts: Value, sizes: Shape, steps: readonly number[]): number[] {
  const strides = stridesOf(whole);
  let first = 0;
  whole.forEach((length, axis) => {
    const start = Math.min(
      Math.max(starts.data[axis]!, 0),
      length - span(sizes[axis]!, steps[axis]!),
    );
    first += start * strides[axis]!;
  });
  return places(
    sizes,
    strides.map((stride, axis) => stride * steps[axis]!),
    first,
  );
}

/** The places in `whole` of the elements of its windows, which have `shape`. */
function slide(whole: Shape, shape: Shape, w: Windows): number[] {
  const strides = stridesOf(whole);
  const counts = strides.map((stride, axis) => {
    const i = w.axes.indexOf(axis);
    return i < 0 ? stride : stride * w.strides[i]!;
  });
  const inside = w.axes.map((axis, i) => strides[axis]! * w.dilations[i]!);
  return places(shape, [...counts, ...inside]);
}

/** The places in `whole` of the lines along `axis` that `indices` name, or negative where there is none. */
function lines(whole: Shape, indices: Value, axis: number): number[] {
  const strides = stridesOf(whole);
  const count = indices.data.length;
  const first = places(whole.with(axis, count), strides.with(axis, 0));
  const at = places(
    whole.with(axis, count),
    whole.map((_, other) => (other === axis ? 1 : 0)),
  );
  return first.map((place, i) => {
    const index = indices.data[at[i]!]!;
    return index < 0 || index >= whole[axis]! ? -1 : place + index * strides[axis]!;
  });
}

/** Negative where `a` comes before `b`: NaN comes last. */
function before(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return Number(a > b) - Number(a < b);
}

export const movement: Kernels<Movement> = {
  reshape: ([x], _, out): void => out.data.set(x.data),
  permute: ([x], { axes }, out): void => {
    const strides = stridesOf(x.shape);
    gather(
      x,
      places(
        out.shape,
        axes.map((axis) => strides[axis]!),
      ),
      out,
    );
  },
  expand: ([x], { shape }, out): void => gather(x, broadcast(x.shape, shape), out),
  flip: ([x], { axes }, out): void => {
    const strides = stridesOf(x.shape);
    let last = 0;
    for (const axis of new Set(axes)) {
      last += (x.shape[axis]! - 1) * strides[axis]!;
      strides[axis] = -strides[axis]!;
    }
    gather(x, places(x.shape, strides, last), out);
  },
  slice: ([x, starts], { sizes, steps }, out): void =>
    gather(x, part(x.shape, starts, sizes, steps), out),
  pad: ([x, starts], { shape, steps }, out): void => {
    part(shape, starts, x.shape, steps).forEach((place, i) => {
      out.data[place] = x.data[i]!;
    });
  },
  windows: ([x], attributes, out): void => gather(x, slide(x.shape, out.shape, attributes), out),
  fold: ([x], attributes, out): void =>
    scatter(x, slide(attributes.shape, x.shape, attributes), out),
  concatenate: (inputs, { axis }, out): void => {
    const strides = stridesOf(out.shape);
    let start = 0;
    for (const x of inputs) {
      places(x.shape, strides, start * strides[axis]!).forEach((place, i) => {
        out.data[place] = x.data[i]!;
      });
      start += x.shape[axis]!;
    }
  },
  take: ([x, indices], { axis }, out): void => {
    const nothing = isFloating(x.dtype) ? NaN : 0;
    lines(x.shape, indices, axis).forEach((place, i) => {
      out.data[i] = place < 0 ? nothing : x.data[place]!;
    });
  },
  argsort: ([x], { axis, count, descending }, out): void => {
    const strides = stridesOf(x.shape);
    const line = Array.from({ length: x.shape[axis]! }, (_, at) => at);
    const firsts = x.shape.with(axis, 1);
    const starts = places(firsts, stridesOf(out.shape));
    places(firsts, strides).forEach((first, i) => {
      const element = (at: number): number => x.data[first + at * strides[axis]!]!;
      const ordered = line.toSorted(
        (a, b) => before(element(a), element(b)) * (descending ? -1 : 1),
      );
      for (let to = 0; to < count; to++) {
        out.data[starts[i]! + to * strides[axis]!] = ordered[to]!;
      }
    });
  },
  scatterAdd: ([updates, indices], { axis }, out): void =>
    scatter(updates, lines(out.shape, indices, axis), out),
};
