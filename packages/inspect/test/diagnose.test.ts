import {
  Affine,
  BatchNorm1d,
  Conv2d,
  constantly,
  Dropout,
  Flatten,
  GRU,
  LSTM,
  Module,
  MultiheadAttention,
  normal,
  ReLU,
  RNN,
  Sequential,
  Sigmoid,
  Tanh,
} from "@chainrule/layers";
import { meanSquaredError, softmaxCrossEntropy } from "@chainrule/losses";
import {
  eye,
  Generator,
  Parameter,
  randn,
  setSeed,
  type Tensor,
  tensor,
  rand,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
import { diagnose, type Diagnosis, type DiagnoseOptions } from "../src/index.ts";

const x = randn([8, 16], { generator: new Generator(1) });
const labels = [0, 1, 2, 0, 1, 2, 0, 1];

/** Hidden layers of an activation, all drawn alike. */
function network(depth: number, activation: () => Module, std?: number): Module {
  const generator = new Generator(2);
  const initializer = std === undefined ? {} : { initializer: normal({ std }) };
  const hidden = Array.from({ length: depth }, () => [
    new Affine(16, 16, { generator, ...initializer }),
    activation(),
  ]);
  return new Sequential(...hidden.flat(), new Affine(16, 3, { generator }));
}

function diagnosed(
  model: Module,
  options: Partial<DiagnoseOptions<number[]>> = { overfit: false },
): Diagnosis {
  return diagnose(model, { batch: [x, labels], loss: softmaxCrossEntropy, ...options });
}

function kinds(diagnosis: Diagnosis): string[] {
  return [...new Set(diagnosis.findings.map(({ kind }) => kind))];
}

test.each<[string, () => Module]>([
  ["linear", () => network(0, () => new ReLU())],
  ["with a rectifier", () => network(1, () => new ReLU())],
  ["with sigmoids", () => network(1, () => new Sigmoid())],
  [
    "normalised, with dropout",
    () =>
      new Sequential(
        new Affine(16, 16),
        new BatchNorm1d(16),
        new ReLU(),
        new Dropout(0.5),
        new Affine(16, 3),
      ),
  ],
])("nothing is wrong with a model that is %s", (_, make) => {
  setSeed(3);
  const diagnosis = diagnosed(make(), {});
  expect(diagnosis.findings).toEqual([]);
  expect(diagnosis.ok).toBe(true);
  const { first, best, steps } = diagnosis.overfit!;
  expect(best).toBeLessThanOrEqual(0.1 * first);
  expect(steps).toBeLessThan(100);
  expect(String(diagnosis)).toMatch(
    /^diagnosis: nothing wrong \(loss on the batch: [\d.]+, then [\d.]+ in \d+ steps\)$/,
  );
});

test("dead units", () => {
  const model = new Sequential(new Affine(16, 4), new ReLU(), new Affine(4, 3));
  model.layers[0].bias!.assign([-100, -100, -100, 1]);
  const { findings } = diagnosed(model);
  expect(findings.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
    [
      "Sequential[1] ReLU(): 3 of 4 units are dead: they are 0 for the whole batch, so nothing that feeds only them learns; try a lower learning rate, He initialisation, batch normalisation, or LeakyReLU.",
    ]
  `);
  expect(findings[0]!.value).toBe(0.75);
});

test("units are channels after a convolution, and maximum(0) is a rectifier, too", () => {
  class Net extends Module {
    conv = new Conv2d(1, 4, 3, { initializer: constantly(0) });
    flatten = new Flatten();
    out = new Affine(4 * 4, 3);

    forward(images: Tensor): Tensor {
      const seen: Tensor = this.conv.forward(images) as Tensor;
      return this.out.forward(this.flatten.forward(seen.maximum(0)) as Tensor) as Tensor;
    }
  }
  const net = new Net();
  net.conv.bias!.assign([1, -1, 1, -1]);
  const images = randn([8, 1, 4, 4]);
  const { findings } = diagnosed(net, { batch: [images, labels], overfit: false });
  expect(findings.map(({ kind, where, value }) => [kind, where, value])).toEqual([
    ["dead-units", "Net", 0.5],
  ]);
});

test("saturated sigmoids", () => {
  const sigmoid = diagnosed(network(1, () => new Sigmoid(), 5));
  expect(sigmoid.findings.map(({ kind, where }) => [kind, where])).toEqual([
    ["saturated", "Sequential[1] Sigmoid()"],
  ]);
  expect(sigmoid.findings[0]!.value).toBeGreaterThan(0.5);
  expect(kinds(diagnosed(network(1, () => new Tanh(), 5)))).toEqual(["saturated"]);
});

test("vanishing gradients, of the layers far from the loss", () => {
  const { findings } = diagnosed(network(8, () => new Sigmoid()));
  expect(findings.map(({ kind, where }) => [kind, where]).slice(0, 3)).toEqual([
    ["vanishing-gradient", "0.weight"],
    ["vanishing-gradient", "2.weight"],
    ["vanishing-gradient", "4.weight"],
  ]);
  expect(findings[0]!.sentence).toMatch(
    /^0\.weight: its gradient vanishes on the way back: it is [\de.-]+ of that of a later layer/,
  );
});

test("exploding gradients", () => {
  const { findings } = diagnosed(network(6, () => new ReLU(), 4));
  expect(findings.map(({ kind, where }) => `${kind} ${where}`)).toContain(
    "exploding-gradient 0.weight",
  );
});

test("a bias near 0 is no sign of an exploding gradient", () => {
  const model = new Sequential(new Affine(2, 4), new Tanh(), new Affine(4, 1));
  model.layers[2].bias!.assign([1e-4]);
  const loss = (y: Tensor): Tensor => y.sub(1).square().mean();
  expect(diagnose(model, { batch: [[[0.1, 0.2]], 1], loss, overfit: false }).ok).toBe(true);
});

test("parameters that get no gradient", () => {
  class Net extends Module {
    used = new Affine(16, 3);
    cut = new Affine(16, 16);
    unused = new Parameter([1, 2]);

    forward(given: Tensor): Tensor {
      return this.used.forward((this.cut.forward(given) as Tensor).detach()) as Tensor;
    }
  }
  const { findings } = diagnosed(new Net());
  expect(findings.map(({ kind, where }) => [kind, where])).toEqual([
    ["no-gradient", "cut.weight"],
    ["no-gradient", "cut.bias"],
    ["no-gradient", "unused"],
  ]);
});

test("what is not finite", () => {
  const model = new Affine(16, 3);
  const diagnosis = diagnosed(model, { loss: (y) => y.log().sum() });
  expect(diagnosis.findings[0]!.sentence).toBe(
    "the loss is NaN; detectAnomalies names the operation it comes from.",
  );
  expect(diagnosis.overfit).toBeNull();
});

test("a model that cannot overfit one batch", () => {
  const model = new Affine(2, 1);
  const diagnosis = diagnose(model, {
    batch: [
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      [[0], [1], [1], [0]],
    ],
    loss: (y, targets) => meanSquaredError(y, targets),
    overfit: { steps: 30, learningRate: 0.1 },
  });
  expect(kinds(diagnosis)).toEqual(["cannot-overfit"]);
  expect(String(diagnosis)).toMatch(
    /^diagnosis: 1 finding .*\n- the model cannot overfit one batch: after 30 steps/,
  );
});

test("the model is as it was, bit for bit", () => {
  const model = new Sequential(
    new Affine(16, 8),
    new BatchNorm1d(8),
    new ReLU(),
    new Dropout(0.5),
    new Affine(8, 3),
  );
  model.forward(x).data();
  const before = model.stateDict();
  setSeed(5);
  diagnosed(model, { overfit: { steps: 5 } });
  expect(model.stateDict()).toEqual(before);
  expect(model.layers.map(({ training }) => training)).toEqual(Array(5).fill(true));
  const drawn = rand([2]).toArray();
  setSeed(5);
  expect(rand([2]).toArray()).toEqual(drawn);
});

test("random numbers go on as if nobody had looked", () => {
  class Noisy extends Module {
    scale = new Parameter([1, 1]);
    forward(y: Tensor): Tensor {
      return y.add(rand([2])).mul(this.scale);
    }
  }
  const drawnAfter = (f: () => void): unknown => {
    setSeed(3);
    f();
    return rand([2]).toArray();
  };
  const undisturbed = drawnAfter(() => {});
  const loss = (y: Tensor): Tensor => y.square().mean();
  const options = { batch: [tensor([1, 2]), 0], loss, overfit: { steps: 3 } } as const;
  expect(drawnAfter(() => diagnose(new Noisy(), options))).toEqual(undisturbed);
});

const dropout = { dropout: 0.5, generator: new Generator(1) };

test.each([
  ["attention", new MultiheadAttention(4, 2, dropout)],
  ["RNN", new RNN(4, 4, { layers: 2, ...dropout })],
  ["LSTM", new LSTM(4, 4, { layers: 2, ...dropout })],
  ["GRU", new GRU(4, 4, { layers: 2, ...dropout })],
])("the dropout of %s is switched off as well", (_, layer) => {
  const model = new Sequential(layer as Module, new Affine(4, 1));
  const losses: number[] = [];
  const loss = (y: Tensor): Tensor => {
    const now = y.square().mean();
    losses.push(now.item());
    return now;
  };
  const batch = [randn([2, 6, 4], { generator: new Generator(2) }), 0] as const;
  for (let i = 0; i < 2; i++) diagnose(model, { batch, loss, overfit: false });
  expect(losses[1]).toBe(losses[0]);
  expect(layer.training).toBe(true);
});

test("a recurrent layer has its units at all times together", () => {
  const generator = new Generator(1);
  const sequences = randn([4, 6, 3], { generator });
  const batch = [sequences, 0] as const;
  const loss = (y: Tensor): Tensor => y.square().mean();
  const found = (model: Module): unknown[] =>
    diagnose(model, { batch, loss, overfit: false }).findings.map(({ kind, where, value }) => [
      kind,
      where,
      value,
    ]);
  const rnn = new RNN(3, 4, { nonlinearity: "relu", generator });
  rnn.cells[0]!.recurrentWeight.assign(eye(4).mul(0.9));
  rnn.cells[0]!.inputBias!.assign([-100, 0, 0, 0]);
  expect(found(rnn)).toContainEqual(["dead-units", "RNN(3, 4).cells[0] RNNCell(3, 4)", 0.25]);
  const gru = new GRU(3, 4, { initializer: normal({ std: 100, generator }) });
  expect(found(gru).filter((one) => (one as string[])[0] === "saturated")).toEqual([
    ["saturated", "GRU(3, 4).cells[0] GRUCell(3, 4)", expect.any(Number)],
    ["saturated", "GRU(3, 4).cells[0] GRUCell(3, 4)", expect.any(Number)],
  ]);
});

test("the model is as it was after an error, too", () => {
  const model = new Affine(16, 3);
  const before = model.stateDict();
  let calls = 0;
  const loss = (y: Tensor): Tensor => {
    if (calls++ > 3) throw new Error("mine");
    return y.square().sum();
  };
  expect(() => diagnosed(model, { loss })).toThrow("mine");
  expect(model.stateDict()).toEqual(before);
});

test("a model of several inputs", () => {
  class Sum extends Module {
    weight = new Parameter(randn([3, 1], { generator: new Generator(1) }));

    forward(a: Tensor, b: Tensor): Tensor {
      return a.add(b).matmul(this.weight);
    }
  }
  const inputs = [tensor([[1, 2, 3]]), tensor([[3, 2, 1]])];
  const loss = (y: Tensor): Tensor => y.sub(1).square().mean();
  expect(diagnose(new Sum(), { batch: [inputs, 0], loss }).ok).toBe(true);
});

test("errors", () => {
  expect(() => diagnosed(3 as never)).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: diagnose: the model must be a module; got 3.]`,
  );
  const loss = (y: Tensor): Tensor => y;
  expect(() => diagnosed(new Affine(16, 3), { loss })).toThrowErrorMatchingInlineSnapshot(
    `[RangeError: diagnose: the loss must be a scalar; got shape [8, 3]: reduce it, as with .mean().]`,
  );
  expect(() =>
    diagnosed(new Affine(16, 3), { loss: () => 1 as never }),
  ).toThrowErrorMatchingInlineSnapshot(`[TypeError: diagnose: the loss must be a tensor; got 1.]`);
  expect(() => diagnosed(new ReLU())).toThrowErrorMatchingInlineSnapshot(
    `[Error: diagnose: the model must have a trainable parameter; it has none.]`,
  );
});
