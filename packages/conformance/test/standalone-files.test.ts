import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Affine, ReLU, Sequential } from "@chainrule/layers";
import { toJavaScript } from "@chainrule/standalone";
import { type Tensor, zeros } from "@chainrule/tensor";
import { expect, onTestFinished, test } from "vitest";

/** What files weigh, and what types they have. */

/** Bytes of a file's code without weights, as servers send it. */
function weigh(f: (inputs: { image: Tensor }) => Record<string, Tensor>, batch: number): number {
  const { code } = toJavaScript(f, { image: zeros([batch, 784]) as Tensor }, { weights: "apart" });
  return gzipSync(code, { level: 9 }).length;
}

test("files weigh what the guide and the READMEs say", () => {
  const model = new Sequential(new Affine(784, 128), new ReLU(), new Affine(128, 10));
  const logits = (image: Tensor): Tensor => model.forward(image);
  expect(weigh(({ image }) => ({ logits: logits(image) }), 1)).toBeLessThan(2150);
  const guide = ({ image }: { image: Tensor }): Record<string, Tensor> => ({
    probabilities: logits(image.div(255)).softmax(),
  });
  expect(weigh(guide, 1)).toBeLessThan(3050);
  expect(weigh(guide, 32)).toBeLessThan(5450);
});

test("types are those of the function", { timeout: 60_000 }, () => {
  const parent = fileURLToPath(new URL("../.generated", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "types-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const x = { "x y": zeros([2, 3], { dtype: "float64" }), mask: zeros([], { dtype: "bool" }) };
  const f = (given: typeof x): { readonly sum: Tensor } => ({
    sum: given["x y"].sum() as Tensor,
  });
  const inside = toJavaScript(f, x);
  const apart = toJavaScript(f, x, { weights: "apart" });
  writeFileSync(join(folder, "inside.js"), inside.code);
  writeFileSync(join(folder, "inside.d.ts"), inside.types);
  writeFileSync(join(folder, "apart.js"), apart.code);
  writeFileSync(join(folder, "apart.d.ts"), apart.types);
  writeFileSync(
    join(folder, "program.ts"),
    `import { inputs, load, type Inputs, type Results } from "./inside.js";
    import { load as loadApart } from "./apart.js";
    const given: Inputs = { "x y": [1, 2, 3, 4, 5, 6], mask: [true] };
    const f = await load();
    const { sum }: Results = f(given);
    export const first: number | undefined = sum[0];
    export const all: Float64Array = sum;
    export const shape: readonly [2, 3] = inputs["x y"].shape;
    export const dtype: "bool" = inputs.mask.dtype;
    const g = await loadApart(new ArrayBuffer(8));
    g({ ...given, mask: Uint8Array.of(1) });
    // @ts-expect-error -- an input is missing
    f({ mask: [true] });
    // @ts-expect-error -- there is no such result
    f(given).total;
    // @ts-expect-error -- a result has its dtype
    export const wrong: Int32Array = sum;
    // @ts-expect-error -- weights are missing
    await loadApart();`,
  );
  const compilerOptions = { isolatedDeclarations: false, skipLibCheck: false };
  const files = ["program.ts"];
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "@chainrule/tsconfig/base.json", files, compilerOptions }),
  );
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const tsc = join(dirname(compiler), "bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
});
