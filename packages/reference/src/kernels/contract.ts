import {
  type Contract,
  type Convolution,
  isFloating,
  type Shape,
  sizeOf,
  stridesOf,
} from "@chainrule/graph";
import { broadcast, type Kernels, places, type Value } from "./kernel.ts";

type Accumulate = (sum: number, a: number, b: number) => number;

/** Adds a product: in float64, or where both sides are integers in int32, which wraps. */
function accumulator(input: Value, out: Value): Accumulate {
  return isFloating(input.dtype) || isFloating(out.dtype)
    ? (sum, a, b) => sum + a * b
    : (sum, a, b) => (sum + Math.imul(a, b)) | 0;
}

/** The places of the matrices of `x`, repeated to the leading axes of `out`. */
function matrices(x: Shape, out: Shape): number[] {
  const size = sizeOf(x.slice(-2));
  return broadcast(x.slice(0, -2), out.slice(0, -2)).map((matrix) => matrix * size);
}

/**
 * A product of `convolve`: how far the element of the input and that of the kernel are from their features' first ones; `null` where the input has
 * none, but a 0 of the padding.
 */
interface Tap {
  readonly input: number | null;
  readonly kernel: number;
}

function beside(a: Tap, b: Tap): Tap {
  const outside = a.input === null || b.input === null;
  return { input: outside ? null : a.input + b.input, kernel: a.kernel + b.kernel };
}

/** For each place of the output's spatial axes, in row-major order, what it sums over the kernel's. */
function tapsOf(input: Value, kernel: Value, out: Value, c: Convolution): Tap[][] {
  const inputStrides = stridesOf(input.shape);
  const kernelStrides = stridesOf(kernel.shape);
  let taps: Tap[][] = [[{ input: 0, kernel: 0 }]];
  c.strides.forEach((stride, axis) => {
    const [from, by, to] = [c.roles.input, c.roles.kernel, c.roles.output].map((r) => r[axis + 2]!);
    const length = input.shape[from!]!;
    const size = kernel.shape[by!]!;
    const along: Tap[][] = [];
    for (let y = 0; y < out.shape[to!]!; y++) {
      const row: Tap[] = [];
      for (let k = 0; k < size; k++) {
        const spread = y * stride + k * c.kernelDilation[axis]! - c.padding[axis]![0];
        const x = spread / c.inputDilation[axis]!;
        // The room between spread elements takes no part.
        if (!Number.isInteger(x)) continue;
        const inside = x >= 0 && x < length;
        row.push({
          input: inside ? x * inputStrides[from!]! : null,
          kernel: (c.flip ? size - 1 - k : k) * kernelStrides[by!]!,
        });
      }
      along.push(row);
    }
    taps = taps.flatMap((outer) =>
      along.map((inner) => outer.flatMap((a) => inner.map((b) => beside(a, b)))),
    );
  });
  return taps;
}

export const contract: Kernels<Contract> = {
  matmul: ([a, b], _, out): void => {
    const [m, n] = out.shape.slice(-2) as [number, number];
    const k = a.shape.at(-1)!;
    const add = accumulator(a, out);
    const [left, right] = [matrices(a.shape, out.shape), matrices(b.shape, out.shape)];
    left.forEach((first, batch) => {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++) {
            sum = add(sum, a.data[first + i * k + l]!, b.data[right[batch]! + l * n + j]!);
          }
          out.data[(batch * m + i) * n + j] = sum;
        }
      }
    });
  },
  convolve: ([input, kernel], c, out): void => {
    const { roles } = c;
    const add = accumulator(input, out);
    const [is, ks, os] = [input, kernel, out].map((x) => stridesOf(x.shape));
    const taps = tapsOf(input, kernel, out, c);
    const spatial = roles.output.slice(2);
    const targets = places(
      spatial.map((axis) => out.shape[axis]!),
      spatial.map((axis) => os![axis]!),
    );
    const batch = out.shape[roles.output[0]!]!;
    const features = out.shape[roles.output[1]!]!;
    const channels = kernel.shape[roles.kernel[1]!]!;
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < features; o++) {
        const group = Math.floor((o * c.groups) / features);
        const part = Math.floor((o * c.batchGroups) / features);
        const fromInput =
          (part * batch + n) * is![roles.input[0]!]! + group * channels * is![roles.input[1]!]!;
        const fromKernel = o * ks![roles.kernel[0]!]!;
        targets.forEach((target, y) => {
          let sum = 0;
          for (let channel = 0; channel < channels; channel++) {
            const x = fromInput + channel * is![roles.input[1]!]!;
            const w = fromKernel + channel * ks![roles.kernel[1]!]!;
            for (const tap of taps[y]!) {
              // 0 times NaN or ∞ is NaN, also where the 0 is padding.
              const element = tap.input === null ? 0 : input.data[x + tap.input]!;
              sum = add(sum, element, kernel.data[w + tap.kernel]!);
            }
          }
          out.data[n * os![roles.output[0]!]! + o * os![roles.output[1]!]! + target] = sum;
        });
      }
    }
  },
};
