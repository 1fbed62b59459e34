import { Affine, Sequential } from "@chainrule/layers";
import { tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  detectAnomalies,
  diagnose,
  explain,
  summary,
  toDot,
  toJSON,
  toMermaid,
} from "../src/index.ts";

/** What a program without types may give in place of options. */
const typo = { typo: 1 } as never;
const x = tensor([[0.25, 0.5]]);
const model = new Sequential(new Affine(2, 1));
const problem = { batch: [x, x], loss: (y: typeof x) => y.square().mean() } as const;

test.each<[name: string, known: string, f: () => unknown]>([
  ["explain", "targets, detail, print", () => explain(x.sum(), typo)],
  ["summary", "dtype", () => summary(model, [1, 2], typo)],
  ["diagnose", "batch, loss, overfit", () => diagnose(model, typo)],
  [
    "diagnose",
    "steps, learningRate, target",
    () => diagnose(model, { ...problem, overfit: typo } as never),
  ],
  ["detectAnomalies", "infinities", () => detectAnomalies(() => x, typo)],
  ["toDot", "detail", () => toDot(x, typo)],
  ["toMermaid", "detail", () => toMermaid(x, typo)],
  ["toJSON", "detail", () => toJSON(x, typo)],
])("%s names an option that it does not have, and those it has: %s", (name, known, f) => {
  expect(f).toThrow(`${name}: there is no option typo, only ${known}.`);
});
