import { expect, test } from "vitest";
import {
  compile,
  countPrograms,
  Parameter,
  rand,
  retrace,
  setSeed,
  State,
  type Tensor,
  tensor,
  withoutAssignments,
  zeros,
} from "../src/index.ts";

function counting(f: () => void): { runs: number; compiled: number } {
  const before = countPrograms();
  f();
  const after = countPrograms();
  return { runs: after.runs - before.runs, compiled: after.compiled - before.compiled };
}

const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const y = tensor([[1], [2], [3]]);

/** A step of gradient descent that can be compiled or not. */
function descent(w: Parameter): (inputs: Tensor, targets: Tensor, rate: Tensor) => Tensor {
  return (inputs, targets, rate) => {
    const error = inputs.matmul(w).sub(targets);
    w.assign(w.sub(inputs.mT.matmul(error).mul(rate)));
    return error.square().mean();
  };
}

test("replays what the step does, and builds it once", () => {
  const [a, b] = [new Parameter([[1], [-1]]), new Parameter([[1], [-1]])];
  let built = 0;
  const plain = descent(a);
  const fast = compile((inputs: Tensor, targets: Tensor, rate: Tensor) => {
    built++;
    return descent(b)(inputs, targets, rate);
  });
  for (const rate of [0.01, 0.005, 0.02, 0.001]) {
    expect(fast(x, y, rate).item()).toBe(plain(x, y, tensor(rate)).item());
  }
  expect(built).toBe(1);
  expect(b.toArray()).toEqual(a.toArray());
});

test("every replay is one run of one program", () => {
  const step = compile(descent(new Parameter([[1], [-1]])));
  step(x, y, 0.1);
  const ran = counting(() => {
    for (let i = 0; i < 5; i++) step(x, y, i / 10);
  });
  expect(ran).toEqual({ runs: 5, compiled: 0 });
});

test("other shapes are traced anew", () => {
  let built = 0;
  const double = compile((v: Tensor) => {
    built++;
    return v.mul(2);
  });
  expect(double([1, 2]).toArray()).toEqual([2, 4]);
  expect(double([3, 4]).toArray()).toEqual([6, 8]);
  expect(double([[5]]).toArray()).toEqual([[10]]);
  expect(double(tensor([6, 7], { dtype: "int32" })).dtype).toBe("int32");
  expect(built).toBe(3);
});

test("steps are traced anew where asked, also while they are traced", () => {
  let [built, factor] = [0, new State(2)];
  const scaled = compile((v: Tensor) => {
    if (built++ === 1) retrace();
    return v.mul(factor);
  });
  expect(scaled([1, 2]).toArray()).toEqual([2, 4]);
  factor = new State(3);
  expect(scaled([1, 2]).toArray()).toEqual([2, 4]);
  retrace();
  for (const once of [2, 3, 3]) {
    expect(scaled([1, 2]).toArray()).toEqual([3, 6]);
    expect(built).toBe(once);
  }
});

test("random numbers differ from replay to replay, as they would without compile", () => {
  const noisy = compile((v: Tensor) => v.add(rand([3])));
  setSeed(4);
  const replayed = [noisy(zeros([3])), noisy(zeros([3]))].map((noise) => noise.toArray());
  setSeed(4);
  expect(replayed).toEqual([rand([3]).toArray(), rand([3]).toArray()]);
  setSeed(0);
});

test("they are drawn in the order of the step, used or not", () => {
  const step = (): Tensor => {
    const [a, b] = [rand([2]), rand([3])];
    rand([5]);
    return b.sum().sub(a.sum());
  };
  const three = (f: () => Tensor): number[] => {
    setSeed(4);
    return [f(), f(), f()].map((one) => one.item());
  };
  expect(three(compile(step))).toEqual(three(step));
  setSeed(0);
});

test("state goes on, and what is returned is taken apart and put together", () => {
  const count = new State(0);
  const step = compile((v: Tensor) => {
    count.assign(count.add(1));
    const sum = v.sum();
    return { sum, again: [sum, count.mul(10)] };
  });
  step([1, 2]);
  const { sum, again } = step([3, 4]);
  expect(sum.item()).toBe(7);
  expect(again.map((one) => one.item())).toEqual([7, 20]);
  expect(count.item()).toBe(2);
});

test("a variable that is returned has the value that the step gives it", () => {
  const [w, count] = [new Parameter([1, 2]), new State(0)];
  const step = compile((v: Tensor) => {
    w.assign(w.add(v));
    count.assign(count.add(1));
    return [w, count, w] as const;
  });
  for (const times of [1, 2]) {
    const results = step([1, 1]).map((one) => one.toArray());
    expect(results).toEqual([[1 + times, 2 + times], times, [1 + times, 2 + times]]);
  }
});

test("what drops assignments drops those of a compiled step", () => {
  const count = new State(0);
  const step = compile(() => {
    count.assign(count.add(1));
    return count.mul(10);
  });
  const tried = (): number => withoutAssignments(() => step().item());
  expect([tried(), step().item(), tried(), count.item()]).toEqual([10, 10, 20, 1]);
});

test("assignments that wait run before a replay", () => {
  const w = new Parameter([1, 2]);
  const double = compile(() => {
    w.assign(w.mul(2));
  });
  w.assign([5, 6]);
  double();
  w.assign(w.add(1));
  double();
  expect(w.toArray()).toEqual([22, 26]);
});

test("scalars built before on what a replay replaces can still be read", () => {
  const w = new Parameter([1, 2]);
  const double = compile(() => {
    w.assign(w.mul(2));
  });
  const before = w.sum();
  double();
  expect(before.item()).toBe(3);
  expect(before.node.forgotten).toBe(true);
});

test("a parameter can be an argument of a step that replaces it", () => {
  const w = new Parameter([1, 2]);
  const add = compile((v: Tensor) => {
    w.assign(w.add(v));
    return v.mul(1);
  });
  expect(add(w).toArray()).toEqual([1, 2]);
  expect(add(w).toArray()).toEqual([2, 4]);
  expect(w.toArray()).toEqual([4, 8]);
});

test("numbers that are no arguments are as they were when traced", () => {
  let rate = 1;
  const scale = compile((v: Tensor) => v.mul(rate));
  expect(scale([1]).toArray()).toEqual([1]);
  rate = 2;
  expect(scale([1]).toArray()).toEqual([1]);
});

test("so are tensors from outside, whether they were read before or not", () => {
  const w = new Parameter([1, 2]);
  const [double, square] = [w.mul(2), w.square()];
  square.toArray();
  const step = compile(() => [double.exp().log().round(), double.add(w), square.mul(1)]);
  const read = (): unknown => step().map((one) => one.toArray());
  expect(read()).toEqual([
    [2, 4],
    [3, 6],
    [1, 4],
  ]);
  w.assign([10, 20]);
  expect(read()).toEqual([
    [2, 4],
    [12, 24],
    [1, 4],
  ]);
});

test("a step that is not done when it returns is an error", () => {
  // Types forbid it.
  const step = compile((async () => tensor(await Promise.resolve(1))) as unknown as () => Tensor);
  expect(() => step()).toThrow("compile: a step must be done when it returns; got a promise.");
});

test("reading inside is an error, and leaves things as they were", () => {
  const w = new Parameter([1, 2]);
  const step = compile((v: Tensor) => {
    w.assign(w.add(v));
    return v.mul(w.sum().item());
  });
  expect(() => step([1, 1])).toThrow(
    "compile: a step cannot read what it computes while it is traced, as item() and masks do; return the tensor, and read it outside, or choose with where.",
  );
  expect(w.toArray()).toEqual([1, 2]);
});

test("reading a parameter that was assigned inside is an error", () => {
  const w = new Parameter([1, 2]);
  const step = compile((v: Tensor) => {
    w.assign(w.add(v));
    return v.mul(w.data()[0]!);
  });
  expect(() => step([1, 1])).toThrow("compile: a step cannot read what it computes");
  expect(w.toArray()).toEqual([1, 2]);
});

test("making a variable of what is computed inside is an error", () => {
  const step = compile((v: Tensor) => v.mul(new Parameter(rand([2]))));
  expect(() => step([1, 1])).toThrow(
    "compile: a step cannot make a parameter or a state of what it computes while it is traced; make it, and the layer that holds it, outside.",
  );
});

test("a variable that begins with the value of another may be made inside", () => {
  const w = new Parameter([1, 2]);
  w.assign(w.mul(2));
  let copy: State | undefined;
  const step = compile((v: Tensor) => {
    copy ??= new State(w as Tensor);
    return v.add(copy);
  });
  expect([step([1, 1]).toArray(), step([2, 2]).toArray()]).toEqual([
    [3, 5],
    [4, 6],
  ]);
});

type Step = ReturnType<typeof descent>;

test("inside another step it is a part of that one", () => {
  const rows: number[][][] = [];
  for (const wrapped of [(f: Step) => f, (f: Step) => compile(f) as Step]) {
    setSeed(3);
    const w = new Parameter([[1], [-1]]);
    const inner = wrapped((inputs: Tensor, targets: Tensor, rate: Tensor) =>
      descent(w)(inputs.add(rand([3, 2])), targets, rate),
    );
    const outer = compile((inputs: Tensor, rate: Tensor) => ({
      first: inner(inputs, y, rate),
      second: inner(inputs.mul(0.5), y, rate).square(),
    }));
    const losses: number[] = [];
    const step = (): void => {
      const { first, second } = outer(x, 0.01);
      losses.push(first.item(), second.item());
    };
    step();
    const ran = counting(() => {
      for (let i = 0; i < 3; i++) step();
    });
    expect(ran).toEqual({ runs: 3, compiled: 0 });
    rows.push([losses, w.data() as unknown as number[]].map((list) => Array.from(list)));
  }
  const [plainly, compiled] = rows;
  expect(new Set(plainly![0]).size).toBe(8);
  expect(compiled).toEqual(plainly);
});

test("reading what was there before is not", () => {
  const w = new Parameter([3, 4]);
  const step = compile((v: Tensor) => v.mul(w.sum().item() > 0 ? 1 : -1));
  expect(() => step([1, 1])).toThrow("compile");
  const outside = w.sum();
  const other = compile((v: Tensor) => v.mul(outside.item()));
  expect(other([1, 1]).toArray()).toEqual([7, 7]);
});

test("an argument may be detached", () => {
  const step = compile((a: Tensor) => a.detach().mul(2));
  expect(step([1]).toArray()).toEqual([2]);
  expect(step([5]).toArray()).toEqual([10]);
});

test("a replay that replaces nothing does not walk through what was computed before", () => {
  const w = new Parameter([[1], [-1]]);
  const double = compile((inputs: Tensor) => inputs.mul(2));
  double(x);
  const before = x.matmul(w).exp();
  before.toArray();
  const step = before.node.inputs[0]!;
  step.place = -7; // a walk numbers the nodes that it meets
  double(x);
  expect(step.place).toBe(-7);
});
