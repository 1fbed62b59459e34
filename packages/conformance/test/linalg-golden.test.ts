import { gradients } from "@chainrule/autograd";
import * as linalg from "@chainrule/linalg";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly inputs: readonly Saved[];
    readonly options: object;
    readonly outputs: readonly Saved[];
    readonly upstream: readonly Saved[];
    readonly gradients: readonly Saved[];
  }[];
  readonly values: {
    readonly signs: { readonly x: Saved; readonly value: Saved };
    readonly wide: { readonly x: Saved; readonly q: Saved; readonly r: Saved };
    readonly short: { readonly a: Saved; readonly b: Saved; readonly value: Saved };
  };
}

const golden = readGolden<Golden>("linalg");

/** What both sides round in float64, times condition numbers of up to some hundred and, in gradients, their squares. */
const rounding = 1e-10;

type Compute = (...given: readonly unknown[]) => Tensor;

/** The outputs of functions by their names, in the order of the golden ones. */
function outputsOf(name: string, inputs: readonly Tensor[], options: object): readonly Tensor[] {
  if (name === "qr") {
    const { q, r } = linalg.qr(inputs[0]!);
    return [q, r] as readonly Tensor[];
  }
  if (name === "eigh") {
    const [a] = inputs as readonly [Tensor];
    const { values, vectors } = linalg.eigh(a.add(a.matrixTranspose()).mul(0.5));
    return [values, vectors.square()] as readonly Tensor[];
  }
  if (name === "matrixPower") {
    const { power } = options as { readonly power: number };
    return [linalg.matrixPower(inputs[0]!, power) as Tensor];
  }
  if (name === "slogdet") return [linalg.slogdet(inputs[0]!).logDeterminant as Tensor];
  const f = (linalg as unknown as Readonly<Record<string, Compute>>)[name]!;
  return [name === "solveTriangular" ? f(...inputs, options) : f(...inputs)];
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(golden.cases.map((one) => [one.name, one.inputs[0]!.shape, one.options, one] as const))(
    "%s of %j, %j, and its gradients: PyTorch's",
    (_name, _shape, _options, { name, options, ...one }) => {
      const inputs = one.inputs.map((input) => load(input));
      const outputs = outputsOf(name, inputs, options);
      const seeds = one.upstream.map((seed) => load(seed));
      const total = outputs
        .map((output, i) => output.mul(seeds[i]!).sum() as Tensor)
        .reduce((sum, next) => sum.add(next) as Tensor);
      const found = gradients(total, inputs);
      outputs.forEach((output, i) => expectClose(`output ${i}`, output, one.outputs[i]!, rounding));
      found.forEach((gradient, i) =>
        expectClose(`gradient ${i}`, gradient, one.gradients[i]!, rounding),
      );
    },
  );
});

test("signs of determinants are NumPy's", () => {
  const { x, value } = golden.values.signs;
  expectClose("signs", linalg.slogdet(load(x)).sign as Tensor, value, 0);
  expect(value.data).toContain(-1);
});

test("factors of matrices with fewer rows than columns are NumPy's", () => {
  const { x, q, r } = golden.values.wide;
  const found = linalg.qr(load(x));
  expectClose("q", found.q as Tensor, q);
  expectClose("r", found.r as Tensor, r);
});

test("of fewer equations than unknowns the smallest solution is NumPy's", () => {
  const { a, b, value } = golden.values.short;
  expectClose("x", linalg.leastSquares(load(a), load(b)) as Tensor, value);
});
