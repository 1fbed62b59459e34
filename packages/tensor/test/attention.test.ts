import { describe, expect, test } from "vitest";
import { dropout, scaledDotProductAttention } from "../src/functional.ts";
import {
  eye,
  Generator,
  ones,
  rand,
  randn,
  type Shape,
  type ShapeError,
  type shapes,
  Tensor,
  tensor,
  where,
  zeros,
} from "../src/index.ts";
import { equal, is } from "./shapes/is.ts";

const attend = scaledDotProductAttention;
const double = { dtype: "float64" } as const;
const generator = new Generator(1);
const [q, k, v] = [
  randn([2, 5, 4], { ...double, generator }),
  randn([2, 7, 4], { ...double, generator }),
  randn([2, 7, 3], { ...double, generator }),
];

function difference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return a.sub(b).abs().max().item();
}

test("is the formula", () => {
  const weights = q.matmul(k.matrixTranspose()).div(2).softmax();
  expect(difference(attend(q, k, v), weights.matmul(v))).toBeLessThan(1e-14);
  expect(difference(attend(q, k, eye(7)), weights)).toBeLessThan(1e-14);
  const flat = q.matmul(k.matrixTranspose()).mul(3).softmax().matmul(v);
  expect(difference(attend(q, k, v, { scale: 3 }), flat)).toBeLessThan(1e-14);
});

test("a query sees the keys that the mask has true for it", () => {
  const mask = rand([2, 5, 7], { generator }).greater(0.4);
  const bias = where(mask, 0, -Infinity);
  const weights = attend(q, k, eye(7), { mask });
  expect(weights.equal(0).equal(mask.not()).all().item()).toBe(1);
  expect(difference(attend(q, k, v, { mask: bias }), attend(q, k, v, { mask }))).toBe(0);
  const causal = ones([5, 7], { dtype: "bool" }).tril();
  const both = attend(q, k, v, { mask: mask.and(causal) });
  expect(difference(attend(q, k, v, { causal: true }), attend(q, k, v, { mask: causal }))).toBe(0);
  expect(difference(attend(q, k, v, { causal: true, mask }), both)).toBe(0);
  expect(difference(attend(q, k, v, { causal: true, mask: bias }), both)).toBe(0);
});

test("numbers of a mask are added to the scores", () => {
  const mask = randn([5, 7], { ...double, generator });
  const weights = q.matmul(k.matrixTranspose()).div(2).add(mask).softmax();
  expect(difference(attend(q, k, v, { mask }), weights.matmul(v))).toBeLessThan(1e-14);
});

test("a query that sees nothing gives 0, and others what they gave", () => {
  const mask = tensor([[false], [true], [true], [false], [true]]);
  const expected = where(mask, attend(q, k, v), 0);
  expect(difference(attend(q, k, v, { mask }), expected)).toBe(0);
  expect(difference(attend(q, k, v, { mask: where(mask, 0, -Infinity) }), expected)).toBe(0);
  expect(attend(ones([2, 4]), ones([0, 4]), ones([0, 3])).toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("a NaN that is seen stays one, one that is not does not matter", () => {
  const keys = tensor([[NaN], [1]]);
  const one = ones([1, 1]);
  expect(attend(one, keys, ones([2, 1])).item()).toBeNaN();
  expect(attend(one, keys, ones([2, 1]), { mask: [true, true] }).item()).toBeNaN();
  expect(attend(one, keys, ones([2, 1]), { mask: [NaN, 0] }).item()).toBeNaN();
  expect(attend(one, keys, ones([2, 1]), { mask: [false, true] }).item()).toBe(1);
});

test("leading axes broadcast: several heads of queries for one of keys", () => {
  const heads = randn([2, 3, 5, 4], { ...double, generator });
  const together = attend(heads, k.unsqueeze(1), v.unsqueeze(1));
  for (let head = 0; head < 3; head++) {
    const alone = attend(heads.at(":", head), k, v);
    expect(difference(together.at(":", head), alone)).toBeLessThan(1e-14);
  }
});

test("dropout takes weights away and makes the others larger", () => {
  const plain = attend(q, k, eye(7, 7, double));
  const dropped = attend(q, k, eye(7, 7, double), { dropout: 0.25, generator });
  const ratios = new Set(
    dropped
      .div(plain)
      .data()
      .map((one) => Math.round(one * 1e9) / 1e9),
  );
  expect(ratios).toEqual(new Set([0, 1.333333333]));
  const [one, other] = [1, 1].map((seed) =>
    attend(q, k, v, { dropout: 0.5, generator: new Generator(seed) }),
  );
  expect(difference(one!, other!)).toBe(0);
  expect(attend(q, k, v, { dropout: 1 }).abs().max().item()).toBe(0);
});

test("dropout leaves the share 1 − p, divided by it", () => {
  const y = dropout(ones([100, 100]), 0.2, { generator });
  expect(new Set(y.data())).toEqual(new Set([0, 1.25]));
  expect(y.mean().item()).toBeCloseTo(1, 1);
  expect(difference(dropout(q, 0), q)).toBe(0);
  is(dropout([[1, 2]]), [1, 2], "float32");
  is(dropout(zeros([3], double)), [3], "float64");
});

describe("types", () => {
  test("shapes and dtypes", () => {
    is(attend(q, k, v), [2, 5, 3], "float64");
    is(attend(ones([5, 4]), k, v, { causal: true }), [2, 5, 3], "float64");
    is(attend(ones([6, 1, 5, 4]), ones([8, 7, 4]), ones([7, 2])), [6, 8, 5, 2], "float32");
    is(attend([[1, 2]], [[3, 4]], [[true]]), [1, 1], "float32");
    is(attend(q, k, v, { mask: ones([5, 1], { dtype: "bool" }) }), [2, 5, 3], "float64");
    is(attend(ones([2, 2], { dtype: "int32" }), ones([3, 2]), [[1], [2], [3]]), [2, 1], "float32");
    const open = attend(q as Tensor, k, v);
    equal<typeof open, Tensor<Shape, "float64">>();
  });

  type Sentence<R> = R extends ShapeError<infer M> ? M : never;

  test("mistakes are the same sentences as at run time", () => {
    const lengths: Sentence<shapes.Scores<[2, 5, 4], [2, 7, 3]>> =
      "scaledDotProductAttention: query and key must have the same last length; got [2, 5, 4] and [2, 7, 3]";
    // @ts-expect-error
    expect(() => attend(q, v, v)).toThrow(lengths);
    const leading: Sentence<shapes.Scores<[2, 5, 4], [3, 7, 4]>> =
      "scaledDotProductAttention: leading axes must broadcast; got [2, 5, 4] and [3, 7, 4]";
    // @ts-expect-error
    expect(() => attend(q, ones([3, 7, 4]), v)).toThrow(leading);
    const leadingOfAll: Sentence<shapes.Attention<[2, 5, 4], [2, 7, 4], [3, 7, 4]>> =
      "scaledDotProductAttention: leading axes must broadcast; got [2, 5, 4] and [2, 7, 4] and [3, 7, 4]";
    // @ts-expect-error
    expect(() => attend(q, k, ones([3, 7, 4]))).toThrow(leadingOfAll);
    const places: Sentence<shapes.Attention<[2, 5, 4], [2, 7, 4], [2, 5, 4]>> =
      "scaledDotProductAttention: key and value must have the same last length but one; got [2, 7, 4] and [2, 5, 4]";
    // @ts-expect-error
    expect(() => attend(q, k, q)).toThrow(places);
    const axes: Sentence<shapes.Scores<[2, 5, 4], [4]>> =
      "scaledDotProductAttention: query, key and value need at least two axes; got [4]";
    // @ts-expect-error
    expect(() => attend(q, ones([4]), v)).toThrow(axes);
    const mask: Sentence<shapes.CheckMask<[2, 5, 7], [2, 7]>> =
      "scaledDotProductAttention: the mask must broadcast to [2, 5, 7]; got [2, 7]";
    // @ts-expect-error
    expect(() => attend(q, k, v, { mask: ones([2, 7], { dtype: "bool" }) })).toThrow(mask);
    const larger: Sentence<shapes.CheckMask<[2, 5, 7], [3, 1, 5, 7]>> =
      "scaledDotProductAttention: the mask must broadcast to [2, 5, 7]; got [3, 1, 5, 7]";
    // @ts-expect-error
    expect(() => attend(q, k, v, { mask: ones([3, 1, 5, 7]) })).toThrow(larger);
  });

  test("what types do not say", () => {
    const numbers = ones([5, 7], { dtype: "int32" });
    expect(() => attend(q, k, v, { mask: numbers })).toThrow(
      "scaledDotProductAttention: the mask must be booleans or floating numbers; got int32.",
    );
    const sentence = "dropout: p must be from 0 to 1; got 2.";
    expect(() => attend(q, k, v, { dropout: 2 })).toThrow(sentence);
    expect(() => dropout(q, 2)).toThrow(sentence);
    // @ts-expect-error
    expect(() => attend(q, k, v, { attnMask: true })).toThrow("there is no option attnMask");
  });
});
