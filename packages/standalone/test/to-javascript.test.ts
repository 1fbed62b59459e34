import {
  fromData,
  Parameter,
  rand,
  randn,
  State,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { type Named, toJavaScript } from "../src/index.ts";

type Values = Readonly<Record<string, ArrayLike<number>>>;

/** The exports of a file. */
interface File {
  readonly inputs: object;
  readonly results: object;
  readonly load: (weights?: unknown) => Promise<(inputs: Values) => Values>;
}

const open = async (code: string): Promise<File> =>
  (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as File;

const any = (value: unknown): never => value as never;

const w1 = randn([784, 128]).mul(0.05).detach() as Tensor;
const w2 = randn([128, 10]).mul(0.1).detach() as Tensor;
const mlp = ({ image }: { readonly image: Tensor }): { readonly logits: Tensor } => ({
  logits: image.matmul(w1).add(0.1).relu().matmul(w2) as Tensor,
});
const image = zeros([1, 784]) as Tensor;

test("a file gives what the function gives, to the bit, for typed arrays and others", async () => {
  const call = await (await open(toJavaScript(mlp, { image }).code)).load();
  for (let round = 0; round < 3; round++) {
    const x = rand([1, 784]) as Tensor;
    const wanted = mlp({ image: x }).logits.data();
    expect(call({ image: x.data() })["logits"]).toEqual(wanted);
    expect(call({ image: [...x.data()] })["logits"]).toEqual(wanted);
  }
});

test("weights may be apart, as a buffer or a view of one", async () => {
  const inside = await (await open(toJavaScript(mlp, { image }).code)).load();
  const { code, weights } = toJavaScript(mlp, { image }, { weights: "apart" });
  expect(weights.length).toBe(4 * (784 * 128 + 128 * 10) + 128);
  const { load } = await open(code);
  const wanted = inside({ image: rand([1, 784]).mul(0).add(1).data() });
  const around = new Uint8Array(weights.length + 5);
  around.set(weights, 5);
  for (const given of [weights, weights.slice().buffer, around.subarray(5)]) {
    expect((await load(given))({ image: Array.from({ length: 784 }, () => 1) })).toEqual(wanted);
  }
  for (const [given, length] of [
    [undefined, 0],
    [weights.subarray(1), weights.length - 1],
  ] as const) {
    await expect(load(given)).rejects.toThrow(
      `load: the weights must have ${weights.length} bytes; got ${length}.`,
    );
  }
});

test("results are copies, and functions have memories of their own", async () => {
  const { load } = await open(
    toJavaScript(({ x }) => ({ x, again: x, twice: x.mul(2) }), { x: zeros([2]) }).code,
  );
  const [first, second] = await Promise.all([load(), load()]);
  const before = first({ x: [1, 2] });
  expect(second({ x: [5, 6] })).toEqual({
    x: Float32Array.of(5, 6),
    again: Float32Array.of(5, 6),
    twice: Float32Array.of(10, 12),
  });
  first({ x: [3, 4] });
  expect(before).toEqual({
    x: Float32Array.of(1, 2),
    again: Float32Array.of(1, 2),
    twice: Float32Array.of(2, 4),
  });
  (before["x"] as Float32Array).fill(9);
  expect(before["again"]).toEqual(Float32Array.of(1, 2));
});

test("every dtype is given and comes out as its typed array", async () => {
  const x = {
    float32: zeros([2]),
    float64: zeros([2], { dtype: "float64" }),
    int32: zeros([2], { dtype: "int32" }),
    uint8: zeros([2], { dtype: "uint8" }),
    bool: zeros([2], { dtype: "bool" }),
  };
  const { inputs, results, load } = await open(toJavaScript((all) => all, x).code);
  const shape = [2];
  const types = Object.keys(x).map((dtype) => [dtype, { dtype, shape }]);
  expect(inputs).toEqual(Object.fromEntries(types));
  expect(results).toEqual(inputs);
  const call = await load();
  expect(
    call({
      float32: [0.1, NaN],
      float64: [0.1, -0],
      int32: [-1, 2 ** 31 - 1],
      uint8: [0, 255],
      bool: any([true, 3]),
    }),
  ).toEqual({
    float32: Float32Array.of(0.1, NaN),
    float64: Float64Array.of(0.1, -0),
    int32: Int32Array.of(-1, 2 ** 31 - 1),
    uint8: Uint8Array.of(0, 255),
    bool: Uint8Array.of(1, 1),
  });
});

test("names may be any, inputs unused, and functions without weights", async () => {
  const names = ["a b", "__proto__", "class", '"', "*/", "constructor"];
  const x: Named = Object.fromEntries(names.map((name) => [name, zeros([1])]));
  const f = (given: Named): Named =>
    Object.fromEntries(names.slice(1).map((name) => [name, given[name]!.neg() as Tensor]));
  const call = await (await open(toJavaScript(f, x).code)).load();
  const found = call(Object.fromEntries(names.map((name, i) => [name, [i]])));
  expect(Object.entries(found)).toEqual(
    names.slice(1).map((name, i) => [name, Float32Array.of(-i - 1)]),
  );
  expect(() => call(Object.fromEntries(names.slice(1).map((name) => [name, [1]])))).toThrow(
    "a b: needs 1 numbers, of shape [1]; got undefined.",
  );
});

test("a detached input is the input, and what was built before is a value", async () => {
  const before = tensor([1, 2]).mul(10);
  const noise = rand([2]);
  const f = ({ x }: { readonly x: Tensor }): { readonly y: Tensor } => ({
    y: x.detach().mul(x).add(before).add(noise) as Tensor,
  });
  const call = await (await open(toJavaScript(f, { x: zeros([2]) }).code)).load();
  expect(call({ x: [3, 4] })["y"]).toEqual(f({ x: tensor([3, 4]) as Tensor }).y.data());
});

test("state is as it was; nothing is assigned, and no random number is drawn", async () => {
  const count = new State(tensor(1));
  const weight = new Parameter([2, 3]);
  const { code } = toJavaScript(
    ({ x }) => {
      count.assign(count.add(1));
      return { y: x.mul(weight).add(count) };
    },
    { x: zeros([2]) },
  );
  expect(count.item()).toBe(1);
  weight.assign(tensor([0, 0]));
  const call = await (await open(code)).load();
  expect(call({ x: [1, 1] })["y"]).toEqual(Float32Array.of(4, 5));
  expect(call({ x: [1, 1] })["y"]).toEqual(Float32Array.of(4, 5));
});

test("the memory has as many pages as are needed", () => {
  const pages = (length: number): number => {
    const { code } = toJavaScript(({ x }) => ({ y: x.neg() }), { x: zeros([length]) });
    return Number(/initial: (\d+), maximum: \1 /.exec(code)![1]);
  };
  expect(pages(1)).toBe(1);
  expect(pages(8000)).toBe(1);
  expect(pages(8192)).toBe(2);
  expect(pages(1e6)).toBe(Math.ceil(8e6 / 65536));
});

describe("mistakes", () => {
  const x = zeros([2, 3]) as Tensor;
  test.each([
    [
      () =>
        toJavaScript(
          any(() => 3),
          { x },
        ),
      "toJavaScript: what the function returns must be tensors by name, as { scores: … }; got 3.",
    ],
    [
      () => toJavaScript((given) => any(given.x), { x }),
      "toJavaScript: what the function returns must be tensors by name",
    ],

    [
      () =>
        toJavaScript(
          any(() => Promise.resolve({ y: x })),
          { x },
        ),
      "toJavaScript: what the function returns must be tensors by name, as { scores: … }; got Promise.",
    ],
    [
      () => toJavaScript(() => any({ y: 1 }), { x }),
      "toJavaScript: result y must be a tensor; got 1.",
    ],
    [
      () => toJavaScript(any(x), { x }),
      "toJavaScript: what is written must be a function of tensors by name; got Tensor.",
    ],
    [
      () => toJavaScript((given) => given, any([1])),
      "toJavaScript: inputs must be tensors by name, as { x: zeros([1, 2]) }; got Array.",
    ],
    [
      () => toJavaScript((given) => given, any({ x: [1] })),
      "toJavaScript: input x must be a tensor; got Array.",
    ],
    [
      () => toJavaScript((given) => given, { x }, any({ weight: "apart" })),
      "toJavaScript: there is no option weight, only weights.",
    ],
    [
      () => toJavaScript((given) => given, { x }, any({ weights: "away" })),
      'toJavaScript: weights must be "inside" or "apart"; got "away".',
    ],
    [
      () => toJavaScript((given) => ({ y: given.x.add(rand([3])) }), { x }),
      "toJavaScript: the file draws no random numbers, as rand does; a model has none in evaluation mode, after model.evaluate().",
    ],
    [
      () => toJavaScript((given) => ({ y: given.x.add(given.x.sum().item()) }), { x }),
      "toJavaScript: the function must not read what it is given, or what it computes of that: elements are known only in the file.",
    ],
    [
      () => toJavaScript((given) => ({ y: given.x.add(given.x.data()[0]!) }), { x }),
      "toJavaScript: the function must not read what it is given",
    ],
    [
      () => {
        const parameter = new Parameter([1, 2, 3], { name: "scale" });
        const scaled = parameter.mul(2);
        parameter.assign([4, 5, 6]);
        parameter.data();
        toJavaScript((given) => ({ y: given.x.mul(scaled) }), { x });
      },
      "toJavaScript: the function uses a value of scale that has been replaced.",
    ],
  ])("%#", (act, sentence) => {
    expect(act).toThrow(sentence);
  });

  test.each([
    [undefined, "x: needs 6 numbers, of shape [2, 3]; got undefined."],
    [{}, "x: needs 6 numbers, of shape [2, 3]; got undefined."],
    [{ x: null }, "x: needs 6 numbers, of shape [2, 3]; got null."],
    [{ x: 3 }, "x: needs 6 numbers, of shape [2, 3]; got 3."],
    [{ x: "123456" }, "x: needs 6 numbers, of shape [2, 3]; got 123456."],
    [{ x: [1, 2] }, "x: needs 6 numbers, of shape [2, 3]; got 2."],
    [{ x: new Float32Array(7) }, "x: needs 6 numbers, of shape [2, 3]; got 7."],
    [{ x: [1, 2, 3, 4, "5", 6] }, "x: needs 6 numbers, of shape [2, 3]; got string at 4."],
    [
      {
        x: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
      "x: needs 6 numbers, of shape [2, 3]; got object at 0.",
    ],
    [{ x: new BigInt64Array(6) }, "x: needs 6 numbers, of shape [2, 3]; got bigint at 0."],
    [
      { x: new DataView(new ArrayBuffer(6)) },
      "x: needs 6 numbers, of shape [2, 3]; got [object DataView].",
    ],
  ])("of a file's caller: %#", async (given, sentence) => {
    const { load } = await open(toJavaScript((all) => all, { x }).code);
    const call = await load();
    expect(() => call(any(given))).toThrow(sentence);
    expect(call({ x: fromData(new Float32Array(6), [6]).data() })["x"]).toEqual(
      new Float32Array(6),
    );
  });
});
