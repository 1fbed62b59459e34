import {
  checkpoint,
  customFunction,
  gradient,
  gradients,
  hessian,
  jacobian,
  jvp,
  vjp,
  vmap,
} from "@chainrule/autograd";
import {
  compile,
  einsum,
  eye,
  fromData,
  Parameter,
  rand,
  randn,
  setSeed,
  stack,
  State,
  type Tensor,
  tensor,
  where,
  zeros,
} from "@chainrule/tensor";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();
beforeEach(() => {
  setSeed(1);
});

/** The examples of `x`, along an axis. */
const examples = (x: Tensor, axis = 0): Tensor[] => {
  const first = axis === 0 ? x : x.transpose();
  return Array.from({ length: x.shape[axis]! }, (_, i) => first.at(i));
};

const close = (got: Tensor, wanted: Tensor): void => {
  expect(got.shape).toEqual(wanted.shape);
  expect(got.sub(wanted).abs().max().item()).toBeLessThan(1e-5);
};

describe("vmap(f)(xs) = stack(f(x))", () => {
  const xs = randn([4, 3, 5]);
  const w = randn([5, 5]);
  const functions: Record<string, (x: Tensor) => Tensor> = {
    softmax: (x) => x.softmax(-1),
    "matrix products": (x) => x.matmul(w).matmul(x.transpose()),
    "products with what is outside on the left": (x) => w.matmul(x.transpose()),
    "a vector of each": (x) => x.mean(0).sub(x.max(0)),
    indexing: (x) => x.at(1).add(x.at("::2").sum(0).mul(2)),
    sorting: (x) => x.sort(1).cumsum(0),
    "einsum of itself": (x) => einsum("ij,kj->ik", x, x),
    "where, with masks of its own": (x) => where(x.greater(x.mean()), x, x.square()),
    "lookup with indices of its own": (x) => w.take(x.argmax(1), 0),
    "lookup of its own with indices of its own": (x) => x.take(x.argmax(1).mod(3), 0),
    normalisation: (x) => x.sub(x.mean(1, { keepDims: true })).div(x.std(1, { keepDims: true })),
    "nothing of it": () => w,
    itself: (x) => x,
  };
  test.each(Object.entries(functions))("%s", (_, f) => {
    close(vmap(f)(xs), stack(examples(xs).map(f)));
  });

  test("gradients inside are those of one example", () => {
    const loss = (one: Tensor): Tensor => one.matmul(w).tanh().square().sum();
    const each = examples(xs).map((x) => gradient(loss)(x) as Tensor);
    close(vmap(gradient(loss) as (x: Tensor) => Tensor)(xs), stack(each));
  });

  test("gradients outside pass through", () => {
    const f = (one: Tensor): Tensor => one.softmax(-1).matmul(w).max(1);
    const wanted = gradients(stack(examples(xs).map(f)).square().sum(), { xs, w });
    const got = gradients(vmap(f)(xs).square().sum(), { xs, w });
    close(got.xs, wanted.xs);
    close(got.w, wanted.w);
  });

  test("Hessians and Jacobian-vector products", () => {
    const rows = randn([4, 3]);
    const f = (x: Tensor): Tensor => x.pow(3).sum().mul(x.prod());
    close(vmap(hessian(f))(rows), stack(examples(rows).map((x) => hessian(f)(x))));
    const [, dy] = jvp(vmap(f), [rows], [rows]);
    close(dy, stack(examples(rows).map((x) => jvp(f, [x], [x])[1])));
  });
});

test("inputs may lie along any axis, or be the same for all", () => {
  const a = randn([3, 4]);
  const b = randn([2, 4, 3]);
  const c = randn([2]);
  const f = (x: Tensor, y: Tensor, z: Tensor): Tensor => y.mul(x.sum()).sum(1).add(z);
  const got = vmap(f, { inAxes: [1, -2, null], outAxes: 1 })(a, b, c);
  const wanted = stack(
    examples(a, 1).map((x, i) => f(x, b.at(":", i), c)),
    1,
  );
  close(got, wanted);
});

test("results may be lists and records", () => {
  const xs = tensor([
    [1, 2],
    [3, 4],
  ]);
  const { sum, parts } = vmap((x: Tensor) => ({ sum: x.sum(), parts: [x.mul(2), x.max()] }))(xs);
  expect(sum.toArray()).toEqual([3, 7]);
  expect(parts.map((part) => part.toArray())).toEqual([
    [
      [2, 4],
      [6, 8],
    ],
    [2, 4],
  ]);
});

test("mapped twice, it is a function of pairs", () => {
  const [a, b] = [randn([3, 2]), randn([4, 2])];
  const dots = vmap((x: Tensor) => vmap((y: Tensor) => x.mul(y).sum())(b) as Tensor)(a);
  close(dots, a.matmul(b.transpose()));
});

test("no examples give no results", () => {
  expect(vmap((x: Tensor) => x.matmul(eye(2)))(zeros([0, 3, 2])).shape).toEqual([0, 3, 2]);
});

test("compiled, it runs again on other elements", () => {
  const step = compile((xs: Tensor) => vmap((x: Tensor) => x.softmax())(xs) as Tensor);
  for (const xs of [randn([3, 2]), randn([3, 2])]) close(step(xs), xs.softmax(1));
});

describe("functions with a gradient of their own", () => {
  const xs = tensor([
    [1, -2],
    [3, 4],
  ]);

  test("keep it for gradients inside and outside", () => {
    const clipped = customFunction({
      name: "Clipped",
      forward: (x: Tensor, y: Tensor) => x.mul(y),
      backward: (g: Tensor, [x, y]: readonly [Tensor, Tensor]) => [
        g.mul(y).clamp(-1, 1),
        g.mul(x).sum().expand(y.shape),
      ],
    });
    const w = tensor([2, 0.5]);
    const one = (x: Tensor, v: Tensor): Tensor => clipped(x, v).sum();
    const inside = vmap((x: Tensor) => gradient(one)(x, w))(xs) as unknown as [Tensor, Tensor];
    const outside = gradients(vmap((x: Tensor) => one(x, w))(xs).sum(), [xs, w]);
    expect(inside[0].toArray()).toEqual([
      [1, 0.5],
      [1, 0.5],
    ]);
    expect(outside[0].toArray()).toEqual(inside[0].toArray());
    expect(outside[1].toArray()).toEqual(inside[1].sum(0).toArray());
    expect(outside[1].toArray()).toEqual([6, 6]);
  });

  test("may give none for an input", () => {
    const still = customFunction({
      name: "Still",
      forward: (x: Tensor, y: Tensor) => x.mul(y),
      backward: (g: Tensor, [, y]: readonly [Tensor, Tensor]) => [g.mul(y), null],
    });
    const ys = tensor([
      [5, 6],
      [7, 8],
    ]);
    const found = gradients(vmap((x: Tensor, y: Tensor) => still(x, y))(xs, ys).sum(), [xs, ys], {
      allowUnused: true,
    });
    expect(found.map((g) => g.toArray())).toEqual([ys.toArray(), zeros([2, 2]).toArray()]);
  });

  test("checkpoints and detached values", () => {
    const f = checkpoint((x: Tensor) => x.mul(x.detach()).square().sum());
    const got = gradients(vmap((x: Tensor) => f(x))(xs).sum(), xs);
    close(got, gradients(stack(examples(xs).map((x) => f(x))).sum(), xs));
  });
});

test("parameters get the sum over all examples, and assignments are dropped", () => {
  const p = new Parameter(tensor([1, 2]));
  const count = new State(0);
  const ys = vmap((x: Tensor) => {
    count.assign(count.add(x.sum()));
    return p.mul(x).add(count);
  })(
    tensor([
      [1, 0],
      [0, 1],
    ]),
  );
  expect(ys.toArray()).toEqual([
    [2, 1],
    [1, 3],
  ]);
  expect(gradients(ys.sum(), p).toArray()).toEqual([1, 1]);
  expect(count.item()).toBe(0);
});

test("a Jacobian of more rows than are built at once", () => {
  const w = randn([150, 4]);
  const f = (x: Tensor): Tensor =>
    w
      .matmul(x.reshape([4, 1]))
      .reshape([150])
      .tanh();
  const x = randn([4]);
  const [y, backward] = vjp(f, x);
  const units = examples(eye(150));
  const wanted = stack(units.map((unit) => (backward(unit) as unknown as [Tensor])[0]));
  expect(y.shape).toEqual([150]);
  close(jacobian(f)(x) as Tensor, wanted);
});

describe("mistakes", () => {
  const xs = randn([3, 2]);
  const mistakes: Record<string, [() => unknown, string]> = {
    "lengths that differ": [
      () => vmap((x: Tensor, y: Tensor) => x.add(y))(xs, randn([4, 2])),
      "vmap: all inputs must have the same number of examples; got 3 of input 0 and 4 of input 1.",
    ],
    "no axis": [() => vmap((x: Tensor) => x)(tensor(1)), "vmap: input 0 has no axis 0; got []."],
    "no such axis of a result": [
      () => vmap((x: Tensor) => x, { outAxes: 2 })(xs),
      "vmap: a result has no axis 2; got [3, 2].",
    ],
    "nothing mapped": [
      () => vmap((x: Tensor) => x, { inAxes: [null] })(xs),
      "vmap: at least one input must have an axis of examples.",
    ],
    "a list of axes that is too short": [
      () => vmap((x: Tensor, y: Tensor) => x.add(y), { inAxes: [0] })(xs, xs),
      "vmap: inAxes must have one entry for each of 2 inputs; got 1.",
    ],
    "an option that there is not": [
      () => vmap((x: Tensor) => x, { axis: 1 } as object)(xs),
      "vmap: there is no option axis",
    ],
    reading: [
      () => vmap((x: Tensor) => x.mul(x.sum().item()))(xs),
      "vmap: the function cannot read what it computes for one example; return the tensor, and read it outside.",
    ],
    "making a state": [
      () => vmap(((x: Tensor) => new State(x.mul(2))) as (x: Tensor) => Tensor)(xs),
      "vmap: the function cannot make a parameter or a state of what it computes for one example; make it outside.",
    ],
    "random numbers": [
      () => vmap((x: Tensor) => x.add(rand([2])))(xs),
      "vmap: the function must not draw random numbers, which would be the same for every example; draw them for all examples, and map over them.",
    ],
    "a number": [
      () => vmap(((x: Tensor) => x.shape[0]) as never as (x: Tensor) => Tensor)(xs),
      "vmap: the function must return tensors, alone or in lists and records; got 2.",
    ],
    "a promise": [
      () => vmap((async (x: Tensor) => Promise.resolve(x)) as never as (x: Tensor) => Tensor)(xs),
      "vmap: the function must return tensors, alone or in lists and records; got Promise.",
    ],
  };
  test.each(Object.entries(mistakes))("%s", (_, [f, message]) => {
    expect(f).toThrow(message);
  });

  test("constants and what is outside may be read", () => {
    const scale = fromData(Float32Array.of(2), []);
    const doubled = vmap((x: Tensor) => x.mul(scale.item() * tensor(0.5).item()))(xs);
    expect(doubled.toArray()).toEqual(xs.toArray());
  });
});

test("types: the number of examples is the first length of inputs and results", () => {
  const xs = zeros([5, 2, 3]);
  const f = vmap((x: Tensor<[2, 3], "float32">) => ({ y: x.sum(1), z: [x] as const }));
  const { y, z } = f(xs);
  expectTypeOf(y).toEqualTypeOf<Tensor<readonly [5, 2], "float32">>();
  expectTypeOf(z[0]).toEqualTypeOf<Tensor<readonly [5, 2, 3], "float32">>();
  // @ts-expect-error one example has two axes
  const wrong = () => f(zeros([5, 3]));
  // @ts-expect-error there is no second input
  const more = () => f(xs, xs);
  expectTypeOf([wrong, more]).toBeArray();
  const moved = vmap((x: Tensor<[2], "float32">) => x, { inAxes: 1 });
  expectTypeOf(moved(zeros([2, 5])).dtype).toEqualTypeOf<"float32">();
});
