import type { Attributes, Node } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { cases, Dice } from "../src/index.ts";
import { networks } from "../src/networks.ts";
import { exportNetwork, exportStep } from "../src/onnx/exported.ts";

// ONNX Runtime runs what the library writes. It is too large to be a dependency: `CHAINRULE_ONNX_RUNTIME` names a folder in which onnxruntime-node is installed.

interface OrtTensor {
  readonly data: ArrayLike<number>;
  readonly dims: readonly number[];
  readonly type: string;
}

interface Runtime {
  readonly Tensor: new (type: string, data: object, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: {
    create(
      file: Uint8Array,
      options: object,
    ): Promise<{
      run(inputs: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
    }>;
  };
}

const folder = process.env["CHAINRULE_ONNX_RUNTIME"];

describe.skipIf(folder === undefined)("ONNX Runtime", () => {
  const runtime = createRequire(`${folder}/`)("onnxruntime-node") as Runtime;

  async function run(file: Uint8Array, inputs: Readonly<Record<string, Tensor>>) {
    const session = await runtime.InferenceSession.create(file, { logSeverityLevel: 4 });
    const given = Object.entries(inputs).map(([name, input]) => {
      const data = input.dtype === "bool" ? Uint8Array.from(input.data()) : input.data();
      return [name, new runtime.Tensor(input.dtype, data, input.shape)] as const;
    });
    const { y } = await session.run(Object.fromEntries(given));
    return y!;
  }

  /** In what a result differs from `wanted` by more than rounding, or nothing. */
  function difference(found: OrtTensor, wanted: Tensor): string {
    const type = `${found.type}[${String(found.dims)}]`;
    if (type !== `${wanted.dtype}[${String(wanted.shape)}]`) return type;
    const golden = wanted.data();
    const wrong = golden.findIndex((value, i) => {
      const [got, allowed] = [Number(found.data[i]), 2e-5 * Math.max(1, Math.abs(value))];
      return !Object.is(got, value) && !(Math.abs(got - value) <= allowed);
    });
    return wrong < 0
      ? ""
      : `${found.data[wrong]} instead of ${golden[wrong]} at ${wrong} of ${type}`;
  }

  /** Whether ONNX Runtime is to be asked: its operators are for fewer values than the library's. */
  function isAsked({ primitive, inputs, attributes, dtype, shape }: Node): boolean {
    const [x, second] = inputs;
    const elements = (node: Node): number[] => [...Tensor.of(node).data()];
    switch (primitive) {
      // Its kernels for float64 are missing.
      case "erf":
      case "atan2":
        return dtype === "float32";
      // It holds sums of integers that are too large at the largest integer.
      case "sum":
      case "prod":
        return dtype.startsWith("float");
      case "mod":
        return dtype.startsWith("float") || !elements(second!).includes(0);
      case "argsort":
        return !x!.shape.includes(0);
      case "convolve":
      case "matmul":
        return [x!.shape, second!.shape, shape].every((all) => !all.includes(0));
      case "take":
      case "scatterAdd": {
        const { axis, length } = attributes as Attributes<"scatterAdd">;
        const most = primitive === "take" ? x!.shape[axis]! : length;
        if (x!.shape.includes(0)) return false;
        return elements(second!).every((index) => index >= 0 && index < most);
      }
      default:
        return true;
    }
  }

  test.each(Object.keys(cases).filter((name) => name !== "random"))("%s", async (name) => {
    let count = 0;
    for (const node of cases[name as keyof typeof cases].cases(new Dice(1)) as Iterable<Node>) {
      if (count >= 25) break;
      if (!isAsked(node)) continue;
      if ((node.attributes as { batchGroups?: number }).batchGroups! > 1) continue;
      count++;
      const { file, inputs } = exportStep(node);
      const given = Object.fromEntries(inputs.map((input, i) => [`x${i}`, input]));
      expect(difference(await run(file, given), Tensor.of(node))).toBe("");
    }
    expect(count).toBeGreaterThan(10);
  });

  test.each(Object.entries(networks))("%s, for batches of every size", async (_, make) => {
    const network = make();
    const file = exportNetwork(network);
    for (const size of [1, 2, 4, 9]) {
      const x = network.batch(size);
      expect(difference(await run(file, { x }), network.f(x))).toBe("");
    }
  });
});
