import { expect, test } from "vitest";
import { EarlyStopping, type EarlyStoppingOptions } from "../src/index.ts";

/** One letter for each measurement: the best so far (b), or not (.), in capitals where it says to stop. */
function said(options: EarlyStoppingOptions, measured: readonly number[]): string {
  const stopping = new EarlyStopping(options);
  return measured
    .map((value) => {
      const { isBest, stop } = stopping.next(value);
      return isBest ? "b" : stop ? "S" : ".";
    })
    .join("");
}

test.each<[EarlyStoppingOptions, readonly number[], string]>([
  [{ patience: 0 }, [3, 2, 2, 1], "bbSb"],
  [{ patience: 2 }, [3, 3, 4, 2, 2, 2, 2, 2], "b..b..SS"],
  [{ patience: 1, maximize: true }, [1, 2, 2, 3, 1, 2], "bb.b.S"],
  [{ patience: 1, threshold: 0.5, thresholdMode: "absolute" }, [3, 2.6, 2.4, 2.4, 2], "b.b.S"],
  [{ patience: 1, threshold: 0.1 }, [10, 9.5, 8.9, 8.5, 8.2], "b.b.S"],
  [{ patience: 1 }, [NaN, NaN, Infinity, 5, NaN, NaN], ".SSb.S"],
  [{}, [1, ...Array<number>(11).fill(1)], "b..........S"],
])("%j of %j says %s", (options, measured, wanted) => {
  expect(said(options, measured)).toBe(wanted);
});

test("goes on from a saved state as if it had not been interrupted", () => {
  const measured = [5, 4, 4.5, 4.5, 3, 3, 3, 3, 3];
  const [whole, before] = [new EarlyStopping({ patience: 2 }), new EarlyStopping({ patience: 2 })];
  const wanted = measured.map((value) => whole.next(value));
  const first = measured.slice(0, 4).map((value) => before.next(value));
  const after = new EarlyStopping({ patience: 2 });
  after.state = JSON.parse(JSON.stringify(before.state)) as EarlyStopping["state"];
  const rest = measured.slice(4).map((value) => after.next(value));
  expect([...first, ...rest]).toEqual(wanted);
});

test.each<[EarlyStoppingOptions, string]>([
  [{ patience: -1 }, "EarlyStopping: patience must be a number from 0; got -1."],
  [{ threshold: NaN }, "EarlyStopping: threshold must be a number from 0; got NaN."],
  [
    { thresholdMode: "max" as never },
    'EarlyStopping: thresholdMode must be "relative" or "absolute"; got "max".',
  ],
  [{ mode: "max" } as never, "EarlyStopping: there is no option mode, only patience"],
])("a mistake is a sentence %#", (options, sentence) => {
  expect(() => new EarlyStopping(options)).toThrow(sentence);
});
