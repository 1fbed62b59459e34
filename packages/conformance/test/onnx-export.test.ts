import type { Attributes, Convolution, Node } from "@chainrule/graph";
import { Affine, BatchNorm1d, Dropout, Sequential } from "@chainrule/layers";
import { toOnnx } from "@chainrule/onnx";
import { Parameter, rand, State, Tensor, tensor, zeros } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { cases, Dice } from "../src/index.ts";
import { networks } from "../src/networks.ts";
import { exportNetwork, exportStep } from "../src/onnx/exported.ts";
import { readModel } from "../src/onnx/model.ts";
import { run } from "../src/onnx/run.ts";

// Files are read and run by the reader of ONNX in this package, which ONNX's own cases test; `onnx-export.slow.ts` has ONNX Runtime run them.

/** In what two tensors differ by more than rounding, or nothing. */
function difference(found: Tensor, wanted: Tensor): string {
  const types = [found, wanted].map(({ dtype, shape }) => `${dtype}[${String(shape)}]`);
  if (types[0] !== types[1]) return types.join(" instead of ");
  const [given, golden] = [found.data(), wanted.data()];
  const wrong = golden.findIndex((value, i) => {
    const allowed = 2e-5 * Math.max(1, Math.abs(value));
    return !Object.is(given[i], value) && !(Math.abs(given[i]! - value) <= allowed);
  });
  return wrong < 0 ? "" : `${given[wrong]} instead of ${golden[wrong]} at ${wrong} of ${types[0]}`;
}

/** What ONNX has no words for, and why: the message. */
function unsaid({ primitive, attributes }: Node): string | null {
  if (primitive === "random") return "ONNX has no counterpart of random numbers";
  const groups = primitive === "convolve" && (attributes as Convolution).batchGroups > 1;
  return groups ? "ONNX has no counterpart of a convolution with groups of the batch." : null;
}

/** Whether all indices are those of elements: others are mistakes in ONNX. */
function inRange({ primitive, inputs, attributes }: Node): boolean {
  if (primitive !== "take" && primitive !== "scatterAdd") return true;
  const { axis, length } = attributes as Attributes<"scatterAdd">;
  const most = primitive === "take" ? inputs[0]!.shape[axis]! : length;
  return Tensor.of(inputs[1]!)
    .data()
    .every((index) => index >= 0 && index < most);
}

const nodes = Object.entries(cases).flatMap(([name, entry]) => {
  const all = entry.cases(new Dice(1)) as Iterable<Node>;
  const some: Node[] = [];
  for (const node of all) if (some.push(node) === 60) break;
  return [[name, some] as const];
});

test.each(nodes)("%s is written as it is computed", (_, all) => {
  for (const node of all.filter((one) => unsaid(one) === null && inRange(one))) {
    const { file, inputs } = exportStep(node);
    expect(difference(run(readModel(file), inputs)[0]!, Tensor.of(node))).toBe("");
  }
});

test("what ONNX has no words for is named", () => {
  const said = nodes.flatMap(([, all]) => all).filter((node) => unsaid(node) !== null);
  expect(new Set(said.map(({ primitive }) => primitive))).toEqual(new Set(["random", "convolve"]));
  for (const node of said) expect(() => exportStep(node)).toThrow(unsaid(node)!);
});

describe.each(Object.entries(networks))("%s", (_, make) => {
  test("gives the same results for batches of every size", () => {
    const network = make();
    const model = readModel(exportNetwork(network));
    for (const size of [1, 2, 4, 9]) {
      const x = network.batch(size);
      expect(difference(run(model, [x])[0]!, network.f(x))).toBe("");
    }
  });

  test("is the same file each time", () => {
    const network = make();
    expect(exportNetwork(network)).toEqual(exportNetwork(network));
  });
});

test("what is random, and outside, is stored", () => {
  const noise = rand([3]);
  const file = toOnnx(({ x }) => ({ y: x.add(noise) }), { x: zeros([3]) });
  const [found] = run(readModel(file), [tensor([1, 2, 3])]);
  expect(difference(found!, noise.add([1, 2, 3]) as Tensor)).toBe("");
});

test("what the function reads on the way is a step all the same", () => {
  const f = ({ x }: { readonly x: Tensor }): { readonly y: Tensor } => {
    const twice = x.mul(2);
    expect(twice.toArray()).toEqual([0, 0]);
    return { y: twice.add(x.detach()) as Tensor };
  };
  const [found] = run(readModel(toOnnx(f, { x: zeros([2]) })), [tensor([1, 2])]);
  expect(found!.toArray()).toEqual([3, 6]);
  const reads = ({ x }: { readonly x: Tensor }): { readonly y: Tensor } => {
    const twice = x.mul(2);
    twice.data();
    const apart = twice.detach();
    return { y: apart.add(1) as Tensor };
  };
  expect(() => toOnnx(reads, { x: zeros([2]) })).toThrow(
    "toOnnx: the function must not detach what is computed already: it would be a constant. Detach it outside.",
  );
});

test("parameters and inputs keep their names; nothing is assigned, and no random number is drawn", () => {
  const count = new State(tensor(0), { name: "count" });
  const weight = new Parameter([2, 3], { name: "weight" });
  const model = readModel(
    toOnnx(
      ({ left, right }) => {
        count.assign(count.add(1));
        return { sum: left.mul(weight).add(right), left_again: left };
      },
      { left: zeros([2]), right: zeros([2]) },
    ),
  );
  expect(model.inputs).toEqual(["left", "right"]);
  expect(model.outputs).toEqual(["sum", "left_again"]);
  expect([...model.initializers.keys()]).toEqual(["weight"]);
  expect(count.item()).toBe(0);
  const [sum, again] = run(model, [tensor([1, 1]), tensor([10, 20])]);
  expect(sum!.toArray()).toEqual([12, 23]);
  expect(again!.toArray()).toEqual([1, 1]);
});

describe("mistakes", () => {
  const model = new Sequential(new Affine(2, 3), new BatchNorm1d(3), new Dropout(0.5));
  const x = zeros([4, 2]);
  const any = (f: unknown): never => f as never;

  test.each([
    [
      () => toOnnx((given) => ({ y: model.forward(given.x) }), { x }, { batched: ["x"] }),
      "toOnnx: ONNX has no counterpart of random numbers, in dropout of Sequential[2] Dropout(0.5): a model has none in evaluation mode, after model.evaluate().",
    ],
    [
      () => {
        const f = ({ x: given }: { x: Tensor }): { y: Tensor } => ({
          y: given.shape[0] === 3 ? given : given.neg(),
        });
        toOnnx(f, { x }, { batched: ["x"] });
      },
      "toOnnx: the function must do the same for batches of every size.",
    ],
    [
      () => {
        const norm = new BatchNorm1d(2);
        toOnnx((given) => ({ y: norm.forward(given.x) }), { x }, { batched: ["x"] });
      },
      "toOnnx: a number, as statistics of a batch have in training mode, must not depend on the size of the batch.",
    ],
    [
      () => toOnnx((given) => ({ y: new Dropout(0.5).forward(given.x) }), { x }),
      "toOnnx: ONNX has no counterpart of random numbers, in dropout of Dropout(0.5): a model has none in evaluation mode, after model.evaluate().",
    ],
    [
      () =>
        toOnnx((given) => ({ y: given.x.mul(1 / given.x.shape[0]) }), { x }, { batched: ["x"] }),
      "toOnnx: a batch of another size must change lengths only",
    ],
    [
      () =>
        toOnnx(
          (given) => ({ y: given.x.reshape([-1]).windows({ axes: [0], sizes: [3] }) }),
          { x },
          { batched: ["x"] },
        ),
      "toOnnx: windows must not depend on the size of the batch.",
    ],
    [
      () => toOnnx((given) => any(given.x), { x }),
      "toOnnx: the function must return tensors by name, as { scores: … }; got",
    ],
    [
      () => toOnnx(any(new Sequential(new Affine(2, 3))), { x }),
      "toOnnx: what is written must be a function of tensors by name; got Sequential.",
    ],
    [() => toOnnx(() => ({}), { x }), "toOnnx: the function must return tensors by name"],
    [() => toOnnx(() => any({ y: 1 }), { x }), "toOnnx: result y must be a tensor; got"],
    [
      () => toOnnx((given) => ({ y: any(given) }), { x: any([1]) }),
      "toOnnx: input x must be a tensor; got",
    ],
    [() => toOnnx((given) => ({ x: given.x }), { x }), "toOnnx: names must differ; got x twice."],
    [
      () => toOnnx((given) => ({ y: given.x }), { x }, { batched: any(["z"]) }),
      "toOnnx: batched inputs must be among x; got z.",
    ],
    [
      () => toOnnx((given) => ({ y: given.x }), { x: zeros([]) }, { batched: ["x"] }),
      "toOnnx: the batched input x needs an axis; got [].",
    ],
    [
      () => toOnnx((given) => ({ y: given.x }), { x }, any({ batch: ["x"] })),
      "toOnnx: there is no option batch, only batched.",
    ],
  ])("%#", (act, sentence) => {
    expect(act).toThrow(sentence);
  });
});
