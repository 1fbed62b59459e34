import { Generator, type Operand, randn, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  Accuracy,
  accuracy,
  ConfusionMatrix,
  confusionMatrix,
  fBetaScore,
  type LabelOptions,
  Perplexity,
  perplexity,
  precision,
  recall,
  TopKAccuracy,
  topKAccuracy,
} from "../src/index.ts";

const scores = randn([9, 4], { generator: new Generator(3) });
const labels = [0, 3, 1, 2, 1, 0, 3, 3, 2];

/** A metric of scores and labels, and the same over batches. */
type Row = readonly [
  of: (x: Tensor, y: Operand, options?: LabelOptions) => Tensor,
  over: (options: LabelOptions) => { update(x: Tensor, y: Operand): void; compute(): Tensor },
];

const none = { average: "none" } as const;
const confusion = (options: LabelOptions): ConfusionMatrix<4> => new ConfusionMatrix(4, options);
const rows: Readonly<Record<string, Row>> = {
  accuracy: [(x, y, o) => accuracy(x, y, o), (o) => new Accuracy(o)],
  topKAccuracy: [(x, y, o) => topKAccuracy(x, y, 2, o), (o) => new TopKAccuracy(2, o)],
  perplexity: [(x, y, o) => perplexity(x, y, o), (o) => new Perplexity(o)],
  confusionMatrix: [(x, y, o) => confusionMatrix(x, y, o), confusion],
  "confusionMatrix, normalised": [
    (x, y, o) => confusionMatrix(x, y, { ...o, normalize: "all" }),
    (o) => {
      const metric = confusion(o);
      return Object.assign(metric, { compute: () => metric.normalized("all") });
    },
  ],
  precision: [
    (x, y, o) => precision(x, y, { ...o, ...none }),
    (o) => {
      const metric = confusion(o);
      return Object.assign(metric, { compute: () => metric.precision(none) });
    },
  ],
  recall: [
    (x, y, o) => recall(x, y, o),
    (o) => {
      const metric = confusion(o);
      return Object.assign(metric, { compute: () => metric.recall() });
    },
  ],
  fBetaScore: [
    (x, y, o) => fBetaScore(x, y, { ...o, average: "weighted" }),
    (o) => {
      const metric = confusion(o);
      return Object.assign(metric, { compute: () => metric.fBetaScore({ average: "weighted" }) });
    },
  ],
};

const ignored = [
  { ignoreIndex: -100, labels: labels.map((label, i) => (i % 3 === 1 ? -100 : label)) },
  { ignoreIndex: 3, labels },
  { ignoreIndex: 4, labels: labels.map((label, i) => (i === 0 ? 4 : label)) },
];

test.each(
  Object.entries(rows).flatMap(([name, row]) =>
    ignored.map((one) => [name, one.ignoreIndex, row, one.labels] as const),
  ),
)("%s without labels that are %i is that of the others alone", (_, ignoreIndex, row, given) => {
  const [of, over] = row;
  const near = (x: Tensor): unknown => [
    x.shape,
    [...x.data()].map((value) => expect.closeTo(value, 5) as number),
  ];
  const plain = (x: Tensor): unknown => [x.shape, [...x.data()]];
  const kept = given.flatMap((label, i) => (label === ignoreIndex ? [] : [i]));
  const rest = kept.map((i) => given[i]!);
  const wanted = near(of(scores.take(kept, 0) as Tensor, rest));
  expect(plain(of(scores, given, { ignoreIndex }))).toEqual(wanted);
  // Labels that are computed cannot be checked, and give the same.
  const computed = tensor(given, { dtype: "int32" }).add(tensor(0, { dtype: "int32" }));
  expect(plain(of(scores, computed, { ignoreIndex }))).toEqual(wanted);
  const metric = over({ ignoreIndex });
  metric.update(scores.slice([0], [4]) as Tensor, given.slice(0, 4));
  metric.update(scores.slice([4]) as Tensor, given.slice(4));
  expect(plain(metric.compute())).toEqual(wanted);
});

test("labels that are no class and not ignored are mistakes as before", () => {
  expect(() => accuracy(scores, labels.with(2, -1), { ignoreIndex: -100 })).toThrow(
    "accuracy: labels must be from 0 to 3; got -1.",
  );
  const computed = tensor(labels.with(2, -1), { dtype: "int32" }).add(
    tensor(0, { dtype: "int32" }),
  );
  expect(accuracy(scores, computed, { ignoreIndex: -100 }).item()).toBeNaN();
  expect(perplexity(scores, computed, { ignoreIndex: -100 }).item()).toBeNaN();
  expect(precision(scores, computed, { ignoreIndex: -100 }).item()).toBeNaN();
  expect(accuracy(scores.slice([0], [1]), [0], { ignoreIndex: 0 }).item()).toBeNaN();
});

test.each<[sentence: string, made: () => unknown]>([
  ["accuracy: there is no option ignore", () => accuracy(scores, labels, typo())],
  ["Accuracy: there is no option ignore", () => new Accuracy(typo())],
  ["topKAccuracy: there is no option ignore", () => topKAccuracy(scores, labels, 1, typo())],
  ["Perplexity: there is no option ignore", () => new Perplexity(typo())],
  ["ConfusionMatrix: there is no option ignore", () => new ConfusionMatrix(2, typo())],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});

/** An option of another name. */
function typo(): LabelOptions {
  return { ignore: 1 } as LabelOptions;
}
