import { Generator, ones, Parameter, State, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  Affine,
  BatchNorm1d,
  Dropout,
  Module,
  ReLU,
  Residual,
  type SavedTensor,
  Sequential,
} from "../src/index.ts";

class Block extends Module {
  readonly inner = new Affine(3, 3);
  forward(x: Tensor): Tensor {
    return this.inner.forward(x);
  }
}

class Net extends Module {
  readonly blocks = [new Block(), new Block()];
  readonly scale = new Parameter([1, 2, 3]);
  readonly seen = new State(0);
  readonly size = 3;
  readonly head = new Sequential(new ReLU(), new Affine(3, 2, { bias: false }));

  forward(x: Tensor): Tensor {
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(x.mul(this.scale).square());
  }
}

test("parameters and state are found in own properties, under dotted names", () => {
  const net = new Net();
  expect([...net.namedParameters().keys()]).toEqual([
    "blocks.0.inner.weight",
    "blocks.0.inner.bias",
    "blocks.1.inner.weight",
    "blocks.1.inner.bias",
    "scale",
    "head.1.weight",
  ]);
  expect(net.parameters()).toEqual([...net.namedParameters().values()]);
  expect([...net.namedState()]).toEqual([["seen", net.seen]]);
  expect([...net.children().keys()]).toEqual(["blocks.0", "blocks.1", "head"]);
  expect([...net.namedModules().keys()]).toEqual([
    "",
    "blocks.0",
    "blocks.0.inner",
    "blocks.1",
    "blocks.1.inner",
    "head",
    "head.0",
    "head.1",
  ]);
});

test("arrays within arrays are looked into, and numbers there are none", () => {
  class Pairs extends Module {
    readonly pairs = [[new Affine(2, 3), new ReLU()], [new Affine(3, 2, { bias: false })]];
    readonly sizes = [
      [2, 3],
      [[3], 2],
    ];
    forward(x: Tensor): Tensor {
      for (const pair of this.pairs) for (const layer of pair) x = layer.forward(x);
      return x;
    }
  }
  const net = new Pairs();
  expect([...net.namedParameters().keys()]).toEqual([
    "pairs.0.0.weight",
    "pairs.0.0.bias",
    "pairs.1.0.weight",
  ]);
  expect(() => net.forward(zeros([4, 3]))).toThrow("Pairs.pairs[0][0] Affine(2, 3): ");
});

test("a property may be called as private parts of a module might be", () => {
  class Named extends Module {
    readonly named = new Affine(2, 1);
    readonly rename = new State(0);
    readonly found = new Parameter([1]);
    readonly place = [this.named];
    forward(): void {}
  }
  const module = new Named();
  expect(module.parameters()).toEqual([module.named.weight, module.named.bias, module.found]);
  expect([...module.namedState().keys()]).toEqual(["rename"]);
  expect(module.evaluate().named.training).toBe(false);
  module.loadStateDict(module.stateDict());
});

test("what is not trainable is no parameter for optimizers, but keeps its name", () => {
  const layer = new Affine(2, 2);
  layer.weight.trainable = false;
  expect(layer.parameters()).toEqual([layer.bias]);
  expect([...layer.namedParameters().keys()]).toEqual(["weight", "bias"]);
});

test("tied parameters and shared modules come once", () => {
  class Tied extends Module {
    readonly a = new Affine(2, 2);
    readonly b = this.a;
    readonly weight = this.a.weight;
    forward(): void {}
  }
  const tied = new Tied();
  expect([...tied.namedParameters().keys()]).toEqual(["a.weight", "a.bias"]);
  expect(Object.keys(tied.stateDict())).toEqual([
    "a.weight",
    "a.bias",
    "b.weight",
    "b.bias",
    "weight",
  ]);
});

test("modules that hold one another end", () => {
  class Child extends Module {
    parent: Module | null = null;
    readonly weight = new Parameter([1]);
    forward(): void {}
  }
  class Root extends Module {
    readonly child = new Child();
    forward(): void {}
  }
  const root = new Root();
  root.child.parent = root;
  expect([...root.namedParameters().keys()]).toEqual(["child.weight"]);
  expect(root.train().training).toBe(true);
  expect(String(root)).toBe("Root {\n  (child): Child\n}");
});

test("modes reach every module", () => {
  const model = new Sequential(new Affine(2, 2), new Sequential(new Dropout(0.5)));
  const training = (): boolean[] => [...model.namedModules().values()].map((one) => one.training);
  expect(training()).toEqual([true, true, true, true]);
  expect(model.evaluate()).toBe(model);
  expect(training()).toEqual([false, false, false, false]);
  expect(model.train()).toBe(model);
  expect(training()).toEqual([true, true, true, true]);
});

test("errors begin with the path of the module", () => {
  const net = new Net();
  expect(() => net.forward(zeros([1, 4]))).toThrow(
    "Net.blocks[0] Block.inner Affine(3, 3): matmul: inner lengths 4 and 3 differ; got [1, 4] and [3, 3].",
  );
  const model = new Sequential(
    new Affine(2, 2),
    new ReLU(),
    new Affine(128 as number, 10 as number),
  );
  expect(() => model.forward(zeros([1, 2]))).toThrow(
    "Sequential[2] Affine(128, 10): matmul: inner lengths 2 and 128 differ; got [1, 2] and [128, 10].",
  );
  expect(() => model.layers[2].forward(zeros([1, 2]))).toThrow(/^Affine\(128, 10\): matmul/);
});

test("a module reached through another's property has its whole path", () => {
  class Outer extends Module {
    readonly net = new Net();
    forward(x: Tensor): Tensor {
      return this.net.blocks[1]!.inner.forward(x);
    }
  }
  expect(() => new Outer().forward(zeros([1, 4]))).toThrow(
    /^Outer\.net\.blocks\[1\]\.inner Affine/,
  );
});

test("a class that extends layers in a row has their members by place, and its own", () => {
  class Scaled extends Sequential<[Affine<2, 3>, ReLU]> {
    readonly scale = new Parameter([2]);
    readonly extra = new Affine(2, 2, { bias: false });
  }
  class Skip extends Residual<[ReLU]> {
    readonly scale = new Parameter([2]);
  }
  const net = new Scaled(new Affine(2, 3), new ReLU());
  expect([...net.namedParameters().keys()]).toEqual([
    "0.weight",
    "0.bias",
    "scale",
    "extra.weight",
  ]);
  expect([...net.children().keys()]).toEqual(["0", "1", "extra"]);
  expect(Object.keys(new Skip(new ReLU()).stateDict())).toEqual(["scale"]);
});

test("a class that extends a layer appears once in the path", () => {
  class Positive extends Affine {
    override describe(): string {
      return "Positive";
    }
    protected override compute(x: Tensor): Tensor {
      return super.compute(x).relu();
    }
  }
  const layer = new Positive(2, 1);
  expect(() => layer.forward(zeros([1, 4]))).toThrow(/^Positive: matmul/);
});

test("the path is gone after an error", () => {
  const net = new Net();
  expect(() => net.forward(zeros([1, 4]))).toThrow("Net.blocks[0]");
  // @ts-expect-error the inner lengths differ
  expect(() => zeros([1, 2]).matmul(zeros([3, 1]))).toThrow(/^matmul/);
});

test("errors call a parameter by its path, once a model was asked for its parameters", () => {
  const net = new Net();
  const names = (): string[] => [net.head.layers[1].weight.name, net.scale.name];
  expect(names()).toEqual(["weight", "a parameter"]);
  net.head.parameters();
  expect(names()).toEqual(["1.weight", "a parameter"]);
  net.parameters();
  net.head.parameters();
  expect(names()).toEqual(["head.1.weight", "scale"]);
  // @ts-expect-error assign: the shape must stay [3]; got [1]
  expect(() => net.scale.assign([1])).toThrow("got [1] for scale.");
});

test("a module that is run from farther above is found where it is now", () => {
  const block = () => new Sequential(new ReLU(), new Affine(3, 3));
  class Stack extends Module {
    blocks = [block(), block()];
    readonly #last = this.blocks[1]!.layers[1];

    forward(x: Tensor): Tensor {
      return this.#last.forward(x);
    }
  }
  const stack = new Stack();
  const run = (): Tensor => stack.forward(ones([1, 2]));
  expect(run).toThrow(/^Stack\.blocks\[1\]\[1\] Affine\(3, 3\): matmul/);
  stack.blocks.reverse();
  expect(run).toThrow(/^Stack\.blocks\[0\]\[1\] Affine\(3, 3\): matmul/);
  stack.blocks = [block(), ...stack.blocks];
  expect(run).toThrow(/^Stack\.blocks\[1\]\[1\] Affine\(3, 3\): matmul/);
  stack.blocks = [];
  expect(run).toThrow(/^Stack Affine\(3, 3\): matmul/);
});

test("errors go by where modules are now, if they were moved after a forward", () => {
  class Pair extends Module {
    first: Affine = new Affine(2, 2);
    second: Affine = new Affine(2, 2);
    more: Affine[] = [];

    forward(x: Tensor): Tensor {
      for (const layer of this.more) x = layer.forward(x);
      return this.second.forward(this.first.forward(x));
    }
  }
  const pair = new Pair();
  pair.forward(ones([1, 2]));
  pair.parameters();
  const [{ weight }] = [pair.first];
  expect(weight.name).toBe("first.weight");
  [pair.first, pair.second] = [pair.second, pair.first];
  pair.first.forward(ones([1, 2]));
  expect(() => pair.forward(ones([1, 3]))).toThrow(/^Pair\.first Affine\(2, 2\): matmul/);
  pair.parameters();
  pair.second.parameters();
  expect(weight.name).toBe("second.weight");
  pair.more.push(pair.second);
  pair.second = new Affine(2, 2);
  expect(() => pair.forward(ones([1, 3]))).toThrow(/^Pair\.more\[0\] Affine\(2, 2\): matmul/);
  pair.parameters();
  expect(weight.name).toBe("more.0.weight");
  pair.second = pair.more[0]!; // tied
  pair.parameters();
  expect(weight.name).toBe("second.weight");
  const whole = new Sequential(pair);
  whole.parameters();
  expect(weight.name).toBe("0.second.weight");
});

test("prints a tree", () => {
  expect(String(new Net())).toMatchInlineSnapshot(`
    "Net {
      (blocks.0): Block {
        (inner): Affine(3, 3)
      }
      (blocks.1): Block {
        (inner): Affine(3, 3)
      }
      (head): Sequential {
        (0): ReLU()
        (1): Affine(3, 2, no bias)
      }
    }"
  `);
  expect(String(new Affine(2, 3))).toBe("Affine(2, 3)");
});

test("a state dict is a copy, and loads into another model", () => {
  const [a, b] = [new Net(), new Net()];
  const saved = a.stateDict();
  const before = a.forward(ones([1, 3])).toArray();
  for (const parameter of a.parameters()) parameter.assign(parameter.mul(2));
  expect(a.forward(ones([1, 3])).toArray()).not.toEqual(before);
  b.loadStateDict(
    JSON.parse(JSON.stringify(saved), (_, value: unknown) => plain(value)) as typeof saved,
  );
  expect(b.forward(ones([1, 3])).toArray()).toEqual(before);
  a.loadStateDict(saved);
  expect(a.forward(ones([1, 3])).toArray()).toEqual(before);
  a.scale.assign([0, 0, 0]);
  expect(a.stateDict()["scale"]!.data).toEqual(new Float32Array(3));
  expect(saved["scale"]).toEqual({
    shape: [3],
    dtype: "float32",
    data: new Float32Array([1, 2, 3]),
  });
});

/** JSON has a typed array as an object of indices. */
function plain(value: unknown): unknown {
  return typeof value === "object" && value !== null && "0" in value ? Object.values(value) : value;
}

test("a state dict that does not fit changes nothing", () => {
  const net = new Net();
  const saved = net.stateDict();
  const { scale, ...rest } = saved;
  const check = (state: typeof saved, message: string): void => {
    expect(() => net.loadStateDict(state)).toThrow(message);
    expect(net.stateDict()).toEqual(saved);
  };
  check(rest, "loadStateDict: the state has no values for scale.");
  check(
    { ...saved, extra: scale!, more: scale! },
    "loadStateDict: the state has values that the module has no place for: extra, more.",
  );
  check(
    {
      ...saved,
      seen: { ...scale!, shape: [1], data: [1] },
      "blocks.0.inner.bias": { ...scale!, data: [5, 5, 5] },
    },
    "loadStateDict: seen must have shape []; got 1 elements of [1].",
  );
  check(
    { ...saved, scale: { ...scale!, data: [1] } },
    "loadStateDict: scale must have shape [3]; got 1 elements of [3].",
  );
  const unfinished = JSON.parse(JSON.stringify([1, NaN, 3])) as number[];
  check(
    { ...saved, scale: { ...scale!, data: unfinished } },
    "loadStateDict: scale must hold numbers; got null at 1.",
  );
  const broken = [{}, null, 3, { shape: [3] }, { ...scale!, shape: "3" }];
  for (const entry of [...broken, JSON.parse(JSON.stringify(scale)) as unknown]) {
    check(
      { ...saved, scale: entry as SavedTensor },
      "loadStateDict: scale must be as stateDict gives it, with data in an array or a typed array, which JSON makes an object; got ",
    );
  }
  check(
    { ...saved, scale: net.scale as never },
    "loadStateDict: scale must be as stateDict gives it, with data in an array or a typed array, which JSON makes an object; got Parameter.",
  );
});

test("a tied parameter loads one value", () => {
  class Tied extends Module {
    readonly a = new Parameter([1, 2]);
    readonly b = this.a;
    forward(): void {}
  }
  const tied = new Tied();
  const saved = tied.stateDict();
  tied.a.assign([3, 4]);
  tied.loadStateDict(saved);
  expect(tied.a.toArray()).toEqual([1, 2]);
  expect(() => tied.loadStateDict({ ...saved, b: { ...saved["b"]!, data: [1, 3] } })).toThrow(
    "loadStateDict: the state has different values for a and b, which are one tensor.",
  );
});

test("loading keeps the dtype of the module", () => {
  const layer = new Affine(1, 1, { dtype: "float64" });
  layer.loadStateDict({
    weight: { shape: [1, 1], dtype: "float32", data: new Float32Array([2]) },
    bias: { shape: [1], dtype: "float32", data: [0.5] },
  });
  expect(layer.weight.dtype).toBe("float64");
  expect(layer.forward(tensor([[3]])).toArray()).toEqual([[6.5]]);
});

test("the same seed gives the same first values", () => {
  const weights = (seed: number): unknown => {
    const generator = new Generator(seed);
    return new Affine(3, 4, { generator }).stateDict();
  };
  expect(weights(1)).toEqual(weights(1));
  expect(weights(1)).not.toEqual(weights(2));
});

test("state of batch normalisation is in the state dict", () => {
  const norm = new BatchNorm1d(2);
  expect(Object.keys(norm.stateDict())).toEqual([
    "weight",
    "bias",
    "runningMean",
    "runningVariance",
  ]);
  expect(norm.state()).toEqual([norm.runningMean, norm.runningVariance]);
});
