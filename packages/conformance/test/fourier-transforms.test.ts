import { gradient, vmap } from "@chainrule/autograd";
import { toOnnx } from "@chainrule/onnx";
import { fft, irfft, magnitude, melSpectrogram, rfft } from "@chainrule/signal";
import { toJavaScript } from "@chainrule/standalone";
import { compile, countPrograms, randn, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { readModel } from "../src/onnx/model.ts";
import { run } from "../src/onnx/run.ts";

// Transforms are made of the operations that everything is made of, so what works with those works with them.

const features = (x: Tensor): Tensor =>
  melSpectrogram(x, 8000, 128, { bands: 12, hopLength: 64 }).add(1e-6).log() as Tensor;
const signals = randn([3, 1000]) as Tensor;

/** The largest difference of two tensors of one shape, relative to 1 or the largest element. */
function difference(found: ArrayLike<number>, wanted: Tensor): number {
  const golden: readonly number[] = [...wanted.data()];
  expect(found.length).toBe(golden.length);
  const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return (
    golden.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0) / largest
  );
}

test("mapped, a transform is that of each example", () => {
  expect(difference(vmap(features)(signals).data(), features(signals))).toBeLessThan(1e-5);
  const energy = (x: Tensor): Tensor => magnitude(fft(x)).sum() as Tensor;
  const each = vmap(gradient(energy))(signals) as Tensor;
  expect(difference(each.data(), gradient(energy)(signals) as Tensor)).toBeLessThan(1e-5);
});

test("compiled, a transform is the same, and other signals need no other program", () => {
  const step = compile(features);
  expect(difference((step(signals) as Tensor).data(), features(signals))).toBe(0);
  features(signals.mul(2) as Tensor).data();
  const { compiled } = countPrograms();
  features(signals.mul(3) as Tensor).data();
  expect(countPrograms().compiled).toBe(compiled);
});

test("as one file of JavaScript it has the same bits", async () => {
  const { code } = toJavaScript(({ x }) => ({ y: features(x) }), { x: signals });
  const { load } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    load: () => Promise<(inputs: object) => { y: Float32Array }>;
  };
  const f = await load();
  expect(difference(f({ x: signals.data() }).y, features(signals))).toBe(0);
});

test("as a file of ONNX it gives the same", () => {
  const smooth = (x: Tensor): Tensor => {
    const { real, imaginary } = rfft(x);
    return irfft({ real: real.mul(0.5) as Tensor, imaginary }) as Tensor;
  };
  for (const f of [features, smooth]) {
    const file = toOnnx(({ x }) => ({ y: f(x) }), { x: signals });
    const [found] = run(readModel(file), [signals]);
    expect(difference(found!.data(), f(signals))).toBeLessThan(1e-5);
  }
});
