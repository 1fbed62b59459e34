import { countPrograms, Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { lbfgs, type LBFGSOptions, type Minimum } from "../src/index.ts";

const vector = new Parameter([-1, 2]);

const precise: LBFGSOptions = { changeTolerance: 0, gradientTolerance: 1e-10 };

/** Rosenbrock's function of two halves, `Σ 100·(y − x²)² + (1 − x)²`, and its gradient. */
function rosenbrock(p: Parameter): [loss: Tensor, gradients: Tensor[]] {
  const half = p.shape[0]! / 2;
  const [x, y] = [p.slice([0], [half]), p.slice([half])] as [Tensor, Tensor];
  const [far, short] = [y.sub(x.square()), x.sub(1)];
  const dx = x.mul(far).mul(-400).add(short.mul(2));
  const loss = far.square().mul(100).add(short.square()).sum() as Tensor;
  return [loss, [dx.pad([[0, half]]).add(far.mul(200).pad([[half, 0]])) as Tensor]];
}

test.each([2, 20])("finds the minimum of Rosenbrock's function of %i numbers", (size) => {
  const start = Array.from({ length: size }, (_, i) => (i < size / 2 ? -1.2 : 1));
  const p = new Parameter(tensor(start, { dtype: "float64" }));
  const found = lbfgs([p], () => rosenbrock(p), precise);
  expect(found).toMatchObject({ reason: "gradient", converged: true });
  expect(found.loss).toBeLessThan(1e-20);
  expect(p.toArray()).toEqual(start.map(() => expect.closeTo(1, 9) as number));
  // SciPy's L-BFGS-B takes 36 steps and 44 evaluations for two numbers.
  expect(found.losses.length).toBeLessThan(50);
  expect(found.evaluations).toBeLessThan(70);
});

test("float32 comes as close as its losses tell places apart", () => {
  const p = new Parameter([-1.2, 1]);
  const found = lbfgs([p], () => rosenbrock(p));
  expect(found.converged).toBe(true);
  expect(found.loss).toBeLessThan(1e-7);
});

test("losses never rise, and all of it is one program", () => {
  const p = new Parameter(tensor([-1.2, 1], { dtype: "float64" }));
  let calls = 0;
  const before = countPrograms();
  const { losses, evaluations } = lbfgs([p], () => {
    calls++;
    return rosenbrock(p);
  });
  const after = countPrograms();
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  expect(calls).toBe(1);
  expect(after.compiled - before.compiled).toBeLessThanOrEqual(2);
  expect(evaluations).toBeGreaterThan(20);
});

/** `Σ w·(p − 3)²/2` of two parameters, one of float64. */
function bowl(): { parameters: Parameter[]; f: () => [loss: Tensor, gradients: Tensor[]] } {
  const parameters = [
    new Parameter(tensor([[5, -4]], { dtype: "float64" }), { name: "weight" }),
    new Parameter([7], { name: "bias" }),
  ];
  const weights = [tensor([[1, 10]], { dtype: "float64" }), tensor([4])];
  const f = (): [Tensor, Tensor[]] => {
    const errors = parameters.map((p) => p.sub(3));
    const losses = errors.map((e, i) => e.square().mul(weights[i]!).sum().cast("float64"));
    return [losses[0]!.add(losses[1]!).mul(0.5), errors.map((e, i) => e.mul(weights[i]!))];
  };
  return { parameters, f: f as () => [Tensor, Tensor[]] };
}

const values = (of: readonly Tensor[]): unknown[] => of.map((p) => p.toArray());

test.each<[options: LBFGSOptions, reason: Minimum["reason"], converged: boolean]>([
  [{ gradientTolerance: 1e-3, changeTolerance: 0 }, "gradient", true],
  [{ gradientTolerance: 0, changeTolerance: 1e-3 }, "change", true],
  [{ steps: 2 }, "steps", false],
])("says why it stops: %j", (options, reason, converged) => {
  const { parameters, f } = bowl();
  const found = lbfgs(parameters, f, options);
  expect(found).toMatchObject({ reason, converged, loss: found.losses.at(-1) });
  expect(found.loss).toBe(f()[0].item());
  const gradients = f()[1].flatMap((g) => [...g.data()]);
  expect(found.gradient).toBe(Math.max(...gradients.map(Math.abs)));
});

test("parameters of any dtype and shape come to the minimum", () => {
  const { parameters, f } = bowl();
  lbfgs(parameters, f);
  expect(values(parameters)).toEqual([[[expect.closeTo(3, 6), expect.closeTo(3, 6)]], [3]]);
});

test("a parameter that is not trainable keeps its value", () => {
  const { parameters, f } = bowl();
  parameters[0]!.trainable = false;
  expect(lbfgs(parameters, f).converged).toBe(true);
  expect(values(parameters)).toEqual([[[5, -4]], [3]]);
});

test("at the minimum nothing moves", () => {
  const p = new Parameter([0, 0]);
  const found = lbfgs([p], () => [p.square().sum(), [p.mul(2)]]);
  expect(found).toEqual({
    reason: "gradient",
    converged: true,
    loss: 0,
    losses: [0],
    gradient: 0,
    evaluations: 1,
  });
});

test("gradients that are not those of the loss end in the line search, where the last step has come to", () => {
  const p = new Parameter(tensor([1, 2], { dtype: "float64" }));
  const found = lbfgs([p], () => [p.square().sum(), [p.mul(-2)]]);
  expect(found).toMatchObject({ reason: "line search", converged: false, loss: 5 });
  expect(p.toArray()).toEqual([1, 2]);
});

test("a step into where there is no loss is made shorter", () => {
  const p = new Parameter(tensor([3], { dtype: "float64" }));
  // x − log x, whose logarithm is NaN below 0.
  const found = lbfgs([p], () => [p.sub(p.log()).sum(), [p.reciprocal().neg().add(1)]], precise);
  expect(found.converged).toBe(true);
  expect(p.item()).toBeCloseTo(1, 8);
});

test.each<[sentence: string, made: () => unknown]>([
  [
    "lbfgs: the loss must be a scalar; got [2].",
    () => lbfgs([vector], () => [vector.square(), [vector]]),
  ],
  [
    "lbfgs: the loss must be finite at the start; got NaN.",
    () => lbfgs([vector], () => [vector.log().sum(), [vector.reciprocal()]]),
  ],
  [
    "lbfgs: gradients must be finite at the start; got NaN.",
    () => lbfgs([vector], () => [vector.sum(), [vector.log()]]),
  ],
  [
    "lbfgs: needs one gradient for each parameter; got 1 parameters and 0 gradients.",
    () => lbfgs([vector], () => [vector.sum(), []]),
  ],
  ["lbfgs: the function must give [loss, gradients].", () => lbfgs([vector], (() => 1) as never)],
  [
    "lbfgs: steps must be an integer from 1; got 0.",
    () => lbfgs([vector], () => [vector.sum(), [vector]], { steps: 0 }),
  ],
  [
    "lbfgs: gradientTolerance must be a number from 0; got -1.",
    () => lbfgs([vector], () => [vector.sum(), [vector]], { gradientTolerance: -1 }),
  ],
  [
    "compile: a step cannot read what it computes",
    () => lbfgs([vector], () => [tensor(vector.sum().item()), [vector]]),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
  expect(vector.toArray()).toEqual([-1, 2]);
});
