import { afterEach, expect, test } from "vitest";
import {
  countPrograms,
  Generator,
  multinomial,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
  setSeed,
  type Tensor,
  tensor,
  zeros,
} from "../src/index.ts";

afterEach(() => {
  setSeed(0);
});

test("the numbers of a seed are these, on every engine", () => {
  const generator = new Generator(0);
  // Threefry-2×32-20 of counter 0 and key 0 is 6b200159 99ba4efe in the authors' test vectors.
  expect(rand([1], { generator }).item()).toBe((0x6b200159 >>> 8) / 2 ** 24);
});

test("a sequence goes on from draw to draw, whatever the shapes", () => {
  const whole = rand([2, 5], { generator: new Generator(3) }).data();
  const generator = new Generator(3);
  const parts = [rand([4], { generator }), rand([3, 2], { generator })];
  expect(parts.flatMap((part) => [...part.data()])).toEqual([...whole]);
  expect(generator.state).toEqual({ seed: 3, offset: 10 });
});

test("a tensor takes its place in the sequence when it is built", () => {
  setSeed(5);
  const [first, second] = [rand([2]), rand([2])];
  const late = second.toArray();
  const early = first.toArray();
  setSeed(5);
  expect(rand([4]).toArray()).toEqual([...early, ...late]);
});

test("seeds are independent, and the default is 0", () => {
  const [a, b] = [new Generator(1), new Generator(2)].map((generator) => rand([8], { generator }));
  expect(a!.sub(b!).abs().min().item()).toBeGreaterThan(0);
  setSeed(0);
  expect(rand([3]).toArray()).toEqual(rand([3], { generator: new Generator(0) }).toArray());
});

test("large seeds and offsets count in all their bits", () => {
  const [a, b] = [2 ** 40, 2 ** 41].map((seed) => rand([4], { generator: new Generator(seed) }));
  expect(a!.toArray()).not.toEqual(b!.toArray());
  const generator = new Generator(1);
  generator.state = { seed: 1, offset: 2 ** 32 - 2 };
  const across = rand([4], { generator }).toArray();
  generator.state = { seed: 1, offset: 2 ** 32 };
  expect(rand([2], { generator }).toArray()).toEqual(across.slice(2));
});

test("another draw of the same shape compiles nothing", () => {
  const draw = (): number => randn([10]).sum().item();
  draw();
  const { compiled } = countPrograms();
  expect(draw()).not.toBe(draw());
  expect(countPrograms().compiled).toBe(compiled);
});

test.each<[name: string, draw: (n: number) => Tensor, mean: number, variance: number]>([
  ["rand", (n) => rand([n], { dtype: "float64" }), 0.5, 1 / 12],
  ["rand in float32", (n) => rand([n]).cast("float64"), 0.5, 1 / 12],
  ["randn", (n) => randn([n], { dtype: "float64" }), 0, 1],
  ["randn in float32", (n) => randn([n]).cast("float64"), 0, 1],
  ["randint", (n) => randint(-2, 4, [n]).cast("float64"), 0.5, 35 / 12],
])("%s has the mean and variance of its distribution", (_, draw, mean, variance) => {
  const n = 20_000;
  const x = draw(n);
  // Five standard errors; that of the variance is below variance · √(2 / n).
  expect(Math.abs(x.mean().item() - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
  expect(Math.abs(x.variance().item() - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / n));
});

test("uniform numbers fall evenly", () => {
  const bins = rand([16_000]).mul(16).floor().cast("int32");
  const counts = Array.from({ length: 16 }, (_, i) => bins.equal(i).sum().item());
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 15 degrees of freedom: 0.1 % exceed 37.7.
  expect(chiSquare).toBeLessThan(37.7);
});

test("normal numbers have the tails they should", () => {
  const beyond = randn([100_000]).abs().greater(2).mean().item();
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.004);
  expect(randn([100_000]).abs().less(Infinity).all().item()).toBe(1);
});

test("randint keeps to its bounds", () => {
  const x = randint(3, 5, [1000]);
  expect([x.min().item(), x.max().item(), x.dtype]).toEqual([3, 4, "int32"]);
  const wide = randint(-1000, 1000, [1000]);
  expect([wide.min().item() < -900, wide.max().item() > 900]).toEqual([true, true]);
  expect(
    randint(-(2 ** 31), 2 ** 31, [1000])
      .abs()
      .max()
      .item(),
  ).toBeGreaterThan(2 ** 30);
  expect(randint(0, 256, [3], { dtype: "uint8" }).dtype).toBe("uint8");
});

test("the Like forms take shape and dtype", () => {
  const x = tensor([[1, 2]], { dtype: "float64" });
  expect([randLike(x).shape, randLike(x).dtype]).toEqual([[1, 2], "float64"]);
  expect(randnLike(tensor([1], { dtype: "int32" })).dtype).toBe("float32");
});

test("nothing is drawn for a shape of no elements", () => {
  const generator = new Generator(1);
  expect(rand([0, 3], { generator }).toArray()).toEqual([]);
  expect(generator.state.offset).toBe(0);
});

test("a refused draw draws nothing", () => {
  const generator = new Generator(1);
  for (const shape of [[-3], [NaN], [1.5]])
    expect(() => rand(shape, { generator })).toThrow("rand");
  expect(generator.state).toEqual({ seed: 1, offset: 0 });
});

test.each<[f: () => unknown, sentence: string]>([
  [() => rand([2], { dtype: "int32" as "float32" }), "rand: needs float32 or float64; got int32."],
  [
    () => randint(0, 2 ** 40, [1]),
    "randint: low must be an integer below high, both of int32; got 0 and 1099511627776.",
  ],
  [() => randint(0, 257, [1], { dtype: "uint8" }), "randint: 256 does not fit uint8."],
  [() => randint(-1, 2, [1], { dtype: "uint8" }), "randint: -1 does not fit uint8."],
  [
    () => {
      new Generator(1).state = { seed: 1, offset: NaN };
    },
    "offset: it must be an integer from 0 to 2⁵³ − 1; got NaN.",
  ],
  [() => new Generator(-1), "seed: it must be an integer from 0 to 2⁵³ − 1; got -1."],
  [
    () => {
      setSeed(0.5);
    },
    "seed: it must be an integer from 0 to 2⁵³ − 1; got 0.5.",
  ],
  [
    () => randint(2, 2, [1]),
    "randint: low must be an integer below high, both of int32; got 2 and 2.",
  ],
])("%s throws a sentence", (f, sentence) => {
  expect(f).toThrow(sentence);
});

/** How far counts are from what is expected, Σ (count − expected)² / expected; its mean is one less than there are kinds. */
function chiSquared(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
}

const weights = [3, 0, 1, 4, 2];

test("draws with replacement are as frequent as their weights", () => {
  const draws = multinomial(weights, 10_000, { replacement: true });
  expect([draws.shape, draws.dtype]).toEqual([[10_000], "int32"]);
  const counts = weights.map((_, i) => draws.equal(i).sum().item());
  expect(counts[1]).toBe(0);
  const expected = weights.map((weight) => weight * 1000);
  // 3 degrees of freedom: above 16.3 once in 1000 seeds.
  expect(chiSquared(counts.toSpliced(1, 1), expected.toSpliced(1, 1))).toBeLessThan(16.3);
});

test("draws without replacement are those of drawing one after another", () => {
  const rows = 20_000;
  const draws = multinomial(tensor(weights).expand([rows, 5]), 2);
  draws satisfies Tensor<[20_000, 2], "int32">;
  const keys = draws.toArray().map(([first, second]) => first! * 5 + second!);
  const pairs = weights.flatMap((a, i) =>
    weights.flatMap((b, j) =>
      i === j || a * b === 0 ? [] : [{ key: i * 5 + j, share: ((a / 10) * b) / (10 - a) }],
    ),
  );
  const counts = pairs.map(({ key }) => keys.filter((one) => one === key).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(rows);
  const expected = pairs.map(({ share }) => share * rows);
  // 11 degrees of freedom.
  expect(chiSquared(counts, expected)).toBeLessThan(31.3);
});

test("all orders are equally likely", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 2400; i++) {
    const order = String(randperm(4).data());
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  // 23 degrees of freedom.
  expect(chiSquared([...counts.values()], Array<number>(24).fill(100))).toBeLessThan(49.7);
});

test("a long permutation has each number once, and a generator draws it again", () => {
  const order = randperm(10_000, { generator: new Generator(2) });
  expect([...order.sort().data()]).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  expect(randperm(10_000, { generator: new Generator(2) }).data()).toEqual(order.data());
  expect(randperm(0).shape).toEqual([0]);
});

test("shares of weights so unlike that float32 has them as 0", () => {
  const draws = multinomial(tensor([1e-300, 1e-300, 0], { dtype: "float64" }), 400, {
    replacement: true,
  });
  const ones = draws.sum().item();
  expect(Math.abs(ones - 200)).toBeLessThan(50);
});

test.each<[what: string, draw: () => unknown, message: string]>([
  [
    "no axis",
    // @ts-expect-error the same sentence
    () => multinomial(3, 1),
    "multinomial: the weights need a last axis with elements; got [].",
  ],
  [
    "no weight",
    () => multinomial(zeros([2, 0]) as Tensor, 0),
    "multinomial: the weights need a last axis with elements; got [2, 0].",
  ],
  [
    "more than there are",
    // @ts-expect-error the same sentence
    () => multinomial([1, 2], 3),
    "multinomial: count must be an integer from 0 to 2, since none is drawn twice; got 3 of [2].",
  ],
  [
    "half a draw",
    () => multinomial([1, 2], 0.5, { replacement: true }),
    "multinomial: count must be an integer from 0; got 0.5 of [2].",
  ],
  [
    "a negative weight",
    () => multinomial([1, -2], 1),
    "multinomial: the weights must be finite and not below 0; got -2.",
  ],
  [
    "weights of 0",
    () =>
      multinomial(
        [
          [1, 2],
          [0, 0],
        ],
        1,
      ),
    "multinomial: at least 1 of the weights must be above 0; got [0, 0].",
  ],
  ["half a permutation", () => randperm(2.5), "randperm: n must be an integer from 0; got 2.5."],
])("%s cannot be drawn from: one sentence", (_what, draw, message) => {
  expect(draw).toThrow(message);
});
