import { type DType, Node, type TypedArray } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import { agree, compute, Dice, differs } from "../src/index.ts";
import { anyConvolution, byWindows, type Convolving, training } from "../src/convolution.ts";
import { leaf } from "../src/leaves.ts";
import { engines, reference } from "./engines.ts";

/** Some of the numbers become NaN or infinite. */
function spoilt(dice: Dice, numbers: TypedArray): TypedArray {
  return numbers.map((number) =>
    dice.chance(0.1) ? dice.pick([NaN, Infinity, -Infinity]) : number,
  );
}

/** The same convolution as one primitive and as windows times kernels, of integers, so that both are exact. */
function both(
  dice: Dice,
  { input, kernel, attributes }: Convolving,
  dtype: DType,
  spoils = false,
): [Node, Node] {
  const integers = (shape: readonly number[], spoiled: boolean): Node => {
    const numbers = dice.integers(dtype, shape, -9, 9);
    return leaf(dtype, shape, spoiled ? spoilt(dice, numbers) : numbers);
  };
  const x = integers(input, spoils);
  // Windows see zeros between spread elements, which take no part in a convolution.
  const w = integers(kernel, spoils && attributes.inputDilation.every((spread) => spread === 1));
  const c = { ...attributes, dtype };
  return [Node.apply("convolve", [x, w], c), byWindows(x, w, c)];
}

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "law: convolve is windows times kernels, on %s",
  (_, engine) => {
    const check = (roots: readonly Node[]): void => {
      if (engine !== reference) {
        agree(
          engine,
          reference,
          { roots },
          roots.map(() => () => 0),
        );
      }
      const [direct, windowed] = compute(engine, { roots });
      expect(direct!.length).toBe(windowed!.length);
      // A sum of nothing may have another sign of zero.
      expect(differs(direct!, windowed!, roots[0]!.dtype, () => 1e-300)).toBe(null);
    };

    test.each([1, 2, 3])("over %i spatial axes", (spatial) => {
      const dice = new Dice(spatial);
      for (let i = 0; i < 40; i++) {
        check(both(dice, anyConvolution(dice, spatial), dice.pick(["float32", "float64"])));
      }
    });

    // Padding is zeros like any others: times NaN or an infinity they are NaN.
    test.each([1, 2, 3])("over %i spatial axes, of NaN and infinities too", (spatial) => {
      const dice = new Dice(spatial + 10);
      for (let i = 0; i < 40; i++) {
        const convolving = anyConvolution(dice, spatial);
        check(both(dice, convolving, dice.pick(["float32", "float64"]), true));
      }
    });

    test.each([
      [1, 1],
      [3, 1],
      [3, 2],
      [5, 1],
      [5, 2],
    ])("in training: kernels of %i, stride %i", (size, stride) => {
      const dice = new Dice(size * 10 + stride);
      for (const [channels, out] of [
        [1, 5],
        [3, 4],
        [6, 7],
      ] as const) {
        for (const padding of new Set([0, Math.floor(size / 2)])) {
          const layer = { batch: 2, channels, out, length: 9, size, stride, padding };
          for (const pass of Object.values(training(layer))) check(both(dice, pass, "float32"));
        }
      }
    });
  },
);

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "the room between spread elements takes no part, on %s",
  (_, engine) => {
    test("one axis, by hand", () => {
      const root = Node.apply(
        "convolve",
        [
          leaf("float32", [1, 1, 2], Float32Array.of(3, 5)),
          leaf("float32", [1, 1, 2], Float32Array.of(1, NaN)),
        ],
        {
          strides: [1],
          padding: [[1, 1]],
          inputDilation: [2],
          kernelDilation: [1],
          groups: 1,
          batchGroups: 1,
          flip: false,
          roles: { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] },
          dtype: "float32",
        },
      );
      expect(compute(engine, { roots: [root] })).toEqual([Float32Array.of(NaN, 3, NaN, 5)]);
    });

    test.each([1, 2, 3])("over %i spatial axes", (spatial) => {
      const dice = new Dice(spatial + 20);
      for (let i = 0; i < 40; i++) {
        const { input, kernel, attributes } = anyConvolution(dice, spatial);
        const inputDilation = attributes.inputDilation.map(() => dice.integer(1, 4));
        const w = spoilt(dice, dice.integers("float32", kernel, -9, 9));
        const root = Node.apply(
          "convolve",
          [
            leaf("float32", input, dice.integers("float32", input, -9, 9)),
            leaf("float32", kernel, w),
          ],
          { ...attributes, inputDilation },
        );
        agree(engine, reference, { roots: [root] }, [() => 0]);
      }
    });
  },
);

test("law: the passes of a layer are each other's transposes", () => {
  const dice = new Dice(7);
  for (const groups of [1, 3]) {
    for (const stride of [1, 2]) {
      const layer = { batch: 2, channels: 6, out: 9, length: 8, size: 3, stride, padding: 1 };
      const passes = Object.entries(training({ ...layer, groups }));
      const of = (shape: readonly number[]): Node =>
        leaf("float64", shape, dice.integers("float64", shape, -9, 9));
      const [x, w] = [of(passes[0]![1].input), of(passes[0]![1].kernel)];
      const y = Node.apply("convolve", [x, w], { ...passes[0]![1].attributes, dtype: "float64" });
      const dy = of(y.shape);
      const dot = (a: Node, b: Node): number => {
        const [product] = compute(reference, { roots: [Node.apply("mul", [a, b], {})] });
        return (product as Float64Array).reduce((sum, one) => sum + one, 0);
      };
      for (const [name, pass] of passes.slice(1)) {
        const [by, other] = name === "input gradient" ? [w, x] : [dy, w];
        const first = name === "input gradient" ? dy : x;
        const gradient = Node.apply("convolve", [first, by], {
          ...pass.attributes,
          dtype: "float64",
        });
        expect(gradient.shape).toEqual(other.shape);
        expect(dot(gradient, other)).toBe(dot(y, dy));
      }
    }
  }
});
