import {
  arange,
  compile,
  countPrograms,
  Generator,
  ones,
  rand,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import {
  cutout,
  elasticDistortion,
  gridSample,
  affineGrid,
  randomAffine,
  randomErasing,
  randomHorizontalFlip,
} from "../src/index.ts";

type Augment = (images: Tensor, generator?: Generator) => Tensor;

const all: readonly (readonly [name: string, augment: Augment])[] = [
  [
    "randomAffine",
    (images, generator) =>
      randomAffine(images, {
        degrees: 20,
        translate: [0.1, 0.2],
        scale: [0.8, 1.2],
        shear: 10,
        ...(generator && { generator }),
      }),
  ],
  [
    "elasticDistortion",
    (x, generator) => elasticDistortion(x, { ...(generator && { generator }) }),
  ],
  ["randomErasing", (x, generator) => randomErasing(x, { ...(generator && { generator }) })],
  ["cutout", (x, generator) => cutout(x, 6, { ...(generator && { generator }) })],
  [
    "randomHorizontalFlip",
    (x, generator) => randomHorizontalFlip(x, { ...(generator && { generator }) }),
  ],
];

describe.each(all)("%s", (name, augment) => {
  const images = rand([16, 2, 12, 10], { generator: new Generator(3) });

  test("draws for each image by itself, the same for the same seed", () => {
    const same = zeros([16, 2, 12, 10]).add(images.at(0)) as Tensor;
    const [one, again, other] = [1, 1, 2].map((seed) => {
      return augment(same, new Generator(seed)).toArray() as number[][][][];
    });
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(new Set(one!.map((image) => JSON.stringify(image))).size).toBeGreaterThan(1);
    // Channels of an image move together: what is in both is the same in both.
    const twice = augment(zeros([4, 2, 12, 10]).add(arange(10)) as Tensor, new Generator(5));
    for (const [a, b] of twice.toArray() as number[][][][]) expect(a).toEqual(b);
  });

  test("draws anew in each replay of a compiled step, which is compiled once", () => {
    const step = compile((x: Tensor) => augment(x));
    const first = step(images).toArray();
    const before = countPrograms().compiled;
    const rest = [1, 2, 3].map(() => step(images).toArray());
    expect(countPrograms().compiled).toBe(before);
    expect(rest).not.toContainEqual(first);
  });

  test("takes bytes, no images, and one pixel", () => {
    const bytes = images.mul(255).cast("uint8") as Tensor;
    expect(augment(bytes).shape).toEqual([16, 2, 12, 10]);
    expect(augment(zeros([0, 2, 4, 4])).shape).toEqual([0, 2, 4, 4]);
    expect(augment(ones([3, 1, 1, 1])).shape).toEqual([3, 1, 1, 1]);
  });

  test("says what axes images have", () => {
    expect(() => augment(zeros([28, 28]))).toThrow(
      `${name}: needs images of [batch, channels, height, width]; got [28, 28].`,
    );
  });
});

test("types keep shapes; bytes stay bytes where nothing is mixed", () => {
  const bytes = zeros([2, 1, 4, 4], { dtype: "uint8" });
  const moved: Tensor<[2, 1, 4, 4], "float32"> = randomAffine(bytes);
  const bent: Tensor<[2, 1, 4, 4], "float32"> = elasticDistortion(bytes);
  const erased: Tensor<[2, 1, 4, 4], "uint8"> = randomErasing(bytes);
  const cut: Tensor<[2, 1, 4, 4], "uint8"> = cutout(bytes, 2);
  const flipped: Tensor<[2, 1, 4, 4], "uint8"> = randomHorizontalFlip(bytes);
  expect([moved, bent, erased, cut, flipped].map(({ dtype }) => dtype)).toEqual([
    "float32",
    "float32",
    "uint8",
    "uint8",
    "uint8",
  ]);
});

/** Images whose elements are the columns, and those whose elements are the rows, that they are at. */
function places(batch: number, length: number): Tensor {
  const at = arange(length, { dtype: "float64" });
  const both = zeros([batch, 2, length, length], { dtype: "float64" });
  const rows = at.reshape([length, 1]).mul(tensor([[[0]], [[1]]], { dtype: "float64" }));
  return both.add(at.mul(tensor([[[1]], [[0]]], { dtype: "float64" }))).add(rows) as Tensor;
}

test("a shift is the same for all of an image, as far as it may be, and evenly so", () => {
  const moved = randomAffine(places(500, 20), {
    translate: [0.1, 0.2],
    generator: new Generator(1),
  });
  const offsets = moved.sub(places(500, 20)).at(":", ":", [8, 12], [8, 12]);
  const [low, high] = [offsets.min([2, 3]), offsets.max([2, 3])];
  expect(high.sub(low).max().item()).toBeLessThan(1e-12);
  const [across, down] = [high.at(":", 0).abs(), high.at(":", 1).abs()];
  expect([across.max().item(), down.max().item()]).toEqual([
    expect.closeTo(2, 1),
    expect.closeTo(4, 1),
  ]);
  // Of 500 draws, the mean of the lengths is within four standard errors of half the longest.
  expect(Math.abs(across.mean().item() - 1)).toBeLessThan((4 * 2) / Math.sqrt(12 * 500));
  expect(Math.abs(down.mean().item() - 2)).toBeLessThan((4 * 4) / Math.sqrt(12 * 500));
});

test("displacements are smoothed draws", () => {
  const [length, alpha, sigma] = [12, 3, 1.5];
  const bent = elasticDistortion(places(1, length), { alpha, sigma, generator: new Generator(9) });
  const generator = new Generator(9);
  const [across, down] = [0, 1].map(() => {
    const drawn = rand([length, length], { dtype: "float64", generator }).toArray() as number[][];
    return (i: number, j: number): number => {
      let [sum, weights] = [0, 0];
      for (let k = -20; k <= 20; k++) {
        for (let l = -20; l <= 20; l++) {
          const weight = Math.exp(-(k * k + l * l) / (2 * sigma * sigma));
          weights += weight;
          sum += weight * (2 * (drawn[i + k]?.[j + l] ?? 0.5) - 1);
        }
      }
      return (alpha * sum) / weights;
    };
  });
  const found = bent.toArray() as number[][][][];
  for (let i = 3; i < length - 3; i++) {
    for (let j = 3; j < length - 3; j++) {
      expect(found[0]![0]![i]![j]! - j).toBeCloseTo(across!(i, j), 10);
      expect(found[0]![1]![i]![j]! - i).toBeCloseTo(down!(i, j), 10);
    }
  }
});

/** The rectangles of zeros in images of ones, as lengths of their sides; they throw where zeros are no rectangle. */
function rectangles(images: Tensor): (readonly [high: number, wide: number])[] {
  return (images.toArray() as number[][][][]).map(([image]) => {
    const holes = image!.map((row) => row.filter((x) => x === 0).length);
    const wide = Math.max(...holes);
    expect(holes.every((count) => count === 0 || count === wide)).toBe(true);
    return [holes.filter((count) => count > 0).length, wide] as const;
  });
}

test("half of the images lose a rectangle of the sizes that are asked for", () => {
  const images = ones([1000, 1, 30, 20]);
  const sides = rectangles(randomErasing(images, { generator: new Generator(2) }));
  const some = sides.filter(([high]) => high > 0);
  // Four standard deviations of a thousand coins.
  expect(Math.abs(some.length - 500)).toBeLessThan(64);
  for (const [high, wide] of some) {
    expect(high * wide).toBeLessThan(0.4 * 600);
    expect(high / wide).toBeGreaterThan(0.2);
    expect(high / wide).toBeLessThan(5);
  }
  const [least, most] = [Math.min, Math.max].map((f) => f(...some.map(([h, w]) => h * w)));
  expect(least).toBeLessThan(30);
  expect(most).toBeGreaterThan(160);
});

test("squares are as large as asked for, but for what lies beyond the edges", () => {
  for (const size of [0, 1, 4, 5, 100]) {
    const sides = rectangles(cutout(ones([200, 1, 9, 9]), size, { generator: new Generator(6) }));
    const most = Math.min(size, 9);
    expect(Math.max(...sides.flat())).toBe(most);
    expect(sides.every(([high, wide]) => high <= most && wide <= most)).toBe(true);
  }
});

test("what is erased has the value that is asked for", () => {
  const images = ones([3, 1, 4, 4], { dtype: "uint8" });
  expect(cutout(images, 9, { value: 7 }).toArray()).toEqual(images.mul(7).toArray());
});

test.each<[sentence: string, made: () => unknown]>([
  [
    "gridSample: the grid must be [2, high, wide, 2]; got [1, 4, 4, 2].",
    () => gridSample(zeros([2, 1, 4, 4]), zeros([1, 4, 4, 2])),
  ],
  [
    "affineGrid: the matrices must be [batch, 2, 3]; got [2, 3].",
    () => affineGrid(zeros([2, 3]), [4, 4]),
  ],
  [
    "elasticDistortion: sigma must be a number above 0; got 0.",
    () => elasticDistortion(zeros([1, 1, 2, 2]), { sigma: 0 }),
  ],
  [
    "randomAffine: scale must be two numbers above 0; got 0,1.",
    () => randomAffine(zeros([1, 1, 2, 2]), { scale: [0, 1] }),
  ],
  [
    "randomErasing: ratio must be two numbers above 0; got 1,-1.",
    () => randomErasing(zeros([1, 1, 2, 2]), { ratio: [1, -1] }),
  ],
  [
    "randomErasing: scale must be two numbers above 0; got 2.",
    () => randomErasing(zeros([1, 1, 2, 2]), { scale: 2 as never }),
  ],
  [
    "randomErasing: probability must be from 0 to 1; got 2.",
    () => randomErasing(zeros([1, 1, 2, 2]), { probability: 2 }),
  ],
  [
    "randomHorizontalFlip: probability must be from 0 to 1; got -1.",
    () => randomHorizontalFlip(zeros([1, 1, 2, 2]), { probability: -1 }),
  ],
  ["cutout: the size must be an integer from 0; got 1.5.", () => cutout(zeros([1, 1, 2, 2]), 1.5)],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
