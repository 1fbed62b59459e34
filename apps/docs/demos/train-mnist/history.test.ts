import { expect, test } from "vitest";
import { History } from "./history.ts";

const advance = (step: number) => ({ step, epoch: 0, loss: 2, accuracy: 0.5, speed: 1000 });
const evaluation = (step: number, accuracy: number) => ({ step, accuracy, confusion: [] });

test("a test after a step that was told stands beside it", () => {
  const history = new History();
  history.advance(advance(10));
  history.evaluation(evaluation(18, 0.6));
  history.advance(advance(20));
  history.evaluation(evaluation(20, 0.75));
  history.evaluation(evaluation(20, 0.75));
  expect(history.accuracies).toEqual([
    [10, 18, 20],
    [50, null, 50],
    [null, 60, 75],
  ]);
  expect(history.losses).toEqual([
    [10, 20],
    [2, 2],
  ]);
});

test("of very many points the tests all stay", () => {
  const history = new History();
  for (let step = 1; step <= 5000; step++) {
    history.advance(advance(step));
    if (step % 118 === 0) history.evaluation(evaluation(step, 0.9));
  }
  const [steps, , tests] = history.accuracies;
  expect(steps.length).toBeLessThanOrEqual(1200);
  expect(tests!.filter((accuracy) => accuracy !== null)).toHaveLength(Math.floor(5000 / 118));
});
