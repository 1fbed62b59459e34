import { gradient, vmap } from "@chainrule/autograd";
import { cholesky, eigh, logDeterminant, matrixPower, qr, solve } from "@chainrule/linalg";
import { toOnnx } from "@chainrule/onnx";
import { toJavaScript } from "@chainrule/standalone";
import { compile, countPrograms, eye, Generator, randn, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { readModel } from "../src/onnx/model.ts";
import { run } from "../src/onnx/run.ts";

// Factorizations are made of the operations that everything is made of, so what works with those works with them.

const x = randn([2, 3, 3], { generator: new Generator(3) }) as Tensor;

/** Roots, reflections, elimination, rotations and powers: one number for each matrix. */
const features = (a: Tensor): Tensor => {
  const covariance = a.matmul(a.matrixTranspose()).add(eye(3)) as Tensor;
  const right = cholesky(covariance).add(qr(a).r);
  const solution = solve(covariance, right).sum([-2, -1]);
  const { values, vectors } = eigh(covariance);
  const turned = vectors.square().mul(matrixPower(covariance, 2)).sum([-2, -1]);
  return solution.add(logDeterminant(covariance)).add(values.sum(-1)).add(turned) as Tensor;
};

/** Within what float32 rounds, times the condition of the matrices. */
function expectNear(found: ArrayLike<number>, wanted: Tensor): void {
  const golden: readonly number[] = [...wanted.data()];
  expect(found.length).toBe(golden.length);
  golden.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
  });
}

test("mapped, factors and their gradients are those of each matrix", () => {
  expectNear(vmap(features)(x).data(), features(x));
  const total = (a: Tensor): Tensor => features(a).sum() as Tensor;
  const each = vmap(gradient(total))(x) as Tensor;
  expectNear(each.data(), gradient(total)(x) as Tensor);
});

test("compiled, factors are the same, and other matrices need no other program", () => {
  const step = compile(features);
  expect([...(step(x) as Tensor).data()]).toEqual([...features(x).data()]);
  features(x.mul(2) as Tensor).data();
  const { compiled } = countPrograms();
  features(x.mul(3) as Tensor).data();
  expect(countPrograms().compiled).toBe(compiled);
});

test("as one file of JavaScript they have the same bits", async () => {
  const { code } = toJavaScript((inputs) => ({ y: features(inputs.x) }), { x });
  const { load } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    load: () => Promise<(inputs: object) => { y: Float32Array }>;
  };
  const f = await load();
  expect([...f({ x: x.data() }).y]).toEqual([...features(x).data()]);
});

test("as a file of ONNX they give the same", () => {
  const [found] = run(readModel(toOnnx((inputs) => ({ y: features(inputs.x) }), { x })), [x]);
  expectNear(found!.data(), features(x));
});
