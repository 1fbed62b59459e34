import { broadcastShapes, type Shape, sizeOf, stridesOf } from "@chainrule/graph";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  concatenate,
  convolve,
  einsum,
  fromData,
  Parameter,
  split,
  stack,
  State,
  type Tensor,
  tensor,
} from "../src/index.ts";

const lengths = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

/** Small whole numbers, so that sums in any order are equal. */
function tensorOf(shape: Shape): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  return fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size })
    .map((data): Tensor => fromData(Float64Array.from(data), shape));
}

const anyTensor = lengths.chain(tensorOf);

function permutationOf(rank: number): fc.Arbitrary<number[]> {
  const axes = [...Array.from({ length: rank }).keys()];
  return fc.shuffledSubarray(axes, { minLength: rank, maxLength: rank });
}

/** The element of `x` at `position`, whose axes of length 1 are read again and again. */
function at(x: Tensor, data: ArrayLike<number>, position: readonly number[]): number {
  const own = position.slice(position.length - x.ndim);
  const strides = stridesOf(x.shape);
  let offset = 0;
  own.forEach((i, axis) => {
    if (x.shape[axis] !== 1) offset += i * strides[axis]!;
  });
  return data[offset]!;
}

/** Every position of `shape`, in order. */
function positionsOf(shape: Shape): number[][] {
  let all: number[][] = [[]];
  for (const length of shape) {
    all = all.flatMap((position) => Array.from({ length }, (_, i) => [...position, i]));
  }
  return all;
}

/** Equal shapes and elements; a zero equals any zero. */
function same(a: Tensor, b: Tensor): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  const other = b.data();
  return a.data().every((element, i) => element === other[i]);
}

function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): void {
  fc.assert(fc.property(arbitrary, holds), { numRuns: 60, seed: 1 });
}

/** Two shapes that broadcast: both come from one by making axes 1 or leaving leading axes out. */
const broadcastable = lengths.chain((shape) => {
  const worn = fc
    .tuple(
      fc.integer({ min: 0, max: shape.length }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    )
    .map(([left, ones]) => shape.map((length, i) => (ones[i] === true ? 1 : length)).slice(left));
  return fc.tuple(worn.chain(tensorOf), worn.chain(tensorOf));
});

test("elements of broadcast operands meet by position", () => {
  check(broadcastable, ([x, y]) => {
    const sum = x.sub(y);
    const [a, b] = [x.data(), y.data()];
    const shape = broadcastShapes(x.shape, y.shape)!;
    const wanted = positionsOf(shape).map((position) => at(x, a, position) - at(y, b, position));
    return same(sum, fromData(Float64Array.from(wanted), shape));
  });
});

test("a permutation and its inverse cancel", () => {
  const both = anyTensor.chain((x) => fc.tuple(fc.constant(x), permutationOf(x.ndim)));
  check(both, ([x, axes]) => {
    const inverse = axes.map((_, axis) => axes.indexOf(axis));
    return same(x.permute(axes).permute(inverse), x);
  });
});

test("permuting moves every element to its place", () => {
  const both = anyTensor.chain((x) => fc.tuple(fc.constant(x), permutationOf(x.ndim)));
  check(both, ([x, axes]) => {
    const moved = x.permute(axes);
    const data = x.data();
    const wanted = positionsOf(moved.shape).map((position) => {
      const own: number[] = [];
      axes.forEach((axis, i) => {
        own[axis] = position[i]!;
      });
      return at(x, data, own);
    });
    return same(moved, fromData(Float64Array.from(wanted), moved.shape));
  });
});

test("flattening and reshaping back, and flipping twice, change nothing", () => {
  check(anyTensor, (x) => same(x.flatten().reshape(x.shape), x) && same(x.flip().flip(), x));
});

test("a sum is the sum of partial sums", () => {
  const both = anyTensor.chain((x) => fc.tuple(fc.constant(x), permutationOf(x.ndim)));
  check(both, ([x, order]) => {
    let partial = x;
    for (const axis of order) partial = partial.sum(axis, { keepDims: true });
    return same(partial.reshape([]), x.sum());
  });
});

test("parts of a split, joined, are the whole", () => {
  const both = anyTensor
    .filter((x) => x.ndim > 0)
    .chain((x) => fc.tuple(fc.constant(x), fc.nat(x.ndim - 1), fc.nat(4)));
  check(both, ([x, axis, cut]) => {
    const length = x.shape[axis]!;
    const first = Math.min(cut, length);
    return same(concatenate(split(x, [first, length - first], axis), axis), x);
  });
});

test("a stack, taken apart, has its tensors", () => {
  check(anyTensor, (x) => {
    const stacked = stack([x, x.neg()], -1);
    return (
      same(stacked.take(tensor(0, { dtype: "int32" }), -1), x) && same(stacked.sum(-1), x.mul(0))
    );
  });
});

test("a slice has the elements that its positions name", () => {
  const given = anyTensor.chain((x) => {
    const positions = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: x.ndim });
    const steps = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: x.ndim });
    return fc.tuple(fc.constant(x), positions, positions, steps);
  });
  check(given, ([x, starts, ends, steps]) => {
    const data = x.data();
    // JavaScript's own slice counts from the end and keeps within the array in the same way.
    const kept = x.shape.map((length, axis) =>
      [...Array.from({ length }).keys()]
        .slice(starts[axis] ?? 0, ends[axis] ?? length)
        .filter((_, i) => i % (steps[axis] ?? 1) === 0),
    );
    const shape = kept.map((one) => one.length);
    const wanted = positionsOf(shape).map((position) =>
      at(
        x,
        data,
        position.map((i, axis) => kept[axis]![i]!),
      ),
    );
    return same(x.slice(starts, ends, steps), fromData(Float64Array.from(wanted), shape));
  });
});

test("padding and cropping by as much cancel", () => {
  const widths = fc.tuple(fc.nat(2), fc.nat(2));
  const given = anyTensor.chain((x) =>
    fc.tuple(fc.constant(x), fc.array(widths, { minLength: x.ndim, maxLength: x.ndim })),
  );
  check(given, ([x, pads]) => {
    const crops = pads.map(([low, high]): [number, number] => [-low, -high]);
    return same(x.pad(pads, { value: 5 }).pad(crops), x);
  });
});

/** What stands at a position outside, of an axis of `length`: NumPy's words, walked step by step. */
const walks = {
  edge: (place: number, length: number): number => (place < 0 ? 0 : length - 1),
  wrap: (place: number, length: number): number => (place < 0 ? place + length : place - length),
  reflect: (place: number, length: number): number =>
    length === 1 ? 0 : place < 0 ? -place : 2 * (length - 1) - place,
} as const;

test("padding by what is there reads the positions that its mode says, however wide", () => {
  const widths = fc.tuple(fc.integer({ min: -1, max: 9 }), fc.integer({ min: -1, max: 9 }));
  const given = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 3, max: 4 }))
    .chain((shape) => fc.tuple(tensorOf(shape), fc.tuple(widths, widths)));
  for (const [mode, walk] of Object.entries(walks)) {
    check(given, ([x, pads]) => {
      const taken = pads.reduce((inner, [low, high], axis) => {
        const length = inner.shape[axis]! + Math.min(0, low) + Math.min(0, high);
        const inside = (position: number): number => {
          let one = position;
          while (one < 0 || one >= length) one = walk(one, length);
          return one - Math.min(0, low);
        };
        const count = length + Math.max(0, low) + Math.max(0, high);
        const from = -Math.max(0, low);
        return inner.take(
          Array.from({ length: count }, (_, i) => inside(from + i)),
          axis,
        );
      }, x);
      return same(x.pad(pads, { mode: mode as keyof typeof walks }), taken);
    });
  }
});

test("fold is the transpose of windows: ⟨windows x, y⟩ = ⟨x, fold y⟩", () => {
  const given = fc
    .record({
      length: fc.integer({ min: 1, max: 9 }),
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
    })
    .filter(({ length, size, dilation }) => (size - 1) * dilation < length)
    .chain((slide) => {
      const options = {
        axes: [1],
        sizes: [slide.size],
        strides: [slide.stride],
        dilations: [slide.dilation],
      };
      return tensorOf([2, slide.length, 3]).chain((x) =>
        fc.tuple(fc.constant(options), fc.constant(x), tensorOf(x.windows(options).shape)),
      );
    });
  check(given, ([options, x, y]) => {
    const left = x.windows(options).mul(y).sum();
    const right = x.mul(y.fold({ ...options, shape: x.shape })).sum();
    return left.item() === right.item();
  });
});

const factors = fc
  .tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .chain(([m, k, n]) => fc.tuple(tensorOf([2, m, k]), tensorOf([k, n])));

test("a matrix product is a sum of products", () => {
  check(factors, ([x, y]) => {
    const products = x.unsqueeze(-1).mul(y);
    return same(x.matmul(y), products.sum(2)) && same(einsum("bij,jk->bik", x, y), products.sum(2));
  });
});

test("the transpose of a product is the product of the transposes, in the other order", () => {
  check(factors, ([x, y]) => same(x.matmul(y).mT, y.mT.matmul(x.mT)));
});

test("softmax is positive, adds up to 1 and does not see a shift", () => {
  const rows = tensorOf([3, 4]).map((x): Tensor => x.cast("float64"));
  check(fc.tuple(rows, fc.integer({ min: -1000, max: 1000 })), ([x, shift]) => {
    const y = x.softmax();
    const off = y.sum(-1).sub(1).abs().max().item();
    const moved = x.add(shift).softmax().sub(y).abs().max().item();
    return off < 1e-12 && moved < 1e-12 && y.greaterEqual(0).all().item() === 1;
  });
});

test("a NaN makes its row of a softmax NaN, wherever it stands, and no other row", () => {
  for (const length of [1, 3, 4, 17, 64]) {
    const numbers = Float32Array.from({ length: length * length }, (_, i) => (i % 7) - 3);
    // Row i has its NaN in column i, but for the last, which has none.
    const x = numbers.map((one, i) => (i % (length + 1) === 0 && i < length ** 2 - 1 ? NaN : one));
    for (const shape of [[length, length] as const, [length, 1, length] as const]) {
      const rows = fromData(x, shape);
      for (const result of [rows.softmax(), rows.logSoftmax(), rows.logSumExp(-1)]) {
        const found = Array.from(result.data(), Number.isNaN);
        const each = found.length / length;
        expect(found).toEqual(found.map((_, i) => length > 1 && i < (length - 1) * each));
      }
    }
  }
});

test("the variance is the mean square less the square of the mean", () => {
  check(tensorOf([3, 5]), (x) => {
    const other = x.square().mean(1).sub(x.mean(1).square());
    return x.variance(1).sub(other).abs().max().item() < 1e-9;
  });
});

test("fmod of integers is JavaScript's %, of the least of them, too", () => {
  const [a, b] = [
    [-(2 ** 31), 1 - 2 ** 31, -7, -1, 0, 5, 2 ** 31 - 1],
    [-(2 ** 31), 1 - 2 ** 31, -3, -1, 1, 2, 100, 2 ** 31 - 1],
  ];
  const dtype = "int32";
  const rests = tensor(
    a.map((x) => [x]),
    { dtype },
  ).fmod(tensor(b, { dtype }));
  expect(rests.toArray()).toEqual(a.map((x) => b.map((y) => (x % y) + 0)));
});

test("integers to a whole number are products, however large", () => {
  const x = tensor([-(2 ** 31), 1 - 2 ** 31, -5, 3, 1e8 + 1], { dtype: "int32" });
  let product: Tensor = x;
  for (let exponent = 1; exponent <= 9; exponent++) {
    expect(x.pow(exponent).toArray(), `${exponent}`).toEqual(product.toArray());
    product = product.mul(x);
  }
  expect(tensor([3, 255], { dtype: "uint8" }).pow(7).toArray()).toEqual([3 ** 7 % 256, 255]);
  expect(x.pow(0).toArray()).toEqual([1, 1, 1, 1, 1]);
  expect(x.pow(-1).dtype).toBe("int32");
});

test("odd functions keep the sign of 0, and fmod that of what it divides", () => {
  expect(tensor([-0, 0]).asinh().toArray()).toEqual([-0, 0]);
  const x = tensor([-0, 0, -6, 6, -1, 1]);
  expect(x.fmod(3).toArray()).toEqual([-0, 0, -0, 0, -1, 1]);
  expect(x.fmod(-3).toArray()).toEqual([-0, 0, -0, 0, -1, 1]);
});

test("a change to a shape that was handed out changes no tensor", () => {
  const made = [tensor([[1, 2, 3]]), new Parameter([[1, 2, 3]]), new State([[1, 2, 3]])];
  for (const x of [...made, made[0]!.add(1), made[0]!.detach()]) {
    const shape = x.shape as number[];
    shape.push(shape.shift()!);
    expect(x.reshape(shape).shape).toEqual([3, 1]);
    expect(x.shape).toEqual([1, 3]);
    expect(x.sum(1).shape).toEqual([1]);
  }
});

test("lists that change after they were given change no expression", () => {
  const [image, row] = [tensor([[[1, 2, 3, 4, 5]]]), tensor([1, 2, 3, 4])];
  const lists = { two: [2], sides: [1, 0] as [number, number], axes: [0], shape: [4] };
  const { two, sides, axes, shape } = lists;
  const built = [
    convolve(image, [[[1, 1]]], { strides: two, padding: [sides], kernelDilation: two }),
    row.windows({ axes, sizes: two, strides: two }),
    tensor([[1, 2]]).fold({ shape, axes, sizes: two, strides: two, dilations: two }),
  ];
  two[0] = 3;
  [sides[1], axes[0], shape[0]] = [5, 7, 9];
  expect(built.map((x) => x.toArray())).toEqual([
    [[[2, 6]]],
    [
      [1, 2],
      [3, 4],
    ],
    [1, 0, 2, 0],
  ]);
});
