import { compile, Generator, ones, randn, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { ctcLoss } from "../src/index.ts";

/** What an alignment stands for: its classes without repetitions, then without blanks. */
function collapsed(classes: readonly number[], blank: number): number[] {
  return classes.filter((one, t) => one !== blank && one !== classes[t - 1]);
}

/** The loss by its definition: `−log` of the sum over all sequences of classes that collapse to the target. */
function byHand(logs: readonly (readonly number[])[], target: readonly number[], blank: number) {
  const classes = logs[0]!.map((_, c) => c);
  let all: number[][] = [[]];
  for (let t = 0; t < logs.length; t++) {
    all = all.flatMap((one) => classes.map((c) => [...one, c]));
  }
  const fitting = all.filter((one) => String(collapsed(one, blank)) === String(target));
  const probabilities = fitting.map((one) =>
    one.reduce((product, c, t) => product * Math.exp(logs[t]![c]!), 1),
  );
  return -Math.log(probabilities.reduce((sum, p) => sum + p, 0));
}

test.each<[target: number[], blank: number]>([
  [[], 0],
  [[1], 0],
  [[1, 2], 0],
  [[1, 1], 0],
  [[2, 1, 2], 0],
  [[0, 2], 1],
  [[1, 1, 2], 0],
  [[1, 1, 1], 0],
  [[1, 2, 1, 2, 1], 0],
  [[1, 2, 1, 2, 1, 2], 0],
])("is the sum over all alignments with %j, of blank %i", (target, blank) => {
  const logs = randn([5, 3], { generator: new Generator(1), dtype: "float64" }).logSoftmax(-1);
  const labels = tensor(target, { dtype: "int32" }).reshape([target.length]) as Tensor;
  const loss = ctcLoss(logs, labels, { blank, reduction: "sum" });
  expect(loss.item()).toBeCloseTo(byHand(logs.toArray(), target, blank), 12);
});

const logs = randn([6, 3, 4], { generator: new Generator(2), dtype: "float64" }).logSoftmax(-1);
const targets = [
  [1, 2, 3],
  [3, 3, -1],
  [2, -100, 99],
];
const lengths = { inputLengths: [6, 5, 2], targetLengths: [3, 2, 1] };

test("a batch is its sequences one by one, and what is behind their lengths does not count", () => {
  const none = { reduction: "none" } as const;
  const all = ctcLoss(logs, targets, { ...lengths, ...none });
  const alone = [0, 1, 2].map((n) => {
    const steps = logs.slice([0, n, 0], [lengths.inputLengths[n]!, n + 1, 4]).squeeze(1) as Tensor;
    return ctcLoss(steps, targets[n]!.slice(0, lengths.targetLengths[n]), none).item() as number;
  });
  expect(all.shape).toEqual([3]);
  expect(all.toArray()).toEqual(alone.map((one) => expect.closeTo(one, 12) as number));
  const mean = alone.reduce((sum, one, n) => sum + one / lengths.targetLengths[n]! / 3, 0);
  expect(ctcLoss(logs, targets, lengths).item()).toBeCloseTo(mean, 12);
});

test("float32 is as close as it can be", () => {
  const single = ctcLoss(logs.cast("float32"), targets, lengths);
  expect(single.dtype).toBe("float32");
  expect(single.item()).toBeCloseTo(ctcLoss(logs, targets, lengths).item(), 5);
});

test("probabilities of 0 and of 1", () => {
  const sure = [
    [-Infinity, 0],
    [0, -Infinity],
  ];
  expect(ctcLoss(sure, [1]).item()).toBe(0);
  expect(ctcLoss(sure, [1, 1]).item()).toBe(Infinity);
  expect(ctcLoss(sure, [1, 1], { zeroInfinity: true }).item()).toBe(0);
  expect(ctcLoss([[0, NaN]], [1]).item()).toBe(NaN);
  const empty = ctcLoss(ones([2, 0, 3]), ones([0, 1], { dtype: "int32" }), { reduction: "none" });
  expect(empty.toArray()).toEqual([]);
});

test("what a compiled step is given shows as NaN where it does not fit", () => {
  const step = compile((labels: Tensor, of: Tensor, steps: Tensor) =>
    ctcLoss(logs, labels, { targetLengths: of, inputLengths: steps, reduction: "none" }),
  );
  const int32 = (values: number[] | number[][]): Tensor =>
    tensor(values as number[], { dtype: "int32" });
  const isNaN = (...given: [number[][], number[], number[]]): boolean[] =>
    step(int32(given[0]), int32(given[1]), int32(given[2])).isNaN().toArray() as boolean[];
  expect(isNaN(targets, [3, 2, 1], [6, 5, 2])).toEqual([false, false, false]);
  expect(isNaN(targets, [3, 3, 4], [0, 5, 2])).toEqual([true, true, true]);
  expect(
    isNaN(
      [
        [0, 1, 2],
        [1, 4, 1],
        [1, 2, 0],
      ],
      [3, 3, 2],
      [6, 7, 2],
    ),
  ).toEqual([true, true, false]);
});

test.each<[sentence: string, made: () => unknown]>([
  [
    "ctcLoss: needs log-probabilities [T, N, C] of one step or more and targets [N, S], or [T, C] and [S]; got [6, 3, 4] and [2, 3].",
    // @ts-expect-error
    () => ctcLoss(logs, ones([2, 3], { dtype: "int32" })),
  ],
  [
    "ctcLoss: needs log-probabilities [T, N, C] of one step or more and targets [N, S], or [T, C] and [S]; got [6, 3, 4] and [3].",
    // @ts-expect-error
    () => ctcLoss(logs, [1, 2, 3]),
  ],
  ["ctcLoss: targets must be int32 or uint8; got float32.", () => ctcLoss(logs, ones([3, 2]))],
  [
    "ctcLoss: labels must be from 0 to 3 and not the blank, 0; got 0.",
    () => ctcLoss(logs, [[1], [0], [2]]),
  ],
  [
    "ctcLoss: labels must be from 0 to 3 and not the blank, 0; got -1.",
    () => ctcLoss(logs, targets, { targetLengths: [3, 3, 1] }),
  ],
  ["ctcLoss: the blank must be from 0 to 3; got 4.", () => ctcLoss(logs, targets, { blank: 4 })],
  [
    "ctcLoss: inputLengths must be from 1 to 6; got 7.",
    () => ctcLoss(logs, targets, { ...lengths, inputLengths: [6, 7, 1] }),
  ],
  [
    "ctcLoss: targetLengths must be from 0 to 3; got 4.",
    () => ctcLoss(logs, targets, { targetLengths: [1, 1, 4] }),
  ],
  [
    "ctcLoss: targetLengths must have shape [3]; got [2].",
    () => ctcLoss(logs, targets, { targetLengths: [1, 1] }),
  ],
  [
    "ctcLoss: there is no option lengths, only inputLengths, targetLengths, blank, zeroInfinity, reduction.",
    // @ts-expect-error
    () => ctcLoss(logs, targets, { lengths: [1] }),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
