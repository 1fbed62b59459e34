import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/** How types are shown to people, in editors and in errors: by shapes and dtypes, not by the aliases that compute them. */

const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

const imports = `
  import { gradients, valueAndGradient } from "@chainrule/autograd";
  import { Affine, BatchNorm1d, Dropout, GRUCell, LSTM, MultiheadAttention, ReLU, Sequential } from "@chainrule/layers";
  import { meanSquaredError, softmaxCrossEntropy } from "@chainrule/losses";
  import { scaledDotProductAttention } from "@chainrule/tensor/functional";
  import { compile, concatenate, Parameter, rand, type Tensor, tensor, where, zeros } from "@chainrule/tensor";

  const x = rand([32, 784]);
  declare const any: Tensor;
  const weights = new Parameter([[1, 2]]);
  const layer = new Affine(784, 10);
  const model = new Sequential(
    new Affine(784, 128), new BatchNorm1d(128), new ReLU(), new Dropout(0.1), new Affine(128, 10),
  );
  const logits = model.forward(x);
  const attention = new MultiheadAttention(16, 4);
  const words = rand([2, 5, 16]);
  const lstm = new LSTM(16, 8, { bidirectional: true });
  const loss = softmaxCrossEntropy(logits, zeros([32], { dtype: "int32" }));
`;

const float = '"float32" | "float64"';

/** An expression, and how its type is shown. */
const rows: readonly (readonly [expression: string, shown: string])[] = [
  ["x", 'Tensor<[32, 784], "float32">'],
  ["tensor([[1, 2], [3, 4]])", 'Tensor<[2, 2], "float32">'],
  ["weights", 'Parameter<[1, 2], "float32">'],
  ["layer", "Affine<784, 10, Floating>"],
  ["x.add(1).relu()", 'Tensor<[32, 784], "float32">'],
  ["x.sum(1)", 'Tensor<[32], "float32">'],
  ["x.mean(0, { keepDims: true })", 'Tensor<[1, 784], "float32">'],
  ["x.argmax(1)", 'Tensor<[32], "int32">'],
  ["x.transpose()", 'Tensor<[784, 32], "float32">'],
  ["x.greater(0)", 'Tensor<[32, 784], "bool">'],
  ["where(x.greater(0), x, 0)", 'Tensor<[32, 784], "float32">'],
  ["rand([3]).outer(rand([4]))", 'Tensor<[3, 4], "float32">'],
  ["concatenate([x, x])", 'Tensor<[64, 784], "float32">'],
  ["x.matmul(layer.weight)", `Tensor<[32, 10], ${float}>`],
  ["layer.forward(x)", `Tensor<[32, 10], ${float}>`],
  ["logits", `Tensor<[32, 10], ${float}>`],
  ["logits.softmax(1)", `Tensor<[32, 10], ${float}>`],
  ["loss", `Tensor<[], ${float}>`],
  ["meanSquaredError(layer.forward(x), zeros([32, 10]))", `Tensor<[], ${float}>`],
  ["gradients(loss, x)", 'Tensor<[32, 784], "float32">'],
  ["gradients(loss, [x, layer.weight])[1]", "Tensor<[784, 10], Floating>"],
  ["attention", "MultiheadAttention<16, 4, Floating>"],
  ["attention.forward(words)", `Tensor<[2, 5, 16], ${float}>`],
  ["attention.forward(words, rand([2, 7, 16]))", `Tensor<[2, 5, 16], ${float}>`],
  ["lstm", "LSTM<16, 8, { readonly bidirectional: true; }>"],
  ["lstm.forward(words)", `Tensor<[2, 5, 16], ${float}>`],
  [
    "lstm.forward(words, [0, 0])",
    `[output: Tensor<[2, 5, 16], ${float}>, state: [hidden: Tensor<[2, 2, 8], ${float}>, cell: Tensor<[2, 2, 8], ${float}>]]`,
  ],
  ["new GRUCell(16, 8).forward(words)", `Tensor<[2, 5, 8], ${float}>`],
  ["scaledDotProductAttention(words, words, rand([5, 3]))", 'Tensor<[2, 5, 3], "float32">'],
  ["any.add(any)", "Tensor<Shape, DType>"],
  ["any.matmul(any)", "Tensor<Shape, DType>"],
  ["any.exp()", `Tensor<Shape, ${float}>`],
  ["any.sum()", 'Tensor<[], "float32" | "float64" | "int32">'],
  ["model.forward(any)", `Tensor<[...number[], 10], DType>`],
  ["compile((a: Tensor) => a.mean())(x)", `Tensor<[], ${float}>`],
  [
    "valueAndGradient((a: Tensor) => a.mean())(x)",
    `[value: Tensor<[], ${float}>, gradient: Tensor<Shape, DType>]`,
  ],
];

/** How each expression's type is shown: by the error that it is not assignable to `never`. */
function shownTypes(folder: string): string[] {
  const lines = rows.map(([expression]) => `((_: never) => {})(${expression});`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "@chainrule/tsconfig/base.json",
      files: ["program.ts"],
      compilerOptions: { isolatedDeclarations: false, declaration: false, noUnusedLocals: false },
    }),
  );
  writeFileSync(join(folder, "program.ts"), `${imports}${lines.join("\n")}`);
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--noEmit"], {
    encoding: "utf8",
  });
  const first = imports.split("\n").length;
  const shown = new Map<number, string>();
  for (const [, line, type] of stdout.matchAll(
    /\((\d+),\d+\): error TS2345: Argument of type '(.*)' is not assignable to parameter of type 'never'/g,
  )) {
    shown.set(Number(line) - first, type!);
  }
  return rows.map((_, i) => shown.get(i) ?? stdout);
}

const parent = fileURLToPath(new URL("../.generated", import.meta.url));
let folder = "";
let shown: readonly string[] = [];

beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, "types-shown-"));
  shown = shownTypes(folder);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each(rows.map(([expression, wanted], i) => [expression, wanted, i] as const))(
  "%s is shown as %s",
  (_, wanted, i) => {
    expect(shown[i]).toBe(wanted);
  },
);
