// A page that asks its bundler, and its type checker, for the conditions `chainrule-lean` and `chainrule-dense`.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cnn, mlp } from "./budgets.ts";
import { bundle, dense, lean } from "./bundle.ts";

interface Page {
  readonly train: (images: Float32Array, labels: Int32Array) => number;
}

interface Twice {
  readonly losses: readonly number[];
  readonly names: readonly string[];
}

type Library = typeof import("@chainrule/tensor");

const here = import.meta.dirname;
const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-lean-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Loads a page's bundle. */
async function load(name: string, source: string, conditions: readonly string[]): Promise<Page> {
  const { code } = await bundle(source, here, [], conditions);
  const file = join(folder, `${name}-${conditions.length}.mjs`);
  writeFileSync(file, code);
  return (await import(pathToFileURL(file).href)) as Page;
}

/** The losses of ten steps on pictures that are stripes of the label's width. */
function losses({ train }: Page): number[] {
  const labels = Int32Array.from({ length: 32 }, (_, i) => i % 10);
  const images = Float32Array.from(
    { length: 32 * 784 },
    (_, i) => Math.floor((i % 28) / (1 + labels[Math.floor(i / 784)]!)) % 2,
  );
  return Array.from({ length: 10 }, () => train(images, labels));
}

/** A page with layers of many kinds, whose programs take every way that a lean compiler does not. */
const several = `
  import { gradients } from "@chainrule/autograd";
  import {
    Affine, BatchNorm2d, Conv2d, Dropout, Flatten, GELU, LayerNorm, MaxPool2d, Sequential, SiLU, Softplus,
  } from "@chainrule/layers";
  import { softmaxCrossEntropy } from "@chainrule/losses";
  import { AdamW } from "@chainrule/optimizers";
  import { fromData } from "@chainrule/tensor";
  import { norm, normalize, pad, slice, variance } from "@chainrule/tensor/functional";

  const model = new Sequential(
    new Conv2d(1, 4, 3, { padding: 1 }), new BatchNorm2d(4), new SiLU(), new MaxPool2d(3, { stride: 2 }),
    new Conv2d(4, 6, 3, { groups: 2 }), new GELU(), new MaxPool2d(2),
    new Flatten(), new Dropout(0.25), new Affine(150, 20), new LayerNorm([20]), new Softplus(), new Affine(20, 10),
  );
  const parameters = model.parameters();
  const adam = new AdamW();
  export function train(images, labels) {
    const x = fromData(images, [labels.length, 1, 28, 28]);
    const logits = model.forward(x);
    const part = slice(normalize(pad(logits, [[0, 0], [1, 1]])), [0, 2]);
    const loss = softmaxCrossEntropy(logits, fromData(labels, [labels.length])).add(variance(part)).add(norm(part));
    adam.update(parameters, gradients(loss, parameters));
    return loss.item();
  }`;

test.each([
  ["MLP", mlp],
  ["CNN", cnn],
  ["network of many kinds of layers", several],
])("trains the %s to the same losses, bit for bit", async (name, source) => {
  const whole = losses(await load(name, source, []));
  expect(losses(await load(name, source, [lean]))).toEqual(whole);
  expect(whole.at(-1)).toBeLessThan(whole[0]!);
});

/** A page of dense layers that sees its inputs in parts, whose gradients are sums of padded ones: some that lie interleaved, some that overlap. */
const parts = `
  import { gradients } from "@chainrule/autograd";
  import { Affine, Sequential, Tanh } from "@chainrule/layers";
  import { softmaxCrossEntropy } from "@chainrule/losses";
  import { Momentum } from "@chainrule/optimizers";
  import { fromData } from "@chainrule/tensor";
  import { slice } from "@chainrule/tensor/functional";

  const [first, last] = [new Affine(784, 40), new Sequential(new Tanh(), new Affine(10, 10))];
  const parameters = [...first.parameters(), ...last.parameters()];
  const momentum = new Momentum({ learningRate: 0.1 });
  export function train(images, labels) {
    const hidden = first.forward(fromData(images, [labels.length, 784]));
    const [even, odd] = [0, 1].map((start) => slice(hidden, [0, start], [], [1, 2]));
    const pairs = even.mul(odd);
    const logits = last.forward(slice(pairs, [0, 0], [Infinity, 10]).add(slice(pairs, [0, 5], [Infinity, 15])).add(slice(pairs, [0, 10])));
    const loss = softmaxCrossEntropy(logits, fromData(labels, [labels.length])).add(pairs.mean());
    momentum.update(parameters, gradients(loss, parameters));
    return loss.item();
  }`;

test.each([
  ["MLP", mlp, 0],
  // Gradients of several slices of one value are added up in another order there.
  ["network that sees its inputs in parts", parts, 1e-6],
])(
  "trains the %s to the same losses without what images need, but for rounding",
  async (name, source, rounding) => {
    const whole = losses(await load(`${name}-whole`, source, []));
    for (const conditions of [[dense], [lean, dense]]) {
      const without = losses(await load(`${name}-${conditions.join("-")}`, source, conditions));
      const errors = without.map((loss, i) => Math.abs(loss / whole[i]! - 1));
      expect(Math.max(...errors)).toBeLessThanOrEqual(rounding);
    }
    expect(whole.at(-1)).toBeLessThan(whole[0]!);
  },
);

test("says in a sentence that a page without what images need asks for it", async () => {
  const page = await load("CNN-dense", cnn, [dense]);
  expect(() => losses(page)).toThrow(
    "convolve: needs a build without the condition chainrule-dense.",
  );
});

test("says in a sentence what is left out", async () => {
  const source = `
    import { fromData, primitive } from "@chainrule/tensor";
    import { gelu } from "@chainrule/tensor/functional";
    export const sort = () => primitive("argsort", [fromData(Float32Array.of(2, 1), [2])], { axis: 0 }).toArray();
    export const exact = () => gelu(fromData(Float64Array.of(2, 1), [2])).toArray();`;
  const { code } = await bundle(source, here, [], [lean]);
  const file = join(folder, "absent.mjs");
  writeFileSync(file, code);
  const { sort, exact } = (await import(pathToFileURL(file).href)) as Record<string, () => unknown>;
  expect(sort).toThrow("argsort: needs a build without the condition chainrule-lean.");
  expect(exact).toThrow("erf of float64: needs a build without the condition chainrule-lean.");
});

test("says that the library is there twice", async () => {
  const source = `export { tensor } from "@chainrule/tensor";`;
  const { code } = await bundle(source, here, [], [lean, dense]);
  const [ours, theirs] = await Promise.all(
    ["one", "other"].map(async (name) => {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, code);
      const { tensor } = (await import(pathToFileURL(file).href)) as Pick<Library, "tensor">;
      return tensor([1, 2]);
    }),
  );
  expect(() => ours!.add(theirs!)).toThrow("@chainrule/tensor is loaded twice.");
});

test("saves and loads by functions, which give what the methods do", async () => {
  const source = (saving: string): string => `${mlp}
    import { loadOptimizer, saveOptimizer } from "@chainrule/optimizers";
    import { loadModule, saveModule } from "@chainrule/layers";
    export function twice(images, labels) {
      ${saving}
      const losses = [train(images, labels), train(images, labels)];
      const [saved, state] = [saveModel(), saveAdam()];
      losses.push(train(images, labels), train(images, labels));
      loadModel(saved);
      loadAdam(state);
      losses.push(train(images, labels), train(images, labels));
      return { losses, names: [...Object.keys(saved), ...Object.keys(state)] };
    }`;
  const [labels, images] = [Int32Array.of(1, 2), new Float32Array(2 * 784).fill(0.5)];
  const run = async (name: string, saving: string, conditions: string[]): Promise<Twice> => {
    const page = await load(name, source(saving), conditions);
    return (page as unknown as { twice(...data: unknown[]): Twice }).twice(images, labels);
  };
  const slim = await run(
    "saving-functions",
    `const saveModel = () => saveModule(model), loadModel = (saved) => loadModule(model, saved);
     const saveAdam = () => saveOptimizer(adam), loadAdam = (saved) => loadOptimizer(adam, saved);`,
    [lean],
  );
  const whole = await run(
    "saving-methods",
    `const saveModel = () => model.stateDict(), loadModel = (saved) => model.loadStateDict(saved);
     const saveAdam = () => adam.stateDict(), loadAdam = (saved) => adam.loadStateDict(saved);`,
    [],
  );
  expect(slim).toEqual(whole);
  expect(slim.losses.slice(4)).toEqual(slim.losses.slice(2, 4));
});

test("layers, losses, optimizers, gradients and data use nothing that it leaves out", async () => {
  await expect(
    promisify(execFile)(process.execPath, [tsc, "--project", join(here, "lean")]),
  ).resolves.toMatchObject({ stdout: "" });
}, 120_000);
