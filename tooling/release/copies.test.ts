// Two copies of the library in one program, in folders as npm leaves them where two versions are asked for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as autograd from "@chainrule/autograd";
import type * as data from "@chainrule/data";
import type * as inspect from "@chainrule/inspect";
import type * as layers from "@chainrule/layers";
import type { Module } from "@chainrule/layers";
import type * as linalg from "@chainrule/linalg";
import type * as losses from "@chainrule/losses";
import type * as metrics from "@chainrule/metrics";
import type * as onnx from "@chainrule/onnx";
import type * as optimizers from "@chainrule/optimizers";
import type * as signal from "@chainrule/signal";
import type * as standalone from "@chainrule/standalone";
import type * as tensor from "@chainrule/tensor";
import type { Parameter, Tensor } from "@chainrule/tensor";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryPoints, type Published, publishedPackages } from "./published.ts";

/** What a program in a folder imports. */
interface Library {
  readonly autograd: typeof autograd;
  readonly data: typeof data;
  readonly inspect: typeof inspect;
  readonly layers: typeof layers;
  readonly linalg: typeof linalg;
  readonly losses: typeof losses;
  readonly metrics: typeof metrics;
  readonly onnx: typeof onnx;
  readonly optimizers: typeof optimizers;
  readonly signal: typeof signal;
  readonly standalone: typeof standalone;
  readonly tensor: typeof tensor;
}

const packages = publishedPackages().filter(({ short }) => short !== "chainrule");
const imported = [
  "autograd",
  "data",
  "inspect",
  "layers",
  "linalg",
  "losses",
  "metrics",
  "onnx",
  "optimizers",
  "signal",
  "standalone",
  "tensor",
];
let folder = "";

/** Puts a package, without those it imports, below `node_modules` of a folder. */
async function install({ short, path, manifest }: Published, where: string, version: string) {
  const { name } = manifest;
  const target = join(where, "node_modules", name);
  const entries = [...entryPoints({ short, path, manifest })].map(
    ([entry, file]) => [entry.slice(name.length + 1) || "index", file] as const,
  );
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(entries),
    outdir: target,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    external: packages.map((one) => one.manifest.name).filter((one) => one !== name),
    write: false,
    logLevel: "silent",
  });
  for (const { path: file, text } of outputFiles) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace('version = "0.0.0"', `version = "${version}"`));
  }
  const exports = Object.fromEntries(
    entries.map(([entry]) => [entry === "index" ? "." : `./${entry}`, `./${entry}.js`]),
  );
  writeFileSync(join(target, "package.json"), JSON.stringify({ name, type: "module", exports }));
}

/** What a program in the folder `where` imports, after some packages were installed there. */
async function program(where: string, version: string, installed: readonly string[]) {
  mkdirSync(where, { recursive: true });
  for (const one of packages) {
    if (installed.includes(one.short)) await install(one, where, version);
  }
  const file = join(where, "program.mjs");
  const lines = imported.map((name) => `export * as ${name} from "@chainrule/${name}";\n`);
  writeFileSync(file, lines.join(""));
  return (await import(pathToFileURL(file).href)) as Library;
}

let ours: Library;
/** Every package once more, only `tensor`, only `layers`, and only `autograd`. */
let whole: Library;
let tensors: Library;
let modules: Library;
let functions: Library;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-copies-"));
  const all = packages.map(({ short }) => short);
  ours = await program(folder, "1.0.0", all);
  whole = await program(join(folder, "whole"), "1.0.1", all);
  tensors = await program(join(folder, "tensors"), "1.0.1", ["tensor"]);
  modules = await program(join(folder, "modules"), "1.0.1", ["layers"]);
  functions = await program(join(folder, "functions"), "1.0.1", ["autograd"]);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function sentence(name: string): string {
  return `${name} is loaded twice (1.0.0 and 1.0.1), and one copy was given what the other made; load one (npm ls ${name}).`;
}

/** What may be given to us by another copy. */
interface Given {
  readonly x: Tensor;
  readonly parameters: readonly Parameter[];
  readonly loss: Tensor;
}

function given({ tensor }: Library): Given {
  const x = tensor.tensor([[1, 2]]);
  const weights = new tensor.Parameter([[1], [2]]);
  return { x, parameters: [weights], loss: x.matmul(weights).sum() };
}

/** What we do with it. */
const uses: Readonly<Record<string, (library: Library, theirs: Given) => unknown>> = {
  add: ({ tensor }, { x }) => tensor.ones([2]).add(x),
  tensor: ({ tensor }, { x }) => tensor.tensor(x as never),
  "tensor of a list": ({ tensor }, { x }) => tensor.tensor([x] as never),
  concatenate: ({ tensor }, { x }) => tensor.concatenate([tensor.ones([1, 2]), x]),
  Parameter: ({ tensor }, { x }) => new tensor.Parameter(x),
  assign: ({ tensor }, { x }) => new tensor.State([[1, 2]]).assign(x as never),
  "a compiled step's argument": ({ tensor }, { x }) => tensor.compile((y) => y)(x as never),
  "a compiled step's result": ({ tensor }, { x }) => tensor.compile(() => [x])(),
  gradients: ({ autograd }, { loss, parameters }) => autograd.gradients(loss, parameters),
  "gradients, the target": ({ autograd, tensor }, { x }) => autograd.gradients(tensor.ones([]), x),
  "gradients, a target": ({ autograd, tensor }, { x }) =>
    autograd.gradients(tensor.ones([]), { x }),
  gradient: ({ autograd }, { x }) => autograd.gradient((y) => y.sum())(x as never),
  "gradient, the result": ({ autograd }, { x }) => autograd.gradient(() => x)(),
  vjp: ({ autograd }, { x }) => autograd.vjp(() => x)[1](),
  jacobian: ({ autograd }, { x }) => autograd.jacobian(() => x)(),
  checkGradients: ({ autograd }, { x }) => autograd.checkGradients((y) => y!, [x]),
  "checkGradients, the result": ({ autograd, tensor }, { x }) =>
    autograd.checkGradients(
      () => x,
      [new tensor.Parameter(tensor.ones([1], { dtype: "float64" }))],
    ),
  "customFunction, forward": ({ autograd }, { x }) =>
    autograd.customFunction({ name: "mine", forward: () => x, backward: () => [] })(),
  "customFunction, backward": ({ autograd, tensor }, { x }) => {
    const definition = {
      name: "mine",
      forward: (y: Tensor): Tensor => y.exp(),
      backward: (): [Tensor] => [x],
    };
    const y = tensor.ones([1, 2]);
    return autograd.gradients(autograd.customFunction(definition)(y).sum(), y);
  },
  Adam: ({ optimizers }, { parameters }) =>
    new optimizers.Adam().update(
      parameters,
      parameters.map(({ shape }) => ours.tensor.ones(shape)),
    ),
  clipByGlobalNorm: ({ optimizers }, { x }) => optimizers.clipByGlobalNorm([x], 1),
  meanSquaredError: ({ losses }, { x }) => losses.meanSquaredError(x, [[1, 2]]),
  "a layer's input": ({ layers }, { x }) => new layers.Affine(2, 2).forward(x as never),
  Dataset: ({ data }, { x }) => new data.Dataset({ x }),
  normalize: ({ data }, { x }) => data.normalize(x, { mean: 0, std: 1 }),
  accuracy: ({ metrics }, { x }) => metrics.accuracy(x, [0]),
  cholesky: ({ linalg }, { x }) => linalg.cholesky(x),
  rfft: ({ signal }, { x }) => signal.rfft(x),
  "magnitude, a part": ({ signal }, { x }) => signal.magnitude({ real: x, imaginary: x }),
  toOnnx: ({ onnx }, { x }) => onnx.toOnnx((inputs) => inputs, { x }),
  toJavaScript: ({ standalone }, { x }) => standalone.toJavaScript((inputs) => inputs, { x }),
  explain: ({ inspect }, { loss }) => inspect.explain(loss, { print: false }),
  "explain, the target": ({ inspect, tensor }, { x }) =>
    inspect.explain(tensor.ones([]), { print: false, targets: x }),
  toMermaid: ({ inspect }, { loss }) => inspect.toMermaid(loss),
  "toMermaid of a record": ({ inspect }, { x }) => inspect.toMermaid({ x }),
  detectAnomalies: ({ inspect }, { loss }) => inspect.detectAnomalies(() => loss),
  summary: ({ inspect, layers }, { x }) => inspect.summary(new layers.Affine(2, 2), x),
};

/** What is done with a module of another copy. */
const usesOfModules: Readonly<Record<string, (library: Library, theirs: Module) => unknown>> = {
  parameters: ({ layers }, theirs) => new layers.Sequential(theirs).parameters(),
  stateDict: ({ layers }, theirs) => new layers.Sequential(theirs).stateDict(),
  evaluate: ({ layers }, theirs) => new layers.Sequential(theirs).evaluate(),
  train: ({ layers }, theirs) => new layers.Sequential(new layers.Residual(theirs)).train(),
  saveModule: ({ layers }, theirs) => layers.saveModule(theirs),
  loadModule: ({ layers }, theirs) => layers.loadModule(theirs, {}),
  summary: ({ inspect }, theirs) => inspect.summary(theirs, [1, 2]),
  diagnose: ({ inspect }, theirs) => inspect.diagnose(theirs, {} as never),
  explain: ({ inspect, tensor }, theirs) =>
    inspect.explain(tensor.ones([]), { print: false, targets: theirs }),
};

describe.each([
  ["the whole library", (): Library => whole],
  ["tensor", (): Library => tensors],
])("a tensor of a second copy of %s", (_, other) => {
  test.each(Object.entries(uses))("%s", (__, use) => {
    expect(() => use(ours, given(other()))).toThrow(sentence("@chainrule/tensor"));
  });

  test("a parameter in a module", () => {
    class Net extends ours.layers.Module {
      readonly inner = new ours.layers.Affine(2, 2);
      readonly scales = [new (other().tensor.Parameter)([1, 2])];
      forward(): void {}
    }
    const net = new Net();
    for (const act of [() => net.parameters(), () => net.stateDict(), () => net.train()]) {
      expect(act).toThrow(sentence("@chainrule/tensor"));
    }
  });
});

describe.each([
  ["the whole library", (): Library => whole],
  ["layers", (): Library => modules],
])("a module of a second copy of %s", (_, other) => {
  test.each(Object.entries(usesOfModules))("%s", (__, use) => {
    const { Affine, Sequential } = other().layers;
    expect(() => use(ours, new Sequential(new Affine(2, 2)))).toThrow(
      sentence("@chainrule/layers"),
    );
  });

  test("in a class", () => {
    class Net extends ours.layers.Module {
      readonly blocks = [[new (other().layers.Affine)(2, 2)]];
      forward(): void {}
    }
    expect(() => new Net().parameters()).toThrow(sentence("@chainrule/layers"));
  });
});

test("a module is no tensor of another copy", () => {
  const { tensor, layers } = ours;
  expect(() => tensor.ones([2]).add(new layers.ReLU() as never)).toThrow(
    "add: needs a tensor, numbers or booleans; got ReLU.",
  );
});

test("a function with a gradient of its own keeps it, whichever copy of autograd is asked", () => {
  const { tensor, autograd } = ours;
  expect(functions.autograd).not.toBe(autograd);
  expect(functions.tensor).toBe(tensor);
  const seven = functions.autograd.customFunction({
    name: "seven",
    forward: (x: Tensor) => x.exp(),
    backward: (g) => [g.mul(7)],
  });
  const x = tensor.tensor([1, 2]);
  expect(autograd.gradients(seven(x).sum(), x).toArray()).toEqual([7, 7]);
});

test("copies that never meet work side by side", () => {
  for (const { autograd, optimizers, layers, tensor } of [ours, whole]) {
    const model = new layers.Sequential(new layers.Affine(2, 2), new layers.ReLU());
    const parameters = model.parameters();
    const loss = model
      .forward(tensor.ones([1, 2]))
      .square()
      .sum();
    new optimizers.SGD({ learningRate: 0 }).update(
      parameters,
      autograd.gradients(loss, parameters),
    );
    expect(loss.item()).toBeGreaterThanOrEqual(0);
  }
});
