import { eye, Generator, ones, rand, randn, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  Affine,
  constantly,
  LayerNorm,
  MultiheadAttention,
  Residual,
  Sequential,
} from "../src/index.ts";
import type { Sentence } from "./sentence.ts";

const generator = new Generator(1);
const [x, memory] = [randn([2, 5, 8], { generator }), randn([2, 7, 8], { generator })];

function difference(a: Tensor, b: Tensor): number {
  return a.sub(b).abs().max().item();
}

test("has four affine layers, with the first values of PyTorch", () => {
  const layer = new MultiheadAttention(64, 4, { generator });
  expect([...layer.namedParameters().keys()]).toEqual(
    ["query", "key", "value", "output"].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
  );
  const largest = (weight: Tensor): number => weight.abs().max().item();
  const wide = Math.sqrt(6 / (64 + 3 * 64));
  for (const { weight } of [layer.query, layer.key, layer.value]) {
    expect(largest(weight) / wide).toBeCloseTo(1, 2);
  }
  expect(largest(layer.output.weight) * 8).toBeCloseTo(1, 2);
  for (const { bias } of [layer.query, layer.key, layer.value, layer.output]) {
    expect(largest(bias!)).toBe(0);
  }
  const given = new MultiheadAttention(4, 2, { initializer: constantly(0.5), bias: false });
  expect(given.parameters().map((one) => [one.shape, one.mean().item()])).toEqual(
    Array.from({ length: 4 }, () => [[4, 4], 0.5]),
  );
  const double = new MultiheadAttention(4, 2, { dtype: "float64" });
  expect(double.forward(ones([3, 4])).dtype satisfies "float64").toBe("float64");
});

test("queries alone attend to themselves, with keys to those", () => {
  const layer = new MultiheadAttention(8, 2, { generator });
  expect(difference(layer.forward(x), layer.forward(x, x, x))).toBe(0);
  expect(difference(layer.forward(x, memory), layer.forward(x, memory, memory))).toBe(0);
  const alone = layer.forward(x.at(0), memory.at(0));
  expect(difference(layer.forward(x, memory).at(0), alone)).toBeLessThan(1e-6);
});

test("takes batches and sequences of nothing", () => {
  const layer = new MultiheadAttention(8, 2, { generator });
  expect(layer.forward(zeros([0, 5, 8])).shape).toEqual([0, 5, 8]);
  expect(layer.forward(zeros([2, 0, 8])).shape).toEqual([2, 0, 8]);
  expect(
    layer
      .forward(x, zeros([2, 0, 8]))
      .abs()
      .max()
      .item(),
  ).toBe(0);
});

test("causal attention does not see what comes later", () => {
  const layer = new MultiheadAttention(8, 4, { generator });
  const later = x.add(ones([5, 1]).tril(-3));
  const [before, after] = [x, later].map((one) => layer.forward(one, one, one, { causal: true }));
  const changed = before!.notEqual(after!).any([0, 2]).toArray();
  expect(changed).toEqual([false, false, false, true, true]);
});

test("a mask is one for all heads, and for each example its own where it says so", () => {
  const layer = new MultiheadAttention(8, 2, { generator });
  const short = layer.forward(x, memory.at(":", ":4"));
  const mask = tensor([true, true, true, true, false, false, false]);
  expect(difference(layer.forward(x, memory, memory, { mask }), short)).toBeLessThan(1e-6);
  const each = tensor([[[true, true, true, true, false, false, false]], [Array(7).fill(true)]]);
  const y = layer.forward(x, memory, memory, { mask: each as Tensor });
  expect(difference(y.at(0), short.at(0))).toBeLessThan(1e-6);
  expect(difference(y.at(1), layer.forward(x, memory).at(1))).toBeLessThan(1e-6);
});

test("a query that sees nothing gives the bias of the output", () => {
  const layer = new MultiheadAttention(8, 2, { generator });
  layer.output.bias!.assign(rand([8]));
  const mask = tensor([[false], [true], [true], [true], [true]]);
  const y = layer.forward(x, x, x, { mask });
  expect(y.at(0, 0).toArray()).toEqual(layer.output.bias!.toArray());
  expect(difference(y.at(":", "1:"), layer.forward(x).at(":", "1:"))).toBe(0);
});

test("dropout takes weights away while training only", () => {
  const layer = new MultiheadAttention(4, 1, { dropout: 0.5, generator });
  for (const { weight } of [layer.query, layer.key]) weight.assign(zeros([4, 4]));
  for (const { weight } of [layer.value, layer.output]) weight.assign(eye(4));
  // All weights of attention are ¼ before dropout.
  const weights = layer.forward(eye(4));
  expect(weights.notEqual(0).notEqual(weights.equal(0.5)).any().item()).toBe(0);
  expect(layer.forward(eye(4)).equal(weights).all().item()).toBe(0);
  expect(layer.evaluate().forward(eye(4)).equal(0.25).all().item()).toBe(1);
});

test("is a link of a Sequential, where it attends to what it is given", () => {
  const block = new Residual(new LayerNorm(8), new MultiheadAttention(8, 2));
  const model = new Sequential(new Affine(6, 8), block);
  model.forward(ones([2, 5, 6])).shape satisfies [2, 5, 8];
  expect(model.forward(ones([2, 5, 6])).shape).toEqual([2, 5, 8]);
  expect(String(new MultiheadAttention(8, 2, { dropout: 0.1 }))).toContain(
    "MultiheadAttention(8, 2, dropout 0.1) {\n  (query): Affine(8, 8)\n",
  );
});

test("shapes in types", () => {
  const layer = new MultiheadAttention(8, 2);
  const any: MultiheadAttention = layer;
  layer.forward(x).shape satisfies [2, 5, 8];
  layer.forward(x, memory).shape satisfies [2, 5, 8];
  layer.forward(x.at(0), memory, memory, { causal: true }).shape satisfies [2, 5, 8];
  any.forward(x).shape satisfies [2, 5, number];
  layer.forward(x as Tensor).shape.at(-1) satisfies number | undefined;
  expect(any.forward(x).shape).toEqual([2, 5, 8]);
});

test("mistakes are sentences in types, and errors at run time", () => {
  // @ts-expect-error
  expect(() => new MultiheadAttention(8, 3)).toThrow(
    "MultiheadAttention: the number of heads must divide the embedding; got 3 heads of 8.",
  );
  const [embedding, heads] = [8, 3] as [number, number];
  expect(() => new MultiheadAttention(embedding, heads)).toThrow("got 3 heads of 8.");
  expect(() => new MultiheadAttention(8, 2, { dropout: 2 })).toThrow(
    "MultiheadAttention: dropout must be from 0 to 1; got 2.",
  );
  const layer = new MultiheadAttention(8, 2);
  "MultiheadAttention(8, 2): the last length must be 8; got [5, 6]" satisfies Sentence<
    typeof layer,
    [5, 6]
  >;
  // @ts-expect-error
  expect(() => layer.forward(ones([5, 6]))).toThrow(
    "MultiheadAttention(8, 2).query Affine(8, 8): matmul: inner lengths 6 and 8 differ",
  );
  // @ts-expect-error
  expect(() => layer.forward(x, ones([2, 7, 6]))).toThrow("MultiheadAttention(8, 2).key Affine");
  // @ts-expect-error
  expect(() => layer.forward(x, memory, x)).toThrow("must have the same last length but one");
  // @ts-expect-error
  expect(() => layer.forward(x, memory, memory, { mask: ones([2, 5, 6]) })).toThrow(
    "MultiheadAttention(8, 2): scaledDotProductAttention: the mask must broadcast to [2, 2, 5, 7]",
  );
  // @ts-expect-error
  expect(() => layer.forward(ones([8]))).toThrow(
    "MultiheadAttention(8, 2): forward: the input needs at least two axes; got [8].",
  );
  // @ts-expect-error
  expect(() => layer.forward(x, x, x, { scale: 2 })).toThrow("only mask, causal");
});
