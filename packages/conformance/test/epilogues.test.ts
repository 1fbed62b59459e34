import { wasmEngine } from "@chainrule/engine-wasm";
import { capture, type DType, Node, type Shape } from "@chainrule/graph";
import { expect, test, vi } from "vitest";
import { agree, Dice } from "../src/index.ts";
import { training } from "../src/convolution.ts";
import { type Fill, given, leaf } from "../src/leaves.ts";
import { differing, runner } from "../src/shared.ts";
import { planOf } from "../src/plan-of.ts";
import { reference } from "./engines.ts";

vi.setConfig({ testTimeout: 60_000 });

const engine = wasmEngine({ threads: 1 });

/** Small integers, whose products and sums are exact. */
const finite =
  (dice: Dice): Fill =>
  (dtype, shape) =>
    dice.integers(dtype, shape, -4, 4);

/** A few of them are not finite. */
const integers =
  (dice: Dice): Fill =>
  (dtype, shape) => {
    const data = dice.integers(dtype, shape, -4, 4);
    if (data.length > 0 && dtype !== "int32" && dice.chance(0.2))
      data[dice.integer(0, data.length - 1)] = dice.pick([NaN, Infinity, -Infinity]);
    return data;
  };

const apply = (op: "add" | "mul" | "maximum" | "mod", a: Node, b: Node): Node =>
  Node.apply(op, [a, b], {});
const constant = (value: number, dtype: DType): Node =>
  Node.apply("constant", [], { value, dtype });

/** What layers do with sums: one step of an epilogue. */
const steps: readonly ((dice: Dice, x: Node) => Node)[] = [
  function bias(dice, x) {
    const shape = x.shape.slice(-1);
    return apply("add", x, given(dice, x.dtype, shape, integers(dice)));
  },
  function offsets(dice, x) {
    const shape = x.shape.map((length, axis) => (axis === x.shape.length - 2 ? length : 1));
    return apply("add", x, given(dice, x.dtype, shape, integers(dice)));
  },
  function residual(dice, x) {
    return apply("add", x, given(dice, x.dtype, x.shape, integers(dice)));
  },
  function scaled(dice, x) {
    return apply("mul", x, leaf(x.dtype, [], [dice.pick([0.5, 2, -1])]));
  },
  function relu(_, x) {
    return apply("maximum", x, constant(0, x.dtype));
  },
  function leaky(_, x) {
    const positive = Node.apply("less", [constant(0, x.dtype), x], {});
    return Node.apply("where", [positive, x, apply("mul", x, constant(0.5, x.dtype))], {});
  },
  function masked(dice, x) {
    const mask = given(dice, "bool", x.shape);
    return Node.apply("where", [mask, x, constant(-1, x.dtype)], {});
  },
  function positions(_, x) {
    const places = Node.apply("iota", [], { length: x.shape.at(-1)!, dtype: "int32" });
    return apply("add", x, Node.apply("cast", [places], { dtype: x.dtype }));
  },
  function remainder(dice, x) {
    return apply("mod", x, constant(dice.pick([2, 3, -5]), x.dtype));
  },
];

const casts: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

function product(dice: Dice, dtype: "float32" | "float64"): Node {
  if (dice.chance(0.3)) {
    const layer = {
      batch: dice.integer(1, 3),
      channels: dice.integer(1, 9),
      out: dice.integer(1, 20),
      length: dice.integer(5, 14),
      size: dice.pick([1, 3, 5]),
      stride: dice.integer(1, 2),
      padding: dice.integer(0, 2),
    };
    const { input, kernel, attributes } = dice.pick(Object.values(training(layer)));
    // Whether padding meets what is not finite is left open.
    const x = given(dice, dtype, input, finite(dice));
    const w = given(dice, dtype, kernel, finite(dice));
    return Node.apply("convolve", [x, w], { ...attributes, dtype });
  }
  const small = dice.chance(0.3);
  const lengths = small ? [0, 1, 2, 3, 5, 8, 9] : [9, 16, 17, 25, 31, 64, 67, 100];
  const batch: Shape = dice.chance(0.2) ? [dice.integer(1, 3)] : [];
  const [m, k, n] = [dice.pick(lengths), dice.pick([...lengths, 700]), dice.pick(lengths)];
  const a = given(dice, dtype, [...batch, m, k], integers(dice));
  const b = given(dice, dtype, dice.chance(0.5) ? [k, n] : [...batch, k, n], integers(dice));
  return Node.apply("matmul", [a, b], { dtype });
}

/** Sums with an epilogue; some of what is computed on the way is an output, too. */
function program(dice: Dice): Node[] {
  let x = product(dice, dice.chance(0.75) ? "float32" : "float64");
  const outputs: Node[] = [];
  for (let step = dice.integer(1, 4); step > 0; step--) {
    if (dice.chance(0.15)) outputs.push(x);
    x = dice.pick(steps)(dice, x);
  }
  // Nothing but finite numbers may become integers.
  if (dice.chance(0.2)) {
    const isFinite = Node.apply(
      "equal",
      [apply("mul", x, constant(0, x.dtype)), constant(0, x.dtype)],
      {},
    );
    const shown = Node.apply("where", [isFinite, x, constant(1, x.dtype)], {});
    x = Node.apply("cast", [shown], { dtype: dice.pick(casts) });
  }
  // Between convolutions images do not lie as outputs do.
  if (x.shape.length === 4 && x.dtype.startsWith("float") && dice.chance(0.7))
    x = Node.apply("max", [Node.apply("neg", [x], {})], { axes: [0], keepsNaN: true });
  return [...new Set([...outputs, x])];
}

const plan = (roots: readonly Node[]): string => planOf(engine.prepare(capture(roots).graph()));

test("law: sums with an epilogue are what the reference computes step by step", () => {
  let fused = 0;
  for (let seed = 0; seed < 250; seed++) {
    const roots = program(new Dice(seed));
    if (/^ {2}then /m.test(plan(roots))) fused++;
    agree(
      engine,
      reference,
      { roots },
      roots.map(() => () => 0),
    );
  }
  expect(fused).toBeGreaterThan(75);
});

test.each(["sigmoid", "tanh", "exp", "erf"] as const)("%s of sums, within 2 ulp", (name) => {
  for (let seed = 0; seed < 12; seed++) {
    const dice = new Dice(seed);
    const [m, k, n] = [dice.integer(1, 40), dice.integer(100, 300), dice.integer(2, 40)];
    const a = leaf("float32", [m, k], dice.integers("float32", [m, k], -1, 1));
    const b = leaf("float32", [k, n], dice.integers("float32", [k, n], -1, 1));
    const sums = apply(
      "mul",
      Node.apply("matmul", [a, b], { dtype: "float32" }),
      constant(0.125, "float32"),
    );
    const roots = [
      Node.apply(
        name,
        [apply("add", sums, leaf("float32", [n], integers(dice)("float32", [n])))],
        {},
      ),
    ];
    expect(plan(roots)).toMatch(m * n * k < 4096 ? "" : `then ${name}`);
    agree(engine, reference, { roots }, [() => -2]);
  }
});

test("law: the same bits for any number of threads", async () => {
  const engines = [1, 2, 3].map((threads) => wasmEngine({ threads }));
  for (let round = 0; round < 3; round++) {
    for (let seed = 900; seed < 908; seed++) {
      const dice = new Dice(seed);
      const [m, k, n] = [dice.integer(100, 300), dice.integer(50, 900), dice.integer(10, 300)];
      const normals: Fill = (dtype, shape) => dice.normals(dtype, shape);
      const a = given(dice, "float32", [m, k], normals);
      const b = given(dice, "float32", [k, n], normals);
      let x = Node.apply("matmul", [a, b], { dtype: "float32" });
      for (let step = 0; step < 3; step++) x = dice.pick(steps)(dice, x) as typeof x;
      const [expected, ...others] = engines.map((one) => runner(one, [x])());
      for (const found of others) expect(differing(found, expected!)).toEqual([]);
    }
    // Until workers are up, one thread does everything.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
