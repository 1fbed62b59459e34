import { gradients, valueAndGradient } from "@chainrule/autograd";
import { reach } from "@chainrule/graph";
import {
  compile,
  countPrograms,
  Parameter,
  rand,
  scope,
  State,
  type Tensor,
  tensor,
  withoutAssignments,
} from "@chainrule/tensor";
import { beforeEach, describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

beforeEach(useReference);

describe("targets", () => {
  const x = tensor([1, 2, 3]);
  const y = x.square();
  const z = y.mul(x).sum();

  test("one, a list, a record", () => {
    expect(gradients(z, x).toArray()).toEqual([3, 12, 27]);
    expect(gradients(z, [x, y]).map((one) => one.toArray())).toEqual([
      [3, 12, 27],
      [1, 2, 3],
    ]);
    const { inner, outer } = gradients(z, { inner: x, outer: y });
    expect([inner.toArray(), outer.toArray()]).toEqual([
      [3, 12, 27],
      [1, 2, 3],
    ]);
    const bare = Object.assign(Object.create(null) as object, { x });
    expect(gradients(z, bare).x.toArray()).toEqual([3, 12, 27]);
    expect(gradients(z, [])).toEqual([]);
  });

  test("the result itself, twice, or with one element in several axes", () => {
    expect(gradients(z, [z, z]).map((one) => one.item())).toEqual([1, 1]);
    expect(gradients(z.reshape([1, 1]), x).toArray()).toEqual([3, 12, 27]);
  });

  test("a seed", () => {
    expect(gradients(y, x, { seed: [1, 0, -1] }).toArray()).toEqual([2, 0, -6]);
    expect(gradients(z, x, { seed: 2 }).toArray()).toEqual([6, 24, 54]);
  });

  test("every order", () => {
    let f: Tensor = x.pow(4).sum();
    const found: unknown[] = [];
    for (let order = 1; order <= 4; order++) {
      const dx = gradients(f, x);
      found.push(dx.toArray());
      f = dx.sum();
    }
    expect(found).toEqual([
      [4, 32, 108],
      [12, 48, 108],
      [24, 48, 72],
      [24, 24, 24],
    ]);
  });

  test("a value that was read is differentiated all the same", () => {
    const a = tensor([2, 3]);
    const b = a.square();
    expect(b.toArray()).toEqual([4, 9]);
    expect(gradients(b.sum(), a).toArray()).toEqual([4, 6]);
  });

  test("broadcasting is undone", () => {
    const row = tensor([1, 2, 3]);
    const column = tensor([[1], [2]]);
    const one = tensor(2);
    const sum = row.mul(column).mul(one).sum();
    const found = gradients(sum, [row, column, one]);
    expect(found.map((g) => g.toArray())).toEqual([[6, 6, 6], [[12], [12]], 18]);
  });

  test("nothing is built for what does not lead to a target", () => {
    const a = tensor([1, 2]);
    const b = tensor([3, 4]);
    const before = a.node.id;
    const count = (target: Tensor): number => {
      const result = a.exp().log().sin().mul(b).sum();
      const start = tensor(0).node.id;
      gradients(result, target);
      return tensor(0).node.id - start;
    };
    expect(count(b)).toBeLessThan(count(a));
    expect(before).toBeGreaterThanOrEqual(0);
  });

  test("a deep graph", () => {
    let deep: Tensor = tensor(1);
    const start = deep;
    for (let i = 0; i < 20_000; i++) deep = deep.add(start);
    expect(gradients(deep, start).node.dtype).toBe("float32");
  });

  test("a wide graph costs what its edges cost", () => {
    let wide: Tensor = tensor([1]);
    const start = wide;
    for (let i = 0; i < 40; i++) wide = wide.mul(wide);
    const before = tensor(0).node.id;
    gradients(wide.sum(), start);
    expect(tensor(0).node.id - before).toBeLessThan(300);
  });
});

describe("parameters and state", () => {
  test("a parameter is its leaf in the graph", () => {
    const w = new Parameter([1, 2], { name: "w" });
    const loss = w.square().sum();
    expect(gradients(loss, [w])[0].toArray()).toEqual([2, 4]);
  });

  test("of a version that was replaced, while the graph is whole", () => {
    const w = new Parameter([1, 2], { name: "w" });
    const x = tensor([3, 4]);
    const loss = w.mul(x).sum();
    w.assign([5, 6]);
    expect(w.toArray()).toEqual([5, 6]);
    expect(gradients(w.mul(x).sum(), w).toArray()).toEqual([3, 4]);
    expect(loss.item()).toBe(11);
    expect(() => gradients(loss, w)).toThrow("forgot");
  });

  test("asking for a gradient is no use of a parameter: nothing runs", () => {
    const w = new Parameter([1, 2], { name: "w" });
    const loss = w.square().sum();
    const { runs } = countPrograms();
    w.assign(w.sub(gradients(loss, w)));
    const again = gradients(loss, w);
    expect(countPrograms().runs).toBe(runs);
    expect(again.shape).toEqual([2]);
    expect(w.toArray()).toEqual([-1, -2]);
  });

  test("a pending expression of a state is an intermediate result", () => {
    const s = new State([1, 2], { name: "s" });
    const x = tensor([3, 4]);
    s.assign(x.mul(2));
    const y = s.square().sum();
    const [ds, dx] = gradients(y, [s, x]);
    expect([ds.toArray(), dx.toArray()]).toEqual([
      [12, 16],
      [24, 32],
    ]);
  });

  test("a training loop compiles its step once", () => {
    const w = new Parameter([[0.5], [-0.5]], { name: "w" });
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const step = (): number => {
      const loss = x.matmul(w).tanh().square().mean();
      w.assign(w.sub(gradients(loss, w).mul(0.01)));
      return loss.item();
    };
    step();
    const { compiled } = countPrograms();
    const losses = Array.from({ length: 5 }, step);
    expect(countPrograms().compiled).toBe(compiled);
    expect(losses.toSorted((a, b) => b - a)).toEqual(losses);
  });

  test("a function's assignments stay", () => {
    const calls = new State(0);
    const f = valueAndGradient((x: Tensor) => {
      calls.assign(calls.add(1));
      return x.square().sum();
    });
    f([1]);
    f([2]);
    expect(calls.item()).toBe(2);
  });
});

test("a matrix beside a batch of many gets one product, and none for each", () => {
  const x = rand([7, 5, 2]);
  const w = rand([2, 3]);
  const seed = rand([7, 5, 3]);
  const gradient = gradients(x.matmul(w), w, { seed });
  const products = reach([gradient.node]).open.filter((node) => node.primitive === "matmul");
  expect(products.map(({ shape }) => shape)).toEqual([[2, 3]]);
  const wanted = x.unsqueeze(3).mul(seed.unsqueeze(2)).sum([0, 1]);
  expect(gradient.sub(wanted).abs().max().item()).toBeLessThan(1e-5);
});

describe("errors", () => {
  const x = tensor([1, 2, 3]);
  const w = new Parameter([1, 2], { name: "weight" });

  test.each<[string, () => unknown, string]>([
    [
      "a vector",
      () => gradients(x.square(), x),
      "gradients: the result must be a scalar; got float32[3]: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.",
    ],
    [
      "integers",
      () => gradients(x.cast("int32").sum(), x),
      "gradients: the result must have a floating dtype; got int32[].",
    ],
    [
      "an integer target",
      () => gradients(x.sum(), x.cast("int32")),
      "gradients: the target (int32[3]) must have a floating dtype.",
    ],
    [
      "an unused parameter",
      () => gradients(x.sum(), [x, w]),
      "gradients: the result does not depend on weight (target 1, float32[2]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.",
    ],
    [
      "an unused entry of a record",
      () => gradients(x.sum(), { x, y: tensor(1) }),
      "gradients: the result does not depend on target y (float32[]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.",
    ],
    [
      "only through detach",
      () => gradients(x.detach().sum(), x),
      "gradients: the result does not depend on the target (float32[3]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.",
    ],
    [
      "the shape of a seed",
      () => gradients(x.square(), x, { seed: [1, 2] }),
      "gradients: the gradient of the result must have its shape [3]; got [2].",
    ],
    [
      "the dtype of a seed",
      () => gradients(x.sum(), x, { seed: tensor(1, { dtype: "float64" }) }),
      "gradients: the gradient of the result must have its dtype float32; got float64.",
    ],
    [
      "a target that is none",
      () => gradients(x.sum(), [null as never]),
      "gradients: target 0 must be a tensor; got null.",
    ],
    [
      "a result that is none",
      () => gradients(3 as never, x),
      "gradients: the result must be a tensor; got 3.",
    ],
    [
      "a result that is null",
      () => gradients(null as never, x),
      "gradients: the result must be a tensor; got null.",
    ],
  ])("%s", (_, f, sentence) => {
    expect(f).toThrow(sentence);
  });

  test("zeros where that is allowed", () => {
    const [dx, dw] = gradients(x.sum(), [x, w], { allowUnused: true });
    expect([dx.toArray(), dw.toArray()]).toEqual([
      [1, 1, 1],
      [0, 0],
    ]);
  });

  test("the way through what was forgotten", () => {
    const p = new Parameter([1, 2], { name: "p" });
    const input = tensor([3, 4]);
    const loss = p.mul(input).square().sum();
    p.assign(p.sub(gradients(loss, p)));
    loss.item();
    expect(() => gradients(loss, input)).toThrowErrorMatchingInlineSnapshot(
      `[Error: gradients: the way leads through a computed result of sum, float32[], which forgot what it was computed from when a parameter or state it was built on was replaced; take the gradients before the assignment runs, build it again, or cut it off with detach().]`,
    );
    expect(gradients(loss.mul(2), loss).item()).toBe(2);
    expect(gradients(loss.detach().mul(input).sum(), input).shape).toEqual([2]);
    const later = tensor([1, 1]);
    expect(gradients(later.mul(loss).sum(), later).shape).toEqual([2]);
  });
});

test("what is built on the way back is called after where it comes from", () => {
  const x = tensor([1, 2]);
  const y = scope("Affine(2, 2)", () => x.softmax());
  const dx = gradients(y.square().sum(), x);
  const seen = new Set<string>();
  const stack = [dx.node];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    seen.add(`${node.debug.module}: ${node.debug.operation}`);
    stack.push(...node.inputs);
  }
  expect(seen).toContain("Affine(2, 2): gradient of softmax");
  expect(seen).toContain(": gradient of square");
});

describe("for parameters that were assigned before, in the same step", () => {
  /** Two updates, one after the other, and the gradients that a third would take. */
  function descent(): number[][] {
    const [p, q] = [new Parameter([1, 2]), new Parameter([3, -1])];
    const run = (): Tensor[] => {
      const loss = (): Tensor => p.mul(q).sum().add(p.square().mul(q).sum());
      for (let update = 0; update < 2; update++) {
        const [dp, dq] = gradients(loss(), [p, q]);
        p.assign(p.sub(dp.mul(0.25)));
        q.assign(q.sub(dq.mul(0.5)));
      }
      return gradients(loss(), [q, p, q]);
    };
    return kinds[kind]!(run).map((one) => one.toArray() as number[]);
  }

  /** A copy of one in the other, of which both are used, and so is what was assigned. */
  function copied(): number[][] {
    const [p, q] = [new Parameter([1, 2]), new Parameter([3, -1])];
    const run = (): Tensor[] => {
      const next = q.mul(2);
      q.assign(next);
      p.assign(q as Tensor);
      return gradients(p.square().add(q.mul(10)).add(next.mul(100)).sum(), [p, q]);
    };
    return kinds[kind]!(run).map((one) => one.toArray() as number[]);
  }

  type Kind = (run: () => Tensor[]) => Tensor[];
  const kinds: Readonly<Record<string, Kind>> = {
    built: (run) => run(),
    compiled: (run) => (compile(run) as () => Tensor[])(),
    tried: (run) => {
      const found = withoutAssignments(run);
      for (const one of found) one.toArray();
      return found;
    },
  };
  let kind = "built";

  test.each(["compiled", "tried"])(
    "they are those of what they became, where it is %s",
    (other) => {
      const expected = [descent(), copied()];
      expect(expected[1]).toEqual([
        [12, -4],
        [10, 10],
      ]);
      kind = other;
      expect([descent(), copied()]).toEqual(expected);
      kind = "built";
    },
  );

  test("a loss that was built before is still one of what they were", () => {
    const p = new Parameter([1, 2]);
    const run = (): Tensor => {
      const loss = p.square().sum();
      p.assign(p.mul(10));
      return gradients(loss, p);
    };
    expect(withoutAssignments(run).toArray()).toEqual([2, 4]);
    expect((compile(run) as () => Tensor)().toArray()).toEqual([2, 4]);
  });
});
