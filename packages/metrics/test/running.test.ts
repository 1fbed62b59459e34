import {
  compile,
  countPrograms,
  Generator,
  Parameter,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import {
  Accuracy,
  accuracy,
  auroc,
  BrierScore,
  brierScore,
  Collected,
  ConfusionMatrix,
  confusionMatrix,
  ExpectedCalibrationError,
  expectedCalibrationError,
  ExplainedVariance,
  explainedVariance,
  fBetaScore,
  Metric,
  Perplexity,
  perplexity,
  precision,
  R2Score,
  r2Score,
  recall,
  rocCurve,
  TopKAccuracy,
  topKAccuracy,
} from "../src/index.ts";

const generator = new Generator(5);
const logits = randn([37, 4], { generator, dtype: "float64" });
const labels = randint(0, 4, [37], { generator });
const targets = randn([37], { generator, dtype: "float64" });
const guesses = targets.add(randn([37], { generator }).mul(0.3)) as Tensor;
/** Where batches begin and end: one of them is empty. */
const ends = [0, 10, 10, 11, 30, 37];

/** Calls `update` with the parts of two tensors. */
function batches(x: Tensor, t: Tensor, update: (x: Tensor, t: Tensor) => void): void {
  for (const [i, end] of ends.slice(1).entries()) {
    update(x.slice([ends[i]!], [end]), t.slice([ends[i]!], [end]));
  }
}

const softmax = logits.softmax(1);
const each = { reduction: "none" } as const;
const columns = logits.slice([0, 0], [37, 2]);

test.each<[string, Metric<Tensor> | Collected<Tensor>, Tensor, Tensor, Tensor]>([
  ["Accuracy", new Accuracy(), logits, labels, accuracy(logits, labels)],
  ["TopKAccuracy", new TopKAccuracy(2), logits, labels, topKAccuracy(logits, labels, 2)],
  ["ConfusionMatrix", new ConfusionMatrix(4), logits, labels, confusionMatrix(logits, labels)],
  [
    "ExpectedCalibrationError",
    new ExpectedCalibrationError({ bins: 5 }),
    softmax,
    labels,
    expectedCalibrationError(softmax, labels, { bins: 5 }),
  ],
  ["BrierScore", new BrierScore(), softmax, labels, brierScore(softmax, labels)],
  ["Perplexity", new Perplexity(), logits, labels, perplexity(logits, labels)],
  ["R2Score", new R2Score(), guesses, targets, r2Score(guesses, targets)],
  [
    "R2Score, each",
    new R2Score(each),
    columns,
    columns.mul(1.1),
    r2Score(columns, columns.mul(1.1), each),
  ],
  [
    "ExplainedVariance",
    new ExplainedVariance(),
    guesses,
    targets,
    explainedVariance(guesses, targets),
  ],
  ["Collected", new Collected(auroc), logits, labels, auroc(logits, labels)],
])("%s of batches is that of the whole, again after a reset", (_, metric, x, t, whole) => {
  const expected = whole.data();
  for (let round = 0; round < 2; round++) {
    batches(x, t, (a, b) => metric.update(a, b));
    const result = metric.compute();
    expect(result.shape).toEqual(whole.shape);
    // Fractions of counts are float32 of the whole.
    const digits = whole.dtype === "float32" ? 6 : 12;
    result.data().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
    metric.reset();
  }
});

test("what follows from a confusion matrix is what functions say", () => {
  const confusion = new ConfusionMatrix(4);
  batches(logits, labels, (x, t) => confusion.update(x, t));
  const close = (actual: Tensor, expected: Tensor): void => {
    const data = expected.data();
    actual.data().forEach((value, i) => expect(value).toBeCloseTo(data[i]!, 6));
  };
  close(confusion.accuracy(), accuracy(logits, labels));
  for (const average of ["macro", "micro", "weighted", "none"] as const) {
    close(confusion.precision({ average }), precision(logits, labels, { average }));
    close(confusion.recall({ average }), recall(logits, labels, { average }));
    close(
      confusion.fBetaScore({ average, beta: 2 }),
      fBetaScore(logits, labels, { average, beta: 2 }),
    );
  }
  for (const normalize of ["labels", "predictions", "all"] as const) {
    close(confusion.normalized(normalize), confusionMatrix(logits, labels, { normalize }));
  }
});

describe("types", () => {
  const x = logits.cast("float32").expect([37, 4]);

  test("state shapes and dtypes", () => {
    const confusion = new ConfusionMatrix(4);
    confusion.update(x, labels);
    confusion.compute() satisfies Tensor<[4, 4], "int32">;
    confusion.normalized("all") satisfies Tensor<[4, 4], "float64">;
    confusion.recall() satisfies Tensor<[], "float64">;
    confusion.recall({ average: "none" }) satisfies Tensor<[4], "float64">;
    expect(confusion.recall({ average: "none" }).shape).toEqual([4]);
    const whole = new Accuracy();
    whole.update(x, labels);
    whole.compute() satisfies Tensor<[], "float64">;
    expect(whole.compute().dtype).toBe("float64");
  });

  test("say what is wrong", () => {
    // @ts-expect-error labels must have shape [37], one for each row of [37, 4]; got [2]
    expect(() => new Accuracy().update(x, [0, 1])).toThrow(
      "Accuracy: labels must have shape [37], one for each row of [37, 4]; got [2].",
    );
    // @ts-expect-error labels must have shape [37]
    expect(() => new ConfusionMatrix(4).update(x, [0])).toThrow("ConfusionMatrix: labels must");
    // @ts-expect-error predictions and targets must have the same shape; got [2] and [3]
    expect(() => new R2Score().update([1, 2], [1, 2, 3])).toThrow("R2Score: predictions and");
    // @ts-expect-error there is no option averages
    expect(() => new ConfusionMatrix(4).recall({ averages: "none" })).toThrow("no option averages");
  });
});

test("a mistake adds nothing", () => {
  const metric = new Accuracy();
  metric.update([0, 1], [0, 0]);
  expect(() => metric.update([[0, 1]], [2])).toThrow(
    "Accuracy: labels must be from 0 to 1; got 2.",
  );
  expect(metric.compute().item()).toBe(0.5);
});

test.each<[() => unknown, string]>([
  [() => new Accuracy().compute(), "Accuracy: compute needs an update before."],
  [() => new ConfusionMatrix(2).recall(), "ConfusionMatrix: compute needs an update before."],
  [() => new Collected(auroc).compute(), "Collected: compute needs an update before."],
  [
    () => new ConfusionMatrix(3).update([[0, 1]], [0]),
    "ConfusionMatrix: scores must have as many columns as there are classes, 3; got [1, 2].",
  ],
  [() => new ConfusionMatrix(0), "ConfusionMatrix: classes must be an integer from 1; got 0."],
  [() => new TopKAccuracy(0).update([[0, 1]], [0]), "TopKAccuracy: k must be an integer from 1"],
  [
    () => new ExpectedCalibrationError({ bins: 0.5 }),
    "ExpectedCalibrationError: bins must be an integer from 1; got 0.5.",
  ],
  [
    () => new Collected(auroc).update([0, 1], [1]),
    "Collected: predictions and targets must have as many rows; got [2] and [1].",
  ],
])("mistakes are sentences: %#", (act, sentence) => {
  expect(act).toThrow(sentence);
});

test("batches of other lengths than before are mistakes, and add nothing", () => {
  const score = new R2Score(each);
  score.update(zeros([2, 3]), [
    [1, 2, 3],
    [2, 4, 5],
  ]);
  const before = score.compute().toArray();
  expect(() => score.update([[1]], [[2]])).toThrow(
    "R2Score: what batches add must keep its shape [3]; got [1].",
  );
  expect(score.compute().toArray()).toEqual(before);

  const all = new Collected(auroc);
  all.update([0.1, 0.2], [0, 1]);
  expect(() => all.update([[0.1, 0.2]], [0])).toThrow(
    "Collected: batches must keep their lengths after the first; got [1, 2] after [2].",
  );
  expect(all.compute().item()).toBe(1);
});

test("results keep their values when further batches are added, and after a reset", () => {
  const confusion = new ConfusionMatrix(2);
  confusion.update([0, 1], [0, 0]);
  const before = confusion.compute();
  const score = confusion.recall({ average: "none" });
  confusion.update([1, 1], [1, 1]);
  const after = confusion.compute();
  confusion.reset();
  confusion.update([0], [0]);
  expect(confusion.compute().toArray()).toEqual([
    [1, 0],
    [0, 0],
  ]);
  expect(before.toArray()).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect(score.toArray()).toEqual([0.5, 0]);
  expect(after.toArray()).toEqual([
    [1, 1],
    [0, 2],
  ]);

  const curve = new Collected(rocCurve);
  curve.update([0.1, 0.9], [0, 1]);
  const { truePositiveRate } = curve.compute();
  curve.reset();
  curve.update([0.1], [0]);
  expect(truePositiveRate.toArray()).toEqual([0, 1, 1]);
});

test("an update runs along with what is read, in one program", () => {
  const weights = new Parameter(randn([4, 3], { generator }));
  const metrics = [new Accuracy(), new ConfusionMatrix(3), new Perplexity()];
  const loop = (count: number): number => {
    const { runs } = countPrograms();
    for (let i = 0; i < count; i++) {
      const x = randn([8, 4], { generator }).matmul(weights);
      const y = randint(0, 3, [8], { generator });
      for (const metric of metrics) metric.update(x, y);
      x.square().mean().item();
    }
    return countPrograms().runs - runs;
  };
  expect(loop(16)).toBe(16);
  for (const metric of metrics) expect(metric.compute().size).toBeGreaterThan(0);
});

test("parts of what is collected are put together, so that there are only a few", () => {
  const ranking = new Collected(auroc);
  const loop = (count: number): number => {
    const { runs } = countPrograms();
    for (let i = 0; i < count; i++) {
      ranking.update(randn([8], { generator }), randint(0, 2, [8], { generator }));
    }
    return countPrograms().runs - runs;
  };
  // A run for what waits, and for predictions and labels of each pair of parts: half as many pairs as batches, a quarter as many pairs of pairs, …
  expect(loop(64)).toBeLessThan(64 * 4);
  const { compiled } = countPrograms();
  loop(64);
  expect(countPrograms().compiled - compiled).toBeLessThan(6);
  expect(ranking.compute().item()).toBeGreaterThan(0);
});

test("with an optimizer's assignment that waits, before and after", () => {
  const weights = new Parameter([[1, 0]]);
  const metric = new Accuracy();
  for (let step = 0; step < 6; step++) {
    const x = tensor([[1], [1]]).matmul(weights);
    if (step % 2 === 0) metric.update(x, [0, 1]);
    weights.assign(weights.mul(0.5));
    if (step % 2 === 1) metric.update(x, [0, 1]);
  }
  expect(metric.compute().item()).toBe(0.5);
  expect(weights.toArray()[0]![0]).toBe(1 / 64);
});

test("in a compiled step, reset between its calls", () => {
  const metric = new Accuracy();
  const confusion = new ConfusionMatrix(2);
  const step = compile((x: Tensor, y: Tensor) => {
    metric.update(x, y);
    confusion.update(x, y);
    return x.sum();
  });
  const y = tensor([0, 1], { dtype: "int32" });
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3; i++) {
      step(
        [
          [1, 0],
          [1, 0],
        ],
        y,
      );
    }
    expect(metric.compute().item()).toBe(0.5);
    expect(confusion.compute().toArray()).toEqual([
      [3, 0],
      [3, 0],
    ]);
    metric.reset();
    confusion.reset();
  }
});

test("what a compiled step computes is not kept", () => {
  const all = new Collected(auroc);
  const step = compile((x: Tensor, y: Tensor) => {
    all.update(x, y);
    return x.sum();
  });
  expect(() => step([1, 2], tensor([0, 1], { dtype: "int32" }))).toThrow("compile: a step cannot");
});

test("a metric of one's own", () => {
  const spread = new Metric("spread", {
    count: (x) => [(x as Tensor).max(), (x as Tensor).sum()],
    result: (max, sum) => ({ max: max.item(), sum: sum.item() }),
  });
  spread.update(tensor([1, 2]), 0);
  spread.update(tensor([3, 4]), 0);
  expect(spread.compute()).toEqual({ max: 6, sum: 10 });
});
