import { type Convolution, infer, type Shape, sizeOf } from "@chainrule/graph";
import { checkGradients, gradients } from "@chainrule/autograd";
import { fromData, primitive, type Tensor } from "@chainrule/tensor";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

/** A convolution whose shapes fit. */
interface Case {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly attributes: Convolution;
}

const upTo = (n: number, from = 1) => fc.integer({ min: from, max: n });

const axes = (rank: number) =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, axis) => axis),
    { minLength: rank },
  );

/** Random attributes of every kind; lengths by role are laid out as the roles say. */
const convolutions = fc
  .record({
    spatial: upTo(2, 0),
    grouping: fc.constantFrom([1, 1], [1, 1], [2, 1], [3, 1], [1, 2], [1, 3]) as fc.Arbitrary<
      [number, number]
    >,
    batch: upTo(2),
    perGroup: upTo(2),
    out: upTo(2),
    flip: fc.boolean(),
  })
  .chain(({ spatial, grouping: [groups, batchGroups], batch, perGroup, out, flip }) => {
    const rank = spatial + 2;
    const each = <T>(one: fc.Arbitrary<T>) =>
      fc.array(one, { minLength: spatial, maxLength: spatial });
    return fc
      .record({
        lengths: each(upTo(5)),
        taps: each(upTo(3)),
        strides: each(upTo(3)),
        padding: each(fc.tuple(upTo(3, -2), upTo(3, -2))),
        inputDilation: each(upTo(2)),
        kernelDilation: each(upTo(3)),
        roles: fc.record({ input: axes(rank), kernel: axes(rank), output: axes(rank) }),
      })
      .map(({ lengths, taps, roles, ...rest }): Case => {
        const laid = (sizes: readonly number[], role: readonly number[]): number[] => {
          const shape = [...sizes];
          role.forEach((axis, i) => (shape[axis] = sizes[i]!));
          return shape;
        };
        return {
          input: laid([batch * batchGroups, perGroup * groups, ...lengths], roles.input),
          kernel: laid([out * groups * batchGroups, perGroup, ...taps], roles.kernel),
          attributes: { ...rest, roles, groups, batchGroups, flip, dtype: "float64" },
        };
      });
  });

/** Different numbers between −1 and 1. */
function wave(shape: Shape, phase: number): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(phase + 1.7 * i));
  return fromData(data, shape, "float64");
}

test("both gradients, to second order, for random attributes", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(convolutions, ({ input, kernel, attributes }) => {
      const f = (x: Tensor, k: Tensor): Tensor => primitive("convolve", [x, k], attributes);
      const inputs: [Tensor, Tensor] = [wave(input, 0), wave(kernel, 2)];
      const { kinks } = checkGradients(f, inputs, { order: 2, samples: 6 }).assert();
      expect(kinks).toEqual([]);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("gradients are exact: ⟨g, convolve(x, k)⟩ = ⟨gradient, x⟩ = ⟨gradient, k⟩", () => {
  fc.assert(
    fc.property(convolutions, ({ input, kernel, attributes }) => {
      const [x, k] = [wave(input, 0), wave(kernel, 2)];
      const y = primitive("convolve", [x, k], attributes);
      const g = wave(y.shape, 4);
      const whole = y.mul(g).sum();
      const [dx, dk] = gradients(whole, [x, k]);
      expect(dx.mul(x).sum().item()).toBeCloseTo(whole.item(), 10);
      expect(dk.mul(k).sum().item()).toBeCloseTo(whole.item(), 10);
    }),
    { numRuns: 200, seed: 2 },
  );
});

test("gradients of convolve are convolve", () => {
  const attributes: Convolution = {
    strides: [2, 1],
    padding: [
      [0, 1],
      [2, -1],
    ],
    inputDilation: [1, 2],
    kernelDilation: [1, 3],
    groups: 1,
    batchGroups: 1,
    flip: false,
    roles: { input: [0, 1, 2, 3], kernel: [0, 1, 2, 3], output: [0, 1, 2, 3] },
    dtype: "float32",
  };
  const [x, k] = [wave([2, 3, 9, 8], 0).cast("float32"), wave([4, 3, 3, 2], 1).cast("float32")];
  const y = primitive("convolve", [x, k], attributes);
  const found = gradients(y.mul(y).sum(), [x, k]);
  expect(found.map(({ node }) => node.primitive)).toEqual(["convolve", "convolve"]);
  for (const { node } of found) {
    const [a, b] = node.inputs;
    expect(infer("convolve", [a!, b!], node.attributes as Convolution).shape).toEqual(node.shape);
  }
});
