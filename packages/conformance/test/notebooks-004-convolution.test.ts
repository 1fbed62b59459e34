import { gradients, jacobian, vjp } from "@chainrule/autograd";
import { softmaxCrossEntropy } from "@chainrule/losses";
import {
  convolve,
  einsum,
  Generator,
  rand,
  setEngine,
  tensor,
  type Tensor,
} from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { double, expectFact, expectNear, fact, type Numbers, of } from "./notebooks.ts";

/** Notebook 004: the Jacobian of softmax, and convolution as rows (im2row, row2im). */
const z = of([
  [1, 2, 3],
  [-1, 0, 4],
]);
const gradOut = of([
  [0.1, -0.2, 0.3],
  [1, 0.5, -1],
]);

function random(shape: readonly number[], seed: number): Tensor {
  return rand(shape, { ...double, generator: new Generator(seed) }).sub(0.5);
}

const nested = (x: Tensor): Numbers => x.toArray() as Numbers;

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "notebook 004 on %s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    test("softmax, forward and backward", () => {
      const [p, backward] = vjp((x: Tensor) => x.softmax(), z);
      expectFact(p, "004.softmax_fwd_val");
      expectFact(backward(gradOut)[0]!, "004.softmax_bwd_val");
      // By the notebook's Jacobian: diag(p) − p pᵀ.
      const eye = of([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
      const outer = einsum("ij,jk->ijk", p, eye).sub(einsum("ij,ik->ijk", p, p));
      expectFact(einsum("ik,ikj->ij", gradOut, outer), "004.softmax_bwd_val");
    });

    test("the Jacobian of softmax", () => {
      const x = of([1, 2, 3]);
      const p = x.softmax();
      const expected = p.data();
      const found = jacobian((at: Tensor) => at.softmax())(x);
      expectNear(
        found,
        [0, 1, 2].map((i) =>
          [0, 1, 2].map((j) => (i === j ? expected[i]! : 0) - expected[i]! * expected[j]!),
        ),
      );
    });

    test("softmax subtracts the largest logit; the smallest makes it worse", () => {
      expect(
        of([[0, 1000]])
          .softmax()
          .toArray(),
      ).toEqual([[0, 1]]);
      expect(
        tensor([[0, 100]])
          .softmax()
          .toArray(),
      ).toEqual([[expect.closeTo(0, 30), 1]]);
      const shifted = z.sub(z.min(1, { keepDims: true })).exp();
      expectNear(shifted.div(shifted.sum(1, { keepDims: true })), nested(z.softmax()), 2e-16);
    });

    test("the gradients of an affine layer as einsum", () => {
      const [x, g, w] = [random([4, 5], 1), random([4, 3], 2), random([5, 3], 3)];
      const out = x.matmul(w);
      const [dx, dw] = gradients(out, [x, w], { seed: g });
      expectNear(einsum("ij,ik->jk", x, g), nested(dw!));
      expectNear(einsum("ik,jk->ij", g, w), nested(dx));
    });

    test.each([
      [1, 0],
      [1, 1],
      [2, 1],
    ])("convolution as rows: stride %i, padding %i", (stride, padding) => {
      const [batch, channels, length, size, filters] = [2, 3, 6, 3, 4];
      const x = random([batch, channels, length, length], 4);
      const w = random([filters, channels, size, size], 5);
      const out = convolve(x, w, { strides: stride, padding });
      const positions = out.shape[2]!;
      expect(positions).toBe(Math.floor((length + 2 * padding - size) / stride) + 1);

      // im2row: a row of channels · size² elements for each position.
      const pads = [
        [0, 0],
        [0, 0],
        [padding, padding],
        [padding, padding],
      ] as [number, number][];
      const padded = x.pad(pads);
      const sliding = { axes: [2, 3], sizes: [size, size], strides: [stride, stride] };
      const windows = padded.windows(sliding);
      const order = [0, 2, 3, 1, 4, 5];
      const width = channels * size * size;
      const rows = windows.permute(order).reshape([batch, positions * positions, width]);
      const columns = w.reshape([filters, width]).mT;
      const product = rows.matmul(columns);
      const asImage = (y: Tensor): Tensor =>
        y.reshape([batch, positions, positions, filters]).permute([0, 3, 1, 2]);
      expectNear(asImage(product), nested(out));

      const upstream = random(out.shape, 6);
      const gradRows = upstream.permute([0, 2, 3, 1]).reshape([batch, positions ** 2, filters]);
      const [dx, dw] = gradients(out, [x, w], { seed: upstream });
      // The notebook's backward: einsum for the kernel, row2im for the input.
      const gradW = einsum("ijk,ijl->kl", rows, gradRows);
      expectNear(gradW, nested(dw!.reshape([filters, width]).mT as Tensor));
      const back = gradRows
        .matmul(columns.mT)
        .reshape([batch, positions, positions, channels, size, size])
        .permute([0, 3, 1, 2, 4, 5])
        .fold({ ...sliding, shape: padded.shape });
      const ends = [batch, channels, padding + length, padding + length];
      expectNear(back.slice([0, 0, padding, padding], ends), nested(dx));
      // Through windows and fold autograd finds the same.
      const [byRows] = gradients(asImage(product), [x], { seed: upstream });
      expectNear(byRows, nested(dx));
      expectNear(gradRows.sum([0, 1]), nested(upstream.sum([0, 2, 3])));
    });

    test("cross entropy is exact, and infinite where the probability is 0", () => {
      const yhat = of([
        [0.7, 0.2, 0.1],
        [0.1, 0.1, 0.8],
      ]);
      const onehot = of([
        [1, 0, 0],
        [0, 1, 0],
      ]);
      const biased = onehot.mul(yhat.add(1e-6).log()).sum().neg();
      expectFact(biased, "004.ce_val");
      const exact = softmaxCrossEntropy(yhat.log(), [0, 1], { reduction: "sum" });
      expectNear(exact, 2.659260036932778);
      expect(fact<number>("004.ce_val")).not.toBeCloseTo(exact.item(), 6);
      expect(softmaxCrossEntropy(of([[0, -Infinity]]), [1]).item()).toBe(Infinity);
    });
  },
);
