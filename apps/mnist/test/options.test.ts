import { expect, test } from "vitest";
import { parseOptions, UsageError } from "../src/options.ts";

test("has an answer to everything that is not said", () => {
  expect(parseOptions([])).toMatchObject({
    epochs: 1,
    batchSize: 128,
    seed: 0,
    learningRate: 0.01,
    data: undefined,
  });
  expect(parseOptions([])!.createOptimizer()).toMatchObject({ name: "Adam" });
  expect(parseOptions(["--model", "cnn", "--help"])).toBeNull();
});

test("reads what is said", () => {
  const options = parseOptions(
    "--optimizer sgd --learning-rate 5e-2 --epochs 3 --batch-size=32 --seed 7 --data x".split(" "),
  )!;
  expect(options).toMatchObject({
    epochs: 3,
    batchSize: 32,
    seed: 7,
    data: "x",
    learningRate: 0.05,
  });
  expect(options.createOptimizer()).toMatchObject({ name: "SGD" });
});

test.for([
  ["--optimizer adamant", /^--optimizer must be one of sgd, .*, adamw; got "adamant"\.$/],
  ["--model toString", '--model must be one of mlp, cnn; got "toString".'],
  ["--epochs 0", '--epochs must be a whole number from 1; got "0".'],
  ["--epochs", "Option '--epochs <value>' argument missing; --help lists the options."],
  ["--batch-size 1e3", '--batch-size must be a whole number from 1; got "1e3".'],
  ["--learning-rate fast", '--learning-rate must be a number above 0; got "fast".'],
  ["--learning-rate=", '--learning-rate must be a number above 0; got "".'],
  ["--learning-rate Infinity", "--learning-rate must be a number above 0"],
  ["--seed=-1", '--seed must be a whole number from 0; got "-1".'],
  ["--seed -1", "Option '--seed' argument is ambiguous; --help lists the options."],
  ["mlp", "Unexpected argument 'mlp'; --help lists the options."],
] as const)("a mistake is a sentence: %s", ([line, sentence]) => {
  const parse = (): unknown => parseOptions(line.split(" "));
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(sentence);
});
