import { type Engine, type Graph, Node, type Storage, type TypedArray } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { afterEach, expect, test } from "vitest";
import {
  countPrograms,
  getEngine,
  Parameter,
  rand,
  setEngine,
  State,
  type Tensor,
  tensor,
  withoutAssignments,
} from "../src/index.ts";
import { scalars } from "../src/waiting.ts";

afterEach(() => {
  setEngine(undefined);
});

/** How many programs ran, and how many were compiled, while `f` did. */
function counting(f: () => void): { runs: number; compiled: number } {
  const before = countPrograms();
  f();
  const after = countPrograms();
  return { runs: after.runs - before.runs, compiled: after.compiled - before.compiled };
}

/** One step of gradient descent on the squared error of `x · w`, whose gradient is written out. */
function step(w: Parameter, x: Tensor, y: Tensor): { loss: Tensor; largest: Tensor } {
  const error = x.matmul(w).sub(y);
  const loss = error.square().mean();
  const largest = error.abs().max();
  w.assign(w.sub(x.mT.matmul(error).mul(0.1)));
  return { loss, largest };
}

const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const y = tensor([[1], [2], [3]]);
const start = (): Parameter => new Parameter([[1], [-1]], { name: "w" });

test("an assignment runs with the next reading, in one program with every metric", () => {
  const w = start();
  const { loss, largest } = step(w, x, y);
  const ran = counting(() => {
    expect(loss.item()).toBeCloseTo((4 + 9 + 16) / 3, 5);
    expect(largest.item()).toBe(4);
  });
  expect(ran.runs).toBe(1);
});

test("a loop compiles one program, whatever it reads and when", () => {
  const w = start();
  step(w, x, y).loss.item();
  step(w, x, y).loss.item();
  const ran = counting(() => {
    for (let i = 0; i < 10; i++) {
      const { loss, largest } = step(w, x, y);
      if (i % 3 === 0) loss.item();
      if (i % 4 === 1) largest.item();
    }
    w.toArray();
  });
  expect(ran).toEqual({ runs: 10, compiled: 0 });
});

test("a number that changes from step to step compiles nothing", () => {
  const w = start();
  const decay = (rate: number): void => w.assign(w.mul(rate));
  decay(0.5);
  w.toArray();
  const ran = counting(() => {
    for (let i = 1; i < 6; i++) decay(1 / i);
    w.toArray();
  });
  expect(ran).toEqual({ runs: 5, compiled: 0 });
});

test("a metric can be read several steps later", () => {
  const w = start();
  const losses = [0, 1, 2].map(() => step(w, x, y).loss);
  const ran = counting(() => {
    w.toArray();
  });
  expect(ran.runs).toBe(1);
  const read = counting(() => {
    expect(losses.map((loss) => loss.item()).length).toBe(3);
  });
  expect(read.runs).toBe(0);
});

test("every metric can be read after the update, however many there are", () => {
  const w = new Parameter([1, 2]);
  const metrics = Array.from({ length: 1000 }, (_, i) => w.mul(i).sum());
  w.assign([5, 5]);
  const ran = counting(() => {
    expect(w.toArray()).toEqual([5, 5]);
    expect(metrics.map((metric) => metric.item())).toEqual(metrics.map((_, i) => 3 * i));
  });
  expect(ran.runs).toBe(1);
});

test("of metrics that nobody reads only so many wait: the oldest are computed along with what is read", () => {
  const w = new Parameter([1, 2]);
  const unread: Tensor[] = [];
  const evaluate = (i: number): void => {
    const inputs = tensor([i, i]);
    unread.push(w.mul(inputs).sum());
    w.add(inputs).max().item();
  };
  for (let i = 0; i < 512; i++) evaluate(i);
  const before = counting(() => evaluate(512));
  const ran = counting(() => {
    for (let i = 513; i < 600; i++) evaluate(i);
  });
  expect(before.runs).toBe(2);
  expect(ran).toEqual({ runs: 2 * 87, compiled: 0 });
  expect(unread.filter(({ node }) => node.value !== null).length).toBe(600 - 512);
  w.assign([0, 0]);
  w.toArray();
  expect(unread.map((metric) => metric.item())).toEqual(unread.map((_, i) => 3 * i));
});

test("a tensor that is no scalar is gone after the update, and says so", () => {
  const w = start();
  const error = x.matmul(w).sub(y);
  w.assign(w.mul(2));
  w.toArray();
  expect(() => error.toArray()).toThrow(
    "read: it was built on a value of w [2, 1] that has been replaced, and was never computed; read it before the assignment runs, or mark it with keep().",
  );
});

test("keep() computes a tensor with the run that would lose it", () => {
  const w = start();
  const error = x.matmul(w).sub(y).keep();
  w.assign(w.mul(2));
  w.toArray();
  expect(error.toArray()).toEqual([[-2], [-3], [-4]]);
});

test("a failed reading leaves pending assignments alone", () => {
  const w = start();
  const late = w.mul(3);
  w.assign(w.mul(2));
  w.toArray();
  w.assign(w.mul(2));
  expect(() => late.toArray()).toThrow("replaced");
  expect(w.toArray()).toEqual([[4], [-4]]);
});

test("an assignment of what can no longer be computed drops them all, and says so", () => {
  const [w, v] = [start(), new Parameter([1], { name: "v" })];
  const late = w.mul(3);
  w.assign(w.mul(2));
  w.toArray();
  v.assign([2]);
  w.assign(late);
  expect(() => w.toArray()).toThrow(
    /^run: it failed, and the assignments to v, w were dropped: assign: it was built on a value of w \[2, 1\] that has been replaced/,
  );
  expect(v.toArray()).toEqual([1]);
  expect(w.toArray()).toEqual([[2], [-2]]);
});

test("a parameter used again runs what is pending", () => {
  const w = start();
  w.assign(w.mul(2));
  const ran = counting(() => {
    expect(w.add(1).toArray()).toEqual([[3], [-1]]);
  });
  expect(ran.runs).toBe(2);
});

test("assigning twice composes: for state in one program", () => {
  const total = new State([0, 0]);
  const ran = counting(() => {
    for (let i = 0; i < 4; i++) total.assign(total.add([1, i]));
    expect(total.toArray()).toEqual([4, 6]);
  });
  expect(ran.runs).toBe(1);
});

test("the last of two assignments stands", () => {
  const w = start();
  w.assign([[5], [5]]);
  w.assign([[6], [6]]);
  expect(w.toArray()).toEqual([[6], [6]]);
  w.assign([[7], [7]]);
  w.assign(w);
  expect(w.toArray()).toEqual([[7], [7]]);
});

test("what was built on pending state can be read after the state's run", () => {
  const mean = new State([0, 0]);
  mean.assign(mean.mul(0.9).add([1, 2]));
  const centred = tensor([10, 10]).sub(mean);
  tensor(1).add(1).item();
  expect(mean.toArray()).toEqual([1, 2]);
  mean.assign([0, 0]);
  tensor(1).add(1).item();
  expect(centred.toArray()).toEqual([9, 8]);
});

test("two networks updated in turns", () => {
  const [a, b] = [new Parameter([1, 2]), new Parameter([3, 4])];
  for (let i = 0; i < 3; i++) {
    const both = a.mul(b).sum();
    a.assign(a.sub(b.mul(0.1)));
    const after = a.mul(b).sum();
    b.assign(b.sub(a.mul(0.1)));
    expect(both.item()).toBeGreaterThan(after.item());
  }
  expect(a.toArray()).not.toEqual([1, 2]);
});

test("two updates from one state of affairs run in one program", () => {
  const [a, b] = [new Parameter([1, 2]), new Parameter([3, 4])];
  const [forA, forB] = [a.sub(b), b.sub(a)];
  a.assign(forA);
  b.assign(forB);
  const ran = counting(() => {
    expect(a.toArray()).toEqual([-2, -2]);
    expect(b.toArray()).toEqual([2, 2]);
  });
  expect(ran.runs).toBe(1);
});

test("variables that get one expression do not share it", () => {
  const [a, b] = [new Parameter([0, 0]), new Parameter([0, 0])];
  const same = tensor([1, 2]).mul(2);
  a.assign(same);
  b.assign(same);
  expect(same.toArray()).toEqual([2, 4]);
  a.assign(a.add(1));
  expect(a.toArray()).toEqual([3, 5]);
  expect(b.toArray()).toEqual([2, 4]);
  expect(same.toArray()).toEqual([2, 4]);
});

test("a tensor outlives the parameter's value that was made of it", () => {
  const given = tensor([1, 2]);
  const w = new Parameter(given);
  w.assign(given);
  w.assign(w.add(1));
  expect(w.toArray()).toEqual([2, 3]);
  expect(given.toArray()).toEqual([1, 2]);
  const copy = new Parameter(w);
  w.assign(w.add(1));
  w.toArray();
  expect(copy.toArray()).toEqual([2, 3]);
});

test("an assignment keeps shape and dtype", () => {
  const w = start();
  expect(() => w.assign([1, 2])).toThrow("assign: the shape must stay [2, 1]; got [2] for w.");
  expect(() => w.assign(tensor([[1], [2]], { dtype: "float64" }))).toThrow(
    "assign: the dtype must stay float32; got float64 for w.",
  );
});

test("a computed node forgets its inputs when its version is replaced, and not before", () => {
  const w = start();
  const early = x.matmul(w).sum();
  early.item();
  expect(early.node.forgotten).toBe(false);
  const late = x.matmul(w).mean();
  w.assign(w.mul(0.5));
  w.toArray();
  expect(early.node.forgotten).toBe(true);
  expect(late.node.forgotten).toBe(true);
  expect(late.node.inputs).toEqual([]);
});

test("a detached tensor forgets as soon as it is computed", () => {
  const w = start();
  const error = x.matmul(w).detach();
  error.toArray();
  expect(error.node.inputs).toEqual([]);
  expect(error.detach().node.primitive).toBe(null);
});

/** The reference engine, failing on programs that `fails` picks. */
function failing(fails: (graph: Graph) => boolean): Engine {
  const engine = referenceEngine();
  const prepare = (graph: Graph): ReturnType<Engine["prepare"]> => {
    if (fails(graph)) throw new Error("out of memory");
    return engine.prepare(graph);
  };
  return Object.assign(Object.create(engine) as Engine, { prepare });
}

test("a run that fails replaces nothing, drops its assignments and says so", () => {
  setEngine(failing((graph) => graph.steps.some(({ primitive }) => primitive === "sin")));
  const w = start();
  const bias = new Parameter([1], { name: "bias" });
  w.assign(w.sin());
  bias.assign(bias.add(1));
  expect(() => w.toArray()).toThrow(
    "run: it failed, and the assignments to w, bias were dropped: out of memory",
  );
  expect(w.toArray()).toEqual([[1], [-1]]);
  expect(bias.toArray()).toEqual([1]);
  w.assign(w.mul(2));
  expect(w.toArray()).toEqual([[2], [-2]]);
});

test("a scalar that cannot be computed does not fail later runs", () => {
  setEngine(failing((graph) => graph.steps.some(({ primitive }) => primitive === "sin")));
  const w = start();
  const bad = w.sin().sum();
  w.assign(w.mul(2));
  expect(() => w.toArray()).toThrow("out of memory");
  w.assign(w.mul(2));
  expect(w.toArray()).toEqual([[2], [-2]]);
  expect(() => bad.item()).toThrow("replaced");
});

test("an exception in the middle of a step leaves a state of affairs that goes on", () => {
  const w = start();
  const average = new State([0]);
  expect(() => {
    average.assign(average.add(1));
    throw new Error("stop");
  }).toThrow("stop");
  step(w, x, y);
  expect(average.toArray()).toEqual([1]);
});

test("interleaved asynchronous loops", async () => {
  const train = async (w: Parameter, losses: number[]): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      const { loss } = step(w, x, y);
      losses.push((await loss.read())[0]!);
    }
  };
  const [a, b] = [start(), start()];
  const [lossesA, lossesB]: [number[], number[]] = [[], []];
  await Promise.all([train(a, lossesA), train(b, lossesB)]);
  expect(lossesA.length).toBe(5);
  expect(lossesA).toEqual(lossesB);
  expect(a.toArray()).toEqual(b.toArray());
});

test("reading a parameter that is replaced meanwhile gives the value that was asked for", async () => {
  const w = start();
  const reading = w.read();
  w.assign(w.mul(2));
  w.toArray();
  expect(await reading).toEqual(new Float32Array([1, -1]));
});

test("assignments in withoutAssignments are seen inside and dropped outside", () => {
  const [w, count] = [start(), new State(0)];
  w.assign(w.mul(2));
  const inside = withoutAssignments(() => {
    count.assign(count.add(1));
    w.assign(w.mul(10));
    withoutAssignments(() => {
      count.assign(count.add(5));
      expect(count.item()).toBe(6);
    });
    expect(count.item()).toBe(1);
    return w.toArray();
  });
  expect(inside).toEqual([[20], [-20]]);
  expect(w.toArray()).toEqual([[2], [-2]]);
  expect(count.item()).toBe(0);
});

test("withoutAssignments drops them when the function throws", () => {
  const count = new State(0);
  expect(() =>
    withoutAssignments(() => {
      count.assign(count.add(1));
      throw new Error("stop");
    }),
  ).toThrow("stop");
  expect(count.item()).toBe(0);
});

test("scalars that nobody reads are not kept for ever", () => {
  const w = start();
  for (let i = 0; i < 2000; i++) w.sum();
  expect(w.sum().item()).toBe(0);
});

test("equal structures share a program, other sizes do not", () => {
  const product = (n: number): void => void rand([n, n]).mul(3).sum().item();
  product(7);
  expect(counting(() => product(7)).compiled).toBe(0);
  expect(counting(() => product(8)).compiled).toBe(1);
});

test("another engine is set by a call", () => {
  const engine = referenceEngine();
  setEngine(engine);
  expect(getEngine()).toBe(engine);
  expect(tensor([1, 2]).sum().item()).toBe(3);
});

test("an engine that reads asynchronously is read with read()", async () => {
  const inner = referenceEngine();
  const asynchronous: Engine = {
    name: "asynchronous",
    prepare: (graph) => {
      const program = inner.prepare(graph);
      return {
        run: (inputs, outputs) => {
          program.run(inputs, outputs);
          for (const output of outputs) {
            const data = inner.readSync!(output);
            output.residence = { engine: asynchronous, free: () => {} };
            values.set(output, data);
          }
        },
        toString: () => String(program),
      };
    },
    upload: (storage) => inner.upload(storage),
    read: (storage) => Promise.resolve(values.get(storage)!),
  };
  const values = new Map<Storage, TypedArray>();
  setEngine(asynchronous);
  const sum = tensor([1, 2]).sum();
  expect(() => sum.item()).toThrow(/use await read\(\)/);
  expect(await sum.read()).toEqual(new Float32Array([3]));
});

test("a value once computed is an input of later programs", () => {
  const big = x.matmul(x.mT).keep();
  big.toArray();
  const later = big.add(1);
  expect(later.node.inputs[0]).toBe(big.node);
  expect(big.node).toBeInstanceOf(Node);
  const ran = counting(() => later.toArray());
  expect(ran.runs).toBe(1);
});

test("scalars built on what is only tried do not wait for it to be replaced", () => {
  const weight = new Parameter([1, 2]);
  const before = new Set(scalars);
  withoutAssignments(() => {
    for (let i = 0; i < 10; i++) {
      weight.assign([i, i]);
      expect(weight.sum().item()).toBe(2 * i);
      weight.square().sum();
    }
  });
  expect(scalars.filter((scalar) => !before.has(scalar))).toHaveLength(0);
});
