import { gradients } from "@chainrule/autograd";
import { allocate, type DType } from "@chainrule/graph";
import { fromData, setEngine, Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, numbers, readGolden, type Saved } from "./golden.ts";

interface Typed extends Saved {
  readonly dtype: DType;
}

type Argument =
  | { readonly input: number }
  | { readonly number: string }
  | { readonly undefined: true }
  | number
  | string
  | null
  | readonly Argument[]
  | { readonly [name: string]: Argument };

interface Case {
  readonly method: string;
  readonly arguments: readonly Argument[];
  readonly inputs: readonly Typed[];
  readonly outputs: readonly Typed[];
  readonly upstream?: Saved;
  readonly gradients?: readonly (Saved | null)[];
}

type Method = (this: Tensor, ...given: readonly unknown[]) => unknown;

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("breadth");

function load(saved: Typed): Tensor {
  const data = allocate(saved.dtype, saved.data.length);
  data.set(numbers(saved));
  return fromData(data, saved.shape, saved.dtype);
}

/** An argument as the method takes it. */
function given(argument: Argument, inputs: readonly Tensor[]): unknown {
  if (typeof argument !== "object" || argument === null) return argument;
  if (Array.isArray(argument)) return argument.map((part: Argument) => given(part, inputs));
  if ("input" in argument) return inputs[argument["input"] as number];
  if ("number" in argument)
    return Number((argument["number"] as string).replace("inf", "Infinity"));
  if ("undefined" in argument) return undefined;
  return Object.fromEntries(
    Object.entries(argument).map(([name, part]) => [name, given(part as Argument, inputs)]),
  );
}

/** One tensor, or those of a record in order. */
function listed(result: unknown): Tensor[] {
  return result instanceof Tensor ? [result] : Object.values(result as Record<string, Tensor>);
}

const tolerances = { float32: 4e-6, float64: 1e-11 } as const;

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each([...new Set(cases.map(({ method }) => method))])("%s", (method) => {
    for (const golden of cases.filter((one) => one.method === method)) {
      const what = `${method}(${JSON.stringify(golden.arguments)}) of ${JSON.stringify(golden.inputs.map(({ shape }) => shape))}`;
      const inputs = golden.inputs.map(load);
      const self = inputs[0]!;
      const call = (self as unknown as Record<string, Method>)[method]!;
      const args = golden.arguments.map((argument) => given(argument, inputs));
      const outputs = listed(call.apply(self, args));
      golden.outputs.forEach((expected, i) => {
        const got = outputs[i]!;
        expect(`${what} is ${got.dtype}`).toBe(`${what} is ${expected.dtype}`);
        expectClose(
          what,
          got,
          expected,
          expected.dtype === "float32" ? tolerances.float32 : tolerances.float64,
        );
      });
      if (golden.gradients === undefined) continue;
      const wanted = golden.gradients.flatMap((gradient, i) => (gradient === null ? [] : [i]));
      const loss = outputs[0]!.mul(load({ ...golden.upstream!, dtype: "float64" })).sum();
      const targets = wanted.map((i) => inputs[i]!);
      const found = gradients(loss, targets, { allowUnused: true });
      wanted.forEach((i, n) => {
        expectClose(`gradient ${i} of ${what}`, found[n]!, golden.gradients![i]!, 1e-9);
      });
    }
  });
});
