import { gradients } from "@chainrule/autograd";
import { Affine, ReLU, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { SGD } from "@chainrule/optimizers";
import {
  compile,
  type Engine,
  getEngine,
  rand,
  setEngine,
  type Tensor,
  tensor,
} from "@chainrule/tensor";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Profile, profile } from "../src/index.ts";

declare const performance: { now(): number };

const quiet = { runs: 4, warmup: 1, print: false } as const;

/** An engine that computes as the set one does, and does not say how long kernels take. */
function silentEngine(engine: Engine = getEngine()): Engine {
  return {
    name: "silent",
    prepare: (graph) => engine.prepare(graph),
    upload: (storage) => engine.upload(storage),
    read: (storage) => engine.read(storage),
  };
}

/** The kernels, and how often each runs. */
function timesOf({ rows }: Profile): Record<string, number> {
  const all = rows.map(({ kernel, times }) => [kernel, times] as const);
  return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test("every kernel of a call, with what it computes, its sizes and how often it runs", () => {
  const x = rand([64, 48]).keep();
  const y = rand([48, 32]).keep();
  const found = profile(() => {
    x.matmul(y).relu().data();
    x.matmul(y).softmax().data();
    y.sort(0).data();
  }, quiet);
  expect(timesOf(found)).toMatchInlineSnapshot(`
    {
      "matmul: contract [64, 32, Σ48]": 2,
      "softmax: loop [64, 32]": 2,
      "softmax: loop [64, Σ32]": 2,
      "softmax: loop [64]": 1,
      "sort: loop [1536]": 2,
      "sort: loop [48, 32]": 1,
      "sort: sort [1, 48, 32] along 1": 1,
    }
  `);
});

describe("milliseconds are those of a call", () => {
  const engine = getEngine();

  afterEach(() => {
    setEngine(engine);
    vi.restoreAllMocks();
  });

  test("of each kernel, the longest first, and of what is outside of kernels", () => {
    let now = 1000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const kernels = [
      { kernel: "a short one", milliseconds: 1 },
      { kernel: "a long one", milliseconds: 2 },
      { kernel: "a long one", milliseconds: 5 },
    ];
    setEngine({
      ...silentEngine(),
      profile: (f) => {
        f();
        return kernels;
      },
    });
    const found = profile(
      () => {
        now += 10;
      },
      { ...quiet, runs: 2, warmup: 3 },
    );
    expect(found).toEqual({
      rows: [
        { kernel: "a long one", times: 1, milliseconds: 3.5 },
        { kernel: "a short one", times: 0.5, milliseconds: 0.5 },
      ],
      milliseconds: 10,
      outside: 6,
      runs: 2,
    });
  });

  test("as the engine measures them", () => {
    const x = rand([300, 300]).keep();
    const { rows, outside } = profile(() => x.matmul(x).exp().sum().item(), quiet);
    // 54 million operations take a millisecond at least.
    expect(rows[0]!.kernel).toContain("matmul");
    expect(rows[0]!.milliseconds).toBeGreaterThan(0.1);
    expect(outside).toBeGreaterThan(0);
  });
});

describe("a training step", () => {
  const model = new Sequential(new Affine(20, 16), new ReLU(), new Affine(16, 3));
  const parameters = model.parameters();
  const sgd = new SGD({ learningRate: 0.1 });
  const labels = tensor([0, 1, 2, 0], { dtype: "int32" });
  const step = (x: Tensor<[4, 20]>): Tensor<[]> => {
    const loss = softmaxCrossEntropy(model.forward(x), labels);
    sgd.update(parameters, gradients(loss, parameters));
    return loss;
  };
  const x = rand([4, 20]).keep();

  test("runs so often, and trains each time", () => {
    let calls = 0;
    const before = step(x).item();
    profile(() => [calls++, step(x).item()], { runs: 7, warmup: 3, print: false });
    expect(calls).toBe(10);
    expect(step(x).item()).toBeLessThan(before);
  });

  test("has the same kernels captured", () => {
    const captured = compile(step);
    const names = (found: Profile): string[] => found.rows.map(({ kernel }) => kernel).toSorted();
    const eager = names(profile(() => step(x).item(), quiet));
    expect(names(profile(() => captured(x).item(), quiet))).toEqual(eager);
  });
});

test("the table", () => {
  const rows = [
    { kernel: "sum: loop [Σ1600]", times: 3 / 7, milliseconds: 0.25 },
    { kernel: "matmul: contract [40, 40, Σ40]", times: 2, milliseconds: 1 },
  ];
  expect(`\n${new Profile(rows, 2, 4).toString()}\n`).toMatchInlineSnapshot(`
    "
    kernel                           times     ms   share
    matmul: contract [40, 40, Σ40]       2  1.000    50 %
    sum: loop [Σ1600]               0.4286  0.250  12.5 %
    outside of kernels                      0.750  37.5 %

    2.000 ms a call, the mean of 4
    "
  `);
});

test("it is printed", () => {
  const texts: string[] = [];
  const found = profile(() => rand([3]).sum().item(), {
    ...quiet,
    print: (text) => texts.push(text),
  });
  expect(texts).toEqual([String(found)]);
});

test("a profile inside another takes its kernels for itself, and an error ends it", () => {
  const x = rand([40, 40]).keep();
  const run = (): unknown => x.matmul(x).data();
  let inner: Profile | undefined;
  const outer = profile(() => {
    run();
    inner = profile(run, { ...quiet, warmup: 0 });
  }, quiet);
  expect([outer.rows[0]!.times, inner!.rows[0]!.times]).toEqual([1, 1]);
  let calls = 0;
  const failing = (): void => {
    run();
    if (++calls > 2) throw new Error("stop");
  };
  expect(() => profile(failing, quiet)).toThrow("stop");
  expect(profile(run, quiet).rows[0]!.times).toBe(1);
});

describe("what cannot be profiled", () => {
  const run = (): number => rand([3]).sum().item();

  test.each<[what: string, call: () => unknown, message: string]>([
    [
      "nothing is read",
      () => profile(() => rand([3]).sum(), quiet),
      "profile: no kernel ran; read a result, or use what was updated, in the function.",
    ],
    [
      "a promise",
      () => profile(async () => await rand([3]).sum().read(), quiet),
      "profile: needs a function that is done when it returns; got a promise.",
    ],
    [
      "what is waited for like a promise",
      // oxlint-disable-next-line unicorn/no-thenable -- as the queries of some libraries, which are no promises
      () => profile(() => ({ then: () => run() }), quiet),
      "profile: needs a function that is done when it returns; got a promise.",
    ],
    [
      "no run",
      () => profile(run, { ...quiet, runs: 0 }),
      "profile: runs must be a whole number from 1; got 0.",
    ],
    [
      "half a run",
      () => profile(run, { ...quiet, runs: 0.5 }),
      "profile: runs must be a whole number from 1; got 0.5.",
    ],
    [
      "fewer than no calls before",
      () => profile(run, { ...quiet, warmup: -1 }),
      "profile: warmup must be a whole number from 0; got -1.",
    ],
    [
      "an unknown option",
      () => profile(run, { ...quiet, repeat: 3 } as object),
      "profile: there is no option repeat, only runs, warmup, print.",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });

  test("an engine that cannot tell", () => {
    const engine = getEngine();
    setEngine(silentEngine());
    try {
      expect(() => profile(run, quiet)).toThrow(
        "profile: the silent engine does not say how long kernels take.",
      );
    } finally {
      setEngine(engine);
    }
  });
});
