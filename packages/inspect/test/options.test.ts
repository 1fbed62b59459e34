import { Affine, Sequential } from "@chainrule/layers";
import { tensor, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  detectAnomalies,
  diagnose,
  explain,
  profile,
  summary,
  toDot,
  toJSON,
  toMermaid,
} from "../src/index.ts";

/** What a program without types may give in place of options. */
const typo = { typo: 1 } as never;
const x = tensor([[0.25, 0.5]]);
const model = new Sequential(new Affine(2, 1));
const problem = { batch: [x, x], loss: (y: Tensor) => y.square().mean() } as const;

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

test.each<[what: string, f: () => unknown, message: string]>([
  [
    "no function",
    () => detectAnomalies(3 as never),
    "detectAnomalies: what is watched must be a function; got 3.",
  ],
  [
    "no function",
    () => profile(3 as never),
    "profile: what is measured must be a function; got 3.",
  ],
  [
    "nowhere to print",
    () => explain(x.sum(), { print: true as never }),
    "explain: print must be a function; got true.",
  ],
  [
    "nowhere to print",
    () => profile(() => x.sum().item(), { print: null as never }),
    "profile: print must be a function; got null.",
  ],
  [
    "targets that are no tensors",
    () => explain(x.sum(), { targets: 3 as never }),
    "explain: the targets must be a tensor, a list or record of tensors, or a model; got 3.",
  ],
  [
    "no such detail",
    () => explain(x.sum(), { detail: "primitive" as never }),
    'explain: the detail must be "operations" or "primitives"; got "primitive".',
  ],
  [
    "no such detail",
    () => toDot(x, { detail: "all" as never }),
    'toDot: the detail must be "operations" or "primitives"; got "all".',
  ],
  [
    "no input",
    () => summary(model, undefined as never),
    "summary: the input must be a shape, a tensor, or a list of these; got undefined.",
  ],
  [
    "no options",
    () => diagnose(model, undefined as never),
    "diagnose: options are batch, loss, overfit; got undefined.",
  ],
  [
    "no batch",
    () => diagnose(model, {} as never),
    "diagnose: the batch must be a list of inputs and targets; got undefined.",
  ],
  [
    "no loss",
    () => diagnose(model, { batch: [x, x] } as never),
    "diagnose: the loss must be a function; got undefined.",
  ],
  [
    "no step",
    () => diagnose(model, { ...problem, overfit: { steps: 0 } }),
    "diagnose: steps must be a whole number from 1; got 0.",
  ],
  [
    "steps that are no number",
    () => diagnose(model, { ...problem, overfit: { steps: "3" as never } }),
    "diagnose: steps must be a whole number from 1; got a string.",
  ],
  [
    "a target reached before the first step",
    () => diagnose(model, { ...problem, overfit: { target: 1 } }),
    "diagnose: the target must be a number between 0 and 1; got 1.",
  ],
])("%s: %#", (_, f, message) => {
  expect(f).toThrow(message);
});
