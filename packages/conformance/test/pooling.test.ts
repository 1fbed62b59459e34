import { gradients } from "@chainrule/autograd";
import { wasmEngine } from "@chainrule/engine-wasm";
import { capture, type Node } from "@chainrule/graph";
import { MaxPool2d } from "@chainrule/layers";
import { type DType, fromData, type Tensor, where } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { agree, Dice } from "../src/index.ts";
import { differing, runner } from "../src/shared.ts";
import { planOf } from "../src/plan-of.ts";
import { engines, reference } from "./engines.ts";

/** How windows lie along height and width. */
interface Along {
  readonly size: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
}

/** The largest of each window and its gradient, by hand: to the first of equal elements, and to the last NaN. */
function byHand(
  x: Float64Array,
  g: readonly number[],
  [h, w]: readonly [number, number],
  { size, stride = size, padding = [0, 0], dilation = [1, 1] }: Along,
): { y: number[]; dx: number[] } {
  const [rows, columns] = [h, w].map((length, axis) => {
    const room = length + 2 * padding[axis]! - dilation[axis]! * (size[axis]! - 1) - 1;
    return Math.floor(room / stride[axis]!) + 1;
  }) as [number, number];
  const dx = Array.from(x, () => 0);
  const y: number[] = [];
  for (let image = 0; image < x.length / (h * w); image++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        let best = -1;
        for (let i = 0; i < size[0] * size[1]; i++) {
          const row = r * stride[0] - padding[0] + Math.floor(i / size[1]) * dilation[0];
          const column = c * stride[1] - padding[1] + (i % size[1]) * dilation[1];
          if (row < 0 || row >= h || column < 0 || column >= w) continue;
          const at = (image * h + row) * w + column;
          if (best < 0 || x[at]! > x[best]! || Number.isNaN(x[at]!)) best = at;
        }
        dx[best]! += g[y.length]!;
        y.push(x[best]!);
      }
    }
  }
  return { y, dx };
}

const dice = new Dice(31);

const exactly = (): number => 0;

/** Few different numbers, so that many are equal, and some that are no numbers. */
function elements(count: number): number[] {
  const some = [-1, 0, 1, 2, 2, 2, 3, -Infinity, Infinity, NaN];
  return Array.from({ length: count }, () => some[dice.integer(0, some.length - 1)]!);
}

const inputs: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  "as it lies": (x) => x,
  "images last": (x) => x.permute([2, 3, 1, 0]).mul(2).permute([3, 2, 0, 1]),
};

describe.each<readonly [number, number]>([
  [2, 2],
  [1, 2],
  [2, 1],
  [1, 1],
  [1, 4],
  [4, 1],
  [3, 1],
  [1, 3],
  [3, 3],
])("windows of %d by %d", (kh, kw) => {
  const shapes = [
    [2, 3, kh, kw],
    [1, 1, 3 * kh, 2 * kw],
    [3, 2, 2 * kh + kh - 1, 5 * kw + (kw >> 1)],
    [0, 2, kh, kw],
    [2, 5, 4 * kh, 4 * kw],
  ];

  test.each(shapes)("of [%d, %d, %d, %d], by hand", (n, c, h, w) => {
    for (const dtype of ["float32", "float64"] satisfies DType[]) {
      const x = Float64Array.from(elements(n * c * h * w));
      const g = Array.from(
        { length: n * c * Math.floor(h / kh) * Math.floor(w / kw) },
        (_, i) => i + 1,
      );
      const input = fromData(x, [n, c, h, w]).cast(dtype);
      const y = new MaxPool2d([kh, kw]).forward(input);
      const seed = fromData(Float32Array.from(g), y.shape as number[]).cast(dtype);
      const [dx] = gradients(y, [input], { seed });
      const hand = byHand(x, g, [h, w], { size: [kh, kw] });
      expect([...y.data()]).toEqual(hand.y);
      expect([...dx!.data()]).toEqual(hand.dx);
    }
  });

  test.each(Object.keys(inputs))("%s: engines agree, also where activations follow", (name) => {
    for (const [n, c, h, w] of shapes as [number, number, number, number][]) {
      const x = inputs[name]!(fromData(Float32Array.from(elements(n * c * h * w)), [n, c, h, w]));
      const g = dice.integers("float32", [n * c * h * w], -9, 9) as Float32Array;
      const y = new MaxPool2d([kh, kw]).forward(where(x.greater(0), x, 0)).mul(2);
      const rest = fromData(g.slice(0, y.size), y.shape as number[]);
      const [dx] = gradients(y.mul(rest).sum(), [x]);
      const roots: Node[] = [y.node, dx!.node, dx!.sum(1).node];
      for (const engine of engines)
        agree(engine, reference, { roots }, [exactly, exactly, exactly]);
    }
  });
});

test.each<Along>([
  { size: [5, 5], stride: [1, 1], padding: [2, 2] },
  { size: [6, 7], stride: [1, 1], padding: [3, 3] },
  { size: [8, 9], stride: [1, 2], padding: [4, 4] },
  { size: [1, 13], stride: [1, 1] },
  { size: [15, 1], stride: [2, 1], padding: [7, 0] },
  { size: [3, 3], stride: [2, 2], padding: [1, 1] },
  { size: [5, 7], stride: [5, 7] },
  { size: [7, 5], stride: [2, 3] },
  { size: [5, 6], stride: [1, 2], dilation: [3, 2] },
])("windows of %j, by hand", (along) => {
  for (const [h, w] of [
    [17, 16],
    [20, 23],
  ] as const) {
    for (const dtype of ["float32", "float64", "int32"] satisfies DType[]) {
      // Of infinities only those above: padding is as little as those below, and so might be first.
      const all = elements(2 * h * w).map((x) =>
        dtype === "int32" && !Number.isFinite(x) ? 4 : x,
      );
      const x = Float64Array.from(all, (one) => (one === -Infinity ? -2 : one));
      const input = fromData(x, [1, 2, h, w]).cast(dtype);
      const { size, ...options } = along;
      const y = new MaxPool2d(size, options).forward(input);
      const g = Array.from({ length: y.size }, (_, i) => i + 1);
      const hand = byHand(x, g, [h, w], along);
      expect([...y.data()]).toEqual(hand.y);
      if (dtype === "int32") continue;
      const seed = fromData(Float64Array.from(g), y.shape as number[]).cast(dtype);
      const [dx] = gradients(y, [input], { seed });
      expect([...dx!.data()]).toEqual(hand.dx);
    }
  }
});

test("wide windows take few comparisons, whatever their width", () => {
  const x = fromData(new Float32Array(40 * 40), [1, 1, 40, 40]);
  const y = new MaxPool2d(15, { stride: 1 }).forward(x);
  const plan = planOf(wasmEngine({ threads: 1 }).prepare(capture([y.node]).graph()));
  expect(plan.match(/larger\(/g)?.length).toBeLessThan(16);
  expect(plan).not.toContain("argmax");
});

/** A network's beginning, forward and backward. */
function pooled(batch: number): Node[] {
  const x = fromData(dice.normals("float32", [batch * 28 * 28 * 16]) as Float32Array, [
    batch,
    28,
    28,
    16,
  ]);
  const images = x.permute([0, 3, 1, 2]);
  const y = new MaxPool2d(2).forward(images.mul(3).relu());
  const [dx] = gradients(y.square().sum(), [x]);
  return [y.node, dx!.node];
}

test("the same bits from 1, 2 and 3 threads", async () => {
  const roots = pooled(7);
  const [alone, ...others] = [1, 2, 3].map((threads) => runner(wasmEngine({ threads }), roots));
  const expected = alone!();
  for (let round = 0; round < 4; round++) {
    for (const run of others) expect(differing(run(), expected)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test("forward and backward are a kernel each, without zeros that are added to", () => {
  const plan = planOf(wasmEngine({ threads: 1 }).prepare(capture(pooled(7)).graph()));
  expect(plan.split("\n").filter((line) => /: loop /.test(line))).toMatchInlineSnapshot(`
    [
      "  or: loop [7, 14, 14, 16]",
      "  gradient of permute: loop [7, 14, 14, 16]",
    ]
  `);
  expect(plan).not.toContain("+=");
});
