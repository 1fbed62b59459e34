import { checkGradients, gradient, jvp, vjp } from "@chainrule/autograd";
import { Generator, randn, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

const float64 = { dtype: "float64" } as const;
const generator = new Generator(11);
const drawn = (...shape: number[]): Tensor => randn(shape, { ...float64, generator });

const line = tensor([-4.2, -1.3, -0.4, 0.2, 0.9, 2.6, 3.7], float64);
const matrix = drawn(3, 4);
const cube = drawn(2, 3, 4);
const row = drawn(4);
const apart = tensor(
  [
    [3, -1, 2, 0.5],
    [0.1, 7, -2, 1],
    [-3, 2.5, 4, -0.2],
  ],
  float64,
);
const zeros = tensor(
  [
    [0, 2, 3],
    [1, 0, 0],
    [2, 3, -1],
  ],
  float64,
);
const index = tensor(
  [
    [2, 0, 1, 1],
    [1, 1, 0, 2],
  ],
  { dtype: "int32" },
);
const picks = tensor([2, 0, 2], { dtype: "int32" });

type Case = readonly [name: string, f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]];

const cases: readonly Case[] = [
  ["leakyRelu", (x) => x.leakyRelu(0.2), line],
  ["elu", (x) => x.elu(0.7), line],
  ["selu", (x) => x.selu(), line],
  ["gelu", (x) => x.gelu(), line],
  ["gelu, tanh", (x) => x.gelu({ approximate: "tanh" }), line],
  ["silu", (x) => x.silu(), line],
  ["softplus", (x) => x.softplus(), line],
  ["softplus, steep", (x) => x.softplus({ beta: 3, threshold: 5 }), line],
  ["softplus, at 0", (x) => x.sub(line).softplus(), line],
  ["softsign", (x) => x.softsign(), line],
  ["mish", (x) => x.mish(), line],
  ["mish, far out", (x) => x.mul(100).mish(), line],
  ["logSigmoid", (x) => x.logSigmoid(), line],
  ["logSigmoid, far out", (x) => x.mul(300).logSigmoid(), line],
  ["hardSigmoid", (x) => x.hardSigmoid(), line],
  ["hardSigmoid, its own line", (x) => x.hardSigmoid({ slope: 0.4, offset: 0.45 }), line],
  ["hardSwish", (x) => x.hardSwish(), line],
  ["erf", (x) => x.erf(), line],
  ["sin, cos, tan", (x) => x.sin().add(x.cos()).add(x.tan()), line],
  ["expm1, log1p", (x) => x.expm1().add(x.abs().log1p()), line],
  ["atan2", (y, x) => y.atan2(x), matrix, row],
  ["pow", (a, b) => a.abs().pow(b), matrix, row],
  ["mod", (a, b) => a.mod(b), matrix.mul(3), row.abs().add(0.5)],
  ["clamp", (x) => x.clamp(-1, 1), line],
  ["clamp, by tensors", (x, low) => x.clamp(low, low.add(1.5)), matrix, row],
  ["clamp, the wrong way round", (x, low) => x.clamp(low, low.sub(1)), matrix, row],
  [
    "floor, ceil, round, trunc, sign",
    (x) => x.floor().add(x.ceil()).add(x.round()).add(x.trunc()).add(x.sign()).add(x),
    line,
  ],
  ["norm", (x) => x.norm(1), matrix],
  ["norm, order 1", (x) => x.norm([0, 1], { order: 1 }), matrix],
  ["norm, order 3", (x) => x.norm(1, { order: 3, keepDims: true }), matrix],
  ["norm, order -2", (x) => x.norm(0, { order: -2 }), matrix],
  ["norm, order ∞", (x) => x.norm(1, { order: Infinity }), matrix],
  ["norm, order -∞", (x) => x.norm(1, { order: -Infinity }), matrix],
  ["std", (x) => x.std(0, { correction: 1 }), matrix],
  ["logSumExp", (x) => x.logSumExp([0, 2]), cube],
  ["prod", (x) => x.prod(1), zeros],
  ["sort", (x) => x.sort(1), apart],
  ["sort, descending", (x) => x.sort(0, { descending: true }).square(), apart],
  ["topK", (x) => x.topK(2, 0).values.square(), apart],
  ["cumsum", (x) => x.cumsum(1).square(), cube],
  [
    "cumsum, flat, from the end",
    (x) => x.cumsum(undefined, { reverse: true, exclusive: true }).square(),
    matrix,
  ],
  ["cumprod", (x) => x.cumprod(-1), zeros],
  ["cumprod, exclusive", (x) => x.cumprod(0, { exclusive: true }), zeros],
  ["tile", (x) => x.tile([2, 1, 3]).square(), matrix],
  ["repeat", (x) => x.repeat(2, 0).square(), matrix],
  ["repeat, by counts", (x) => x.repeat([2, 0, 1], 0).square(), matrix],
  ["roll", (x) => x.roll([1, -2], [0, 1]).mul(x), matrix],
  ["tril, triu", (x) => x.tril(1).mul(x.triu(-1)), cube],
  ["diagonal", (x) => x.diagonal(-1, 1, 2).square(), cube],
  ["trace", (x) => x.trace(1).square(), matrix],
  ["outer", (a, b) => a.outer(b), row, line],
  [
    "gather",
    (x) =>
      x
        .gather(
          tensor([[2, 0, 1, 1]], { dtype: "int32" })
            .expand([3, 4])
            .slice([0, 0], [3, 1]),
          1,
        )
        .square(),
    matrix,
  ],
  ["scatterAdd", (x, u) => x.scatterAdd(index, u, 0).square(), matrix, drawn(2, 4)],
  ["at, ranges", (x) => x.at(1, "::-2", [1, -1], null).square(), cube],
  ["at, index tensors", (x) => x.at(":", picks, [[0], [3]]).square(), cube],
  ["at, apart", (x) => x.at([[1], [0]], ":", picks).square(), cube],
  ["at, a mask", (x) => x.at(x.detach().greater(0)).square(), matrix],
];

const rows = cases.map(([name, f, ...inputs]) => [name, f, inputs] as const);

test.each(rows)("%s: first and second order", (_name, f, inputs) => {
  expect(checkGradients(f, inputs, { order: 2 }).assert().kinks).toEqual([]);
});

test.each(rows)("%s: ⟨vjp(g), v⟩ = ⟨g, jvp(v)⟩", (_name, f, inputs) => {
  const tangents = inputs.map(({ shape }) => drawn(...shape));
  const [y, dy] = jvp(f, inputs, tangents) as [Tensor, Tensor];
  const g = drawn(...y.shape);
  const back = vjp(f, ...inputs)[1](g, { allowUnused: true }) as readonly Tensor[];
  const left = back.reduce((sum, one, i) => sum + one.mul(tangents[i]!).sum().item(), 0);
  const right = dy.mul(g).sum().item();
  expect(Math.abs(left - right)).toBeLessThan(1e-10 * Math.max(1, Math.abs(left)));
});

test("where there is no derivative, the gradient is PyTorch's", () => {
  const at = (f: (x: Tensor) => Tensor, ...x: number[]): number[] =>
    Array.from(gradient((y: Tensor) => f(y).sum())(tensor(x, float64)).data());
  expect(at((x) => x.leakyRelu(0.1), 0)).toEqual([0.1]);
  expect(at((x) => x.elu(0.3), 0)).toEqual([0.3]);
  expect(at((x) => x.hardSigmoid(), -3, 3)).toEqual([0, 0]);
  expect(at((x) => x.hardSwish(), -3, 3)).toEqual([0, 1]);
  expect(at((x) => x.clamp(0, 1), 0, 1)).toEqual([1, 1]);
  expect(at((x) => x.norm(0, { order: 3 }), 0, 0)).toEqual([0, 0]);
  expect(at((x) => x.norm(0, { order: Infinity }), 3, -3)).toEqual([0.5, -0.5]);
});
