import { gradients } from "@chainrule/autograd";
import { wasmEngine } from "@chainrule/engine-wasm";
import type { Engine } from "@chainrule/graph";
import {
  Affine,
  BatchNorm2d,
  Conv2d,
  Flatten,
  MaxPool2d,
  ReLU,
  Sequential,
} from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam } from "@chainrule/optimizers";
import { randint, randn, setEngine, setSeed } from "@chainrule/tensor";
import { afterAll, expect, test } from "vitest";
import { planOf } from "../src/plan-of.ts";

const bytes = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 };

/** A value in the arena: its size there, and the first and the last kernel that touch it. */
interface Life {
  readonly bytes: number;
  first: number;
  last: number;
}

/** A program as its text tells. */
function read(plan: string): { arena: number; kernels: string[]; lives: Life[] } {
  const lines = plan.split("\n");
  const lives = new Map<string, Life>();
  const kernels: string[] = [];
  for (const line of lines) {
    const place = /^(b\d+): (\w+)\[(.*?)\] by .*, at \d+$/.exec(line);
    if (place !== null) {
      const [, name, dtype, shape] = place;
      const elements = shape!
        .split(", ")
        .filter(Boolean)
        .reduce((n, length) => n * Number(length), 1);
      const size = Math.ceil((elements * bytes[dtype as keyof typeof bytes]) / 64) * 64;
      lives.set(name!, { bytes: size, first: Infinity, last: -1 });
    } else if (/: (loop|contract|sort) /.test(line)) {
      kernels.push(line);
    } else if (line.startsWith("  ")) {
      for (const [name] of line.matchAll(/\bb\d+\b/g)) {
        const life = lives.get(name);
        if (life === undefined) continue;
        life.first = Math.min(life.first, kernels.length - 1);
        life.last = kernels.length - 1;
      }
    }
  }
  const arena = Number(/^arena of (\d+) bytes/.exec(plan)![1]);
  return { arena, kernels, lives: [...lives.values()] };
}

/** The program of one training step of a small CNN, with Adam. */
function cnnStep(batch: number): string {
  const programs: string[] = [];
  const engine = wasmEngine({ threads: 1 });
  const prepare = engine.prepare.bind(engine);
  engine.prepare = (graph): ReturnType<Engine["prepare"]> => {
    const executable = prepare(graph);
    programs.push(planOf(executable));
    return executable;
  };
  setEngine(engine);
  setSeed(1);
  const model = new Sequential(
    new Conv2d(1, 16, 5, { padding: 2 }),
    new BatchNorm2d(16),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(16, 32, 5, { padding: 2 }),
    new BatchNorm2d(32),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Affine(1568, 10),
  );
  const parameters = model.parameters();
  const adam = new Adam();
  const [x, y] = [randn([batch, 1, 28, 28]), randint(0, 10, [batch])];
  x.data();
  y.data();
  for (let step = 0; step < 2; step++) {
    const loss = softmaxCrossEntropy(model.forward(x), y);
    adam.update(parameters, gradients(loss, parameters));
    loss.item();
  }
  return programs.toSorted((a, b) => b.length - a.length)[0]!;
}

afterAll(() => setEngine(undefined));

test("a training step of a CNN, in an arena hardly larger than what is alive at once", () => {
  const { arena, kernels, lives } = read(cnnStep(64));
  expect(kernels).toMatchInlineSnapshot(`
    [
      "sub: loop []",
      "gradient of softmaxCrossEntropy: loop []",
      "Adam: loop []",
      "  convolve zeros: loop [64, 1024]",
      "  arrange: loop [64, 28, 28]",
      "convolve: contract [64, 28, 28, 16, Σ1, Σ5, Σ5]",
      "provisionalMean: loop [16, Σ2, Σ28, Σ15]",
      "provisionalMean: loop [16]",
      "mean: loop [16, 16, Σ3136]",
      "mean: loop [16, Σ16]",
      "mean: loop [16]",
      "mean: loop [16, Σ16]",
      "sub: loop [16]",
      "add: loop [16]",
      "or: loop [896, 14, 16]",
      "  convolve zeros: loop [64, 5184]",
      "  arrange: loop [64, 14, 224]",
      "convolve: contract [64, 14, 14, 32, Σ16, Σ5, Σ5]",
      "provisionalMean: loop [32, Σ2, Σ14, Σ8]",
      "provisionalMean: loop [32]",
      "mean: loop [16, 32, Σ784]",
      "mean: loop [32, Σ16]",
      "mean: loop [32]",
      "mean: loop [32, Σ16]",
      "sub: loop [32]",
      "add: loop [32]",
      "or: loop [64, 7, 7, 32]",
      "matmul: contract [64, 10, Σ1568]",
      "softmaxCrossEntropy: loop [64, Σ10]",
      "softmaxCrossEntropy: loop [64, 10]",
      "softmaxCrossEntropy: loop [64, Σ10]",
      "softmaxCrossEntropy: loop [64]",
      "softmaxCrossEntropy: loop [64, Σ10]",
      "softmaxCrossEntropy: loop [Σ64]",
      "softmaxCrossEntropy: loop []",
      "gradient of softmaxCrossEntropy: loop [64]",
      "gradient of softmaxCrossEntropy: loop [64, Σ10]",
      "gradient of softmaxCrossEntropy: loop [64]",
      "gradient of softmaxCrossEntropy: loop [64, 10]",
      "gradient of add: loop [10, Σ64]",
      "matmul: contract [64, 1568, Σ10]",
      "matmul: contract [1568, 10, Σ64]",
      "  gradient of relu: loop [16, 4, 7, 7, 32]",
      "  gradient of add: loop [16, 32, Σ784]",
      "gradient of add: loop [32, Σ16]",
      "gradient of mul: loop [32, Σ16]",
      "gradient of mul: loop [32]",
      "  gradient of mean: loop [16, 784, 32]",
      "  gradient of add: loop [16, 32, Σ784]",
      "gradient of add: loop [32, Σ16]",
      "  convolve zeros: loop [64, 10368]",
      "  arrange: loop [64, 14, 448]",
      "convolve: contract [64, 14, 14, 16, Σ32, Σ5, Σ5]",
      "convolve: contract [16, 5, 5, 32, Σ64, Σ14, Σ14]",
      "gradient of relu: loop [896, 14, 16]",
      "gradient of add: loop [16, 16, Σ3136]",
      "gradient of add: loop [16, Σ16]",
      "gradient of mul: loop [16, Σ16]",
      "gradient of mul: loop [16]",
      "gradient of mean: loop [50176, 16]",
      "gradient of add: loop [16, 16, Σ3136]",
      "gradient of add: loop [16, Σ16]",
      "convolve: contract [1, 5, 5, 16, Σ64, Σ28, Σ28]",
      "Adam: loop [16, 25]",
      "Adam: loop [16]",
      "Adam: loop [16]",
      "Adam: loop [16]",
      "Adam: loop [32, 16, 25]",
      "Adam: loop [32]",
      "Adam: loop [32]",
      "Adam: loop [32]",
      "Adam: loop [15680]",
      "Adam: loop [10]",
    ]
  `);
  const alive = kernels.map((_, time) =>
    lives
      .filter(({ first, last }) => first <= time && time <= last)
      .reduce((total, life) => total + life.bytes, 0),
  );
  expect(arena).toBeGreaterThanOrEqual(Math.max(...alive));
  expect(arena).toBeLessThan(1.3 * Math.max(...alive));
});
