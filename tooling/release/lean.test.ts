// A page that asks its bundler, and its type checker, for the condition `chainrule-lean`.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cnn, mlp } from "./budgets.ts";
import { bundle, lean } from "./bundle.ts";

interface Page {
  readonly train: (images: Float32Array, labels: Int32Array) => number;
}

const here = import.meta.dirname;
const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-lean-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Loads a page's bundle. */
async function load(name: string, source: string, conditions: readonly string[]): Promise<Page> {
  const { code } = await bundle(source, here, [], conditions);
  const file = join(folder, `${name}-${conditions.length}.mjs`);
  writeFileSync(file, code);
  return (await import(pathToFileURL(file).href)) as Page;
}

/** The losses of ten steps on pictures that are stripes of the label's width. */
function losses({ train }: Page): number[] {
  const labels = Int32Array.from({ length: 32 }, (_, i) => i % 10);
  const images = Float32Array.from(
    { length: 32 * 784 },
    (_, i) => Math.floor((i % 28) / (1 + labels[Math.floor(i / 784)]!)) % 2,
  );
  return Array.from({ length: 10 }, () => train(images, labels));
}

test.each([
  ["MLP", mlp],
  ["CNN", cnn],
])("trains the %s to the same losses, bit for bit", async (name, source) => {
  const whole = losses(await load(name, source, []));
  expect(losses(await load(name, source, [lean]))).toEqual(whole);
  expect(whole.at(-1)).toBeLessThan(whole[0]!);
});

test("layers, losses, optimizers, gradients and data use nothing that it leaves out", async () => {
  await expect(
    promisify(execFile)(process.execPath, [tsc, "--project", join(here, "lean")]),
  ).resolves.toMatchObject({ stdout: "" });
}, 120_000);
