import { gradients } from "@chainrule/autograd";
import {
  BatchNorm1d,
  Dropout,
  MaxPool2d,
  Module,
  MultiheadAttention,
  Sequential,
  Affine,
  ReLU,
} from "@chainrule/layers";
import { binaryCrossEntropy, softmaxCrossEntropy } from "@chainrule/losses";
import { Adam, SGD } from "@chainrule/optimizers";
import {
  compile,
  constant,
  type Engine,
  getEngine,
  multinomial,
  Parameter,
  rand,
  randint,
  randn,
  setEngine,
  State,
  tensor,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { afterEach, describe, expect, test } from "vitest";
import { type Anomaly, AnomalyError, detectAnomalies } from "../src/index.ts";

const engine = getEngine();

afterEach(() => {
  if (getEngine() !== engine) throw new Error("the engine was not put back");
});

function errorOf(f: () => unknown, options = {}): AnomalyError {
  try {
    detectAnomalies(f, options);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  throw new Error("nothing was found");
}

function anomalyOf(f: () => unknown, options = {}): Anomaly {
  return errorOf(f, options).anomaly;
}

/** The message with lines of this file as numbers from the first that it names. */
function messageOf(f: () => unknown): string {
  const { message } = errorOf(f);
  let first: number | undefined;
  return message.replaceAll(
    /(?<=built at ).*\/(inspect\/test\/[\w.-]+):(\d+):\d+/g,
    (_, file, line) => {
      first ??= Number(line);
      return `${file}:${Number(line) - first}`;
    },
  );
}

class Logarithm extends Module {
  override describe(): string {
    return "Logarithm()";
  }

  forward(x: Tensor): Tensor {
    return x.log();
  }
}

class Net extends Module {
  hidden = new Affine(2, 2);
  logarithm = new Logarithm();

  constructor() {
    super();
    this.hidden.weight.assign([
      [1, 0],
      [0, 1],
    ]);
    this.hidden.bias!.assign([0, 0]);
  }

  forward(x: Tensor): Tensor {
    return this.logarithm.forward(this.hidden.forward(x) as Tensor);
  }
}

describe("the message", () => {
  test("forward: operation, module, line, extent and inputs", () => {
    const net = new Net();
    expect(
      messageOf(() =>
        net
          .forward(
            tensor([
              [1, 2],
              [-0.5, 3],
            ]),
          )
          .sum()
          .item(),
      ),
    ).toMatchInlineSnapshot(`
      "detectAnomalies: the first NaN came from log in Net.logarithm Logarithm(),
        built at inspect/test/detect-anomalies.test.ts:0,
        which gave float32[2, 2], NaN in 1 of 4 elements, the first at [1, 0],
        for [2, 2] from -0.5 to 3."
    `);
  });

  test("backward: what it is the gradient of, and both lines", () => {
    expect(
      messageOf(() => {
        const x = tensor([4, 0, 1]);
        const root = x.sqrt();
        return gradients(root.sum(), x);
      }),
    ).toMatchInlineSnapshot(`
      "detectAnomalies: the first infinity came from the gradient of sqrt (its div),
        built at inspect/test/detect-anomalies.test.ts:0,
        on the way back through sqrt, built at inspect/test/detect-anomalies.test.ts:-1,
        which gave float32[3], infinity in 1 of 3 elements, the first at [1],
        for [3] from 0 to 4."
    `);
  });

  test("of a composite, the primitive too; of a scalar, no place", () => {
    expect(messageOf(() => tensor(-1).rsqrt().item())).toMatchInlineSnapshot(`
      "detectAnomalies: the first NaN came from rsqrt (its sqrt),
        built at inspect/test/detect-anomalies.test.ts:0,
        which gave float32[],
        for -1."
    `);
  });

  test("given values", () => {
    expect(
      messageOf(() =>
        tensor([[1, NaN]])
          .mul(2)
          .sum(),
      ),
    ).toMatchInlineSnapshot(`
      "detectAnomalies: the first NaN was given in a tensor,
        built at inspect/test/detect-anomalies.test.ts:0,
        which is float32[1, 2], NaN in 1 of 2 elements, the first at [0, 1]."
    `);
    const w = new Parameter([NaN, 1], { name: "w" });
    expect(messageOf(() => w.mul(2))).toMatchInlineSnapshot(`
      "detectAnomalies: the first NaN was given in w,
        which is float32[2], NaN in 1 of 2 elements, the first at [0]."
    `);
  });
});

test("the parts of the anomaly", () => {
  const net = new Net();
  const { site, ...rest } = anomalyOf(() =>
    net.forward(
      tensor([
        [1, 2],
        [0, 3],
      ]),
    ),
  );
  expect(site).toMatch(/inspect\/test\/detect-anomalies\.test\.ts:\d+:\d+$/);
  expect(rest).toEqual({
    kind: "infinity",
    primitive: "log",
    operation: "log",
    module: "Net.logarithm Logarithm()",
    forward: null,
    shape: [2, 2],
    dtype: "float32",
    count: 1,
    index: [1, 0],
    inputs: [{ shape: [2, 2], range: [0, 3] }],
  });
});

test.each<[string, string, () => unknown]>([
  ["read inside", "log", () => tensor([-1]).log().item()],
  ["returned", "log", () => tensor([-1]).log()],
  ["returned in a record of lists", "log", () => ({ losses: [tensor([-1]).log()] })],
  ["never used", "log", () => void tensor([-1]).log()],
  ["hidden by what follows", "log", () => tensor([-1]).log().argmax()],
  ["assigned", "sqrt", () => new State([1]).assign(tensor([-1]).sqrt())],
  ["the first of two", "sqrt", () => tensor([-1]).sqrt().log()],
  ["of infinities", "sub", () => where([true], Infinity, tensor([1])).sub(Infinity)],
  ["of a constant", "mul", () => constant(NaN).mul(tensor([1]))],
  [
    "of a label that is none, which was computed",
    "softmaxCrossEntropy",
    () => softmaxCrossEntropy(randn([4, 3]), randint(5, 6, [4])),
  ],
  ["of finite numbers that are too large", "exp", () => tensor([100]).exp()],
  [
    "in the second order",
    "gradient of sqrt",
    () => {
      const x = tensor([1, 0]);
      const first = gradients(x.add(1e-38).sqrt().sum(), x);
      return gradients(first.sum(), x);
    },
  ],
])("found where it is %s", (_, operation, f) => {
  expect(anomalyOf(f).operation).toBe(operation);
});

test.each<[string, () => unknown]>([
  ["an infinite number", () => tensor([1, 2]).minimum(Infinity).sum()],
  ["an infinite constant", () => constant(Infinity).add(tensor([1]))],
  [
    "probabilities of 0 and 1, whose logarithms are bounded",
    () => binaryCrossEntropy(new Parameter([0, 1, 0.5, 0]), [1, 0, 1, 0]),
  ],
  ["a masked softmax", () => where([true, false], tensor([1, 2]), -Infinity).softmax()],
  ["max pooling with padding", () => new MaxPool2d(2, { padding: 1 }).forward(randn([1, 1, 4, 4]))],
  [
    "a power of negative numbers",
    () => {
      const x = tensor([-2, 0, 3]);
      return gradients(x.pow(2).sum(), x);
    },
  ],
  ["labels that are computed", () => softmaxCrossEntropy(randn([4, 3]), randint(0, 3, [4]))],
  ["integers", () => tensor([1, 0], { dtype: "int32" }).mul(3)],
  ["random numbers", () => [rand([100]), randn([100]), multinomial([0, 1], 1)]],
  [
    "a training step",
    () => {
      const model = new Sequential(
        new Affine(4, 8),
        new BatchNorm1d(8),
        new ReLU(),
        new Dropout(0.5),
        new Affine(8, 3),
      );
      const adam = new Adam();
      const loss = softmaxCrossEntropy(model.forward(randn([6, 4])), [0, 1, 2, 0, 1, 2]);
      adam.update(model.parameters(), gradients(loss, model.parameters()));
    },
  ],
])("nothing is wrong with %s", (_, f) => {
  expect(() => detectAnomalies(f)).not.toThrow();
});

test("a query from which a mask hides everything is no anomaly", () => {
  const attention = new MultiheadAttention(4, 2);
  const mask = tensor([[false], [true], [true]]);
  const x = randn([3, 4]);
  const loss = detectAnomalies(() => {
    const sum = attention.forward(x, x, x, { mask }).sum();
    return [sum, ...gradients(sum, attention.parameters())].map((one) => one.sum().item());
  });
  expect(loss.every(Number.isFinite)).toBe(true);
});

test("infinities may be allowed", () => {
  const x = tensor([1, 0]);
  expect(detectAnomalies(() => x.log().exp(), { infinities: false }).toArray()).toEqual([1, 0]);
  expect(anomalyOf(() => tensor([Infinity, 1]).mul(2)).operation).toBe("a tensor");
  expect(anomalyOf(() => tensor([Infinity]).add(x.log()), { infinities: false }).kind).toBe("NaN");
});

test("a step that goes wrong assigns nothing", () => {
  const w = new Parameter([1, 2], { name: "w" });
  const sgd = new SGD({ learningRate: 1e38 });
  const losses: number[] = [];
  const { operation, module } = anomalyOf(() => {
    for (let step = 0; step < 5; step++) {
      const loss = w.square().sum();
      sgd.update([w], gradients(loss, [w]));
      losses.push(loss.item());
    }
  });
  expect([operation, module]).toEqual(["SGD", ""]);
  expect(losses).toEqual([]);
  expect(w.toArray()).toEqual([1, 2]);
});

test("the line is that of the loop's pass, not of an equal program", () => {
  const x = tensor([1, 2]);
  const [first, second] = [(y: Tensor) => y.log(), (y: Tensor) => y.log()];
  const { site } = anomalyOf(() => {
    first(x).data();
    second(x.sub(2)).data();
  });
  const { site: other } = anomalyOf(() => first(x.sub(2)).data());
  expect(Number(site.split(":").at(-1))).toBeGreaterThan(Number(other.split(":").at(-1)));
});

test("an anomaly that was caught is thrown at the end", () => {
  const f = (): string => {
    try {
      return tensor([-1]).log().toString();
    } catch {
      return "caught";
    }
  };
  expect(anomalyOf(f).operation).toBe("log");
});

test("other errors come through, and what is returned is", () => {
  expect(() =>
    detectAnomalies(() => {
      throw new RangeError("mine");
    }),
  ).toThrow(new RangeError("mine"));
  expect(() => detectAnomalies(() => tensor([1, 2] as number[]).add([1, 2, 3]))).toThrow(
    "shapes must",
  );
  expect(detectAnomalies(() => 3)).toBe(3);
  expect(detectAnomalies(() => detectAnomalies(() => tensor([2]).log().exp())).item()).toBeCloseTo(
    2,
  );
});

test("promises are waited for", async () => {
  const good = detectAnomalies(async () => {
    await Promise.resolve();
    return tensor([1]).log().read();
  });
  await expect(good).resolves.toEqual(new Float32Array([0]));
  const bad = detectAnomalies(async () => {
    await Promise.resolve();
    return tensor([-1]).log();
  });
  await expect(bad).rejects.toThrow(AnomalyError);
  const query = {
    // oxlint-disable-next-line unicorn/no-thenable -- as the queries of some libraries, which are no promises
    then: (done: (value: Tensor) => void): void => {
      void Promise.resolve().then(() => {
        done(tensor([-1]).log());
      });
    },
  };
  await expect(detectAnomalies(() => query)).rejects.toThrow(AnomalyError);
  const failing = detectAnomalies(() => Promise.reject(new Error("mine")));
  await expect(failing).rejects.toThrow("mine");
});

test("promises may overlap, and each is checked until it settles", async () => {
  const begin = (f: () => unknown): { end: () => void; result: Promise<unknown> } => {
    let end = (): void => {};
    const result = detectAnomalies(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return f();
    });
    return { end, result };
  };
  const a = begin(() => 1);
  const b = begin(() => tensor([-1]).log());
  a.end();
  await a.result;
  expect(getEngine().name).toBe(`checked ${engine.name}`);
  b.end();
  await expect(b.result).rejects.toThrow(AnomalyError);
  expect(getEngine()).toBe(engine);
  expect(tensor([-1]).log().item()).toBeNaN();
});

test("an engine that the function sets stays, and is checked where others go on", async () => {
  const other: Engine = {
    name: "other",
    prepare: (graph) => engine.prepare(graph),
    upload: (storage) => engine.upload(storage),
    read: (storage) => engine.read(storage),
    readSync: (storage) => engine.readSync!(storage),
  };
  try {
    const outer = detectAnomalies(() => Promise.resolve());
    detectAnomalies(() => {
      setEngine(other);
    });
    expect(getEngine().name).toBe("checked other");
    await outer;
    expect(getEngine()).toBe(other);
  } finally {
    setEngine(engine);
  }
});

test("assignments that waited before are carried out, whatever is found", () => {
  const w = new Parameter([-1]);
  const other = new Parameter([1]);
  other.assign([5]);
  expect(anomalyOf(() => w.sqrt().data()).operation).toBe("sqrt");
  expect(other.toArray()).toEqual([5]);
});

test("a long loop does not hold what it has done", async () => {
  const { process } = globalThis as unknown as {
    readonly process: { getBuiltinModule<M>(name: string): M };
  };
  const v8 = process.getBuiltinModule<{ setFlagsFromString(flag: string): void }>("node:v8");
  const vm = process.getBuiltinModule<{ runInNewContext(code: string): () => void }>("node:vm");
  const timers = process.getBuiltinModule<{ setImmediate(): Promise<void> }>(
    "node:timers/promises",
  );
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc");
  const w = new Parameter([1]);
  let first: WeakRef<object> | undefined;
  await detectAnomalies(async () => {
    for (let i = 0; i < 1100; i++) {
      const x = tensor([1e-6]);
      first ??= new WeakRef(x.node);
      w.assign(w.sub(x.mul(2)));
      w.data();
    }
    // What a weak reference was made to lives until the program gives way.
    await timers.setImmediate();
    collect();
    expect(first?.deref()).toBeUndefined();
  });
});

test("compiled steps are checked as well", () => {
  const step = compile((x: Tensor) => x.log().sum());
  expect(step([1, 2]).item()).toBeCloseTo(Math.log(2));
  const { operation, site } = anomalyOf(() => step([1, -1]).item());
  expect(operation).toBe("log");
  expect(site).toMatch(/test\.ts:\d+/);
  expect(step([1, 1]).item()).toBe(0);
});

test("an engine that reads later cannot be checked", () => {
  const later: Engine = {
    name: "later",
    prepare: (graph) => engine.prepare(graph),
    upload: () => {},
    read: (storage) => engine.read(storage),
  };
  setEngine(later);
  try {
    expect(() => detectAnomalies(() => 1)).toThrowErrorMatchingInlineSnapshot(
      `[Error: detectAnomalies: needs an engine that reads synchronously; the later engine does not.]`,
    );
  } finally {
    setEngine(engine);
  }
});
