import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Node } from "@chainrule/graph";
import { type Named, toJavaScript } from "@chainrule/standalone";
import { Generator, randint, type Tensor, where } from "@chainrule/tensor";
import { afterAll, expect, test } from "vitest";
import { cases, Dice, type Entry } from "../src/index.ts";
import { networks } from "../src/networks.ts";
import { stepOf } from "../src/single-step.ts";

// Each file is written, imported and called, and its results are those of the engine to the bit.

const folder = mkdtempSync(join(tmpdir(), "chainrule-standalone-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Call = (
  inputs: Readonly<Record<string, ArrayLike<number>>>,
) => Readonly<Record<string, ArrayBufferView>>;

/** The function of a file, which is imported from an address. */
async function load(address: string): Promise<Call> {
  const { load: start } = (await import(/* @vite-ignore */ address)) as {
    readonly load: () => Promise<Call>;
  };
  return start();
}

/** Equal for equal bits, and nothing else. */
const bits = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** The address of a text. */
const asData = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** The address of a file with that text. */
function asFile(code: string): string {
  const path = join(mkdtempSync(join(folder, "file-")), "network.mjs");
  writeFileSync(path, code);
  return pathToFileURL(path).href;
}

/** Throws unless what `f` is written as gives what the engine gives of `inputs`, twice. */
async function agrees(
  f: (inputs: Named) => Named,
  inputs: Named,
  written: (code: string) => string,
): Promise<void> {
  const call = await load(written(toJavaScript(f, inputs).code));
  const given = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, x.data()]));
  const wanted = Object.entries(f(inputs)).map(([name, x]) => [name, bits(x.data())] as const);
  for (let round = 0; round < 2; round++) {
    const found = Object.entries(call(given)).map(([name, x]) => [name, bits(x)] as const);
    expect(found).toEqual(wanted);
  }
}

/** The first cases of a primitive, each as a function of its inputs. */
function* stepsOf(entry: Entry): Iterable<ReturnType<typeof stepOf>> {
  let count = 0;
  for (const node of entry.cases(new Dice(1)) as Iterable<Node>) {
    if (count++ === 20) return;
    yield stepOf(node);
  }
}

const { random, ...others } = cases;

test.each(Object.entries(others))("%s gives the engine's bits", async (_, entry) => {
  for (const { f, inputs } of stepsOf(entry as Entry)) await agrees(f, inputs, asData);
});

test("random numbers are refused", () => {
  for (const { f, inputs } of stepsOf(random as Entry)) {
    expect(() => toJavaScript(f, inputs)).toThrow("toJavaScript: the file draws no random numbers");
  }
});

test("long lines are sorted as the engine sorts them", async () => {
  const generator = new Generator(3);
  const many = randint(-50, 50, [3, 5000], { generator });
  const gaps = where(many.equal(7), NaN, many.div(4)) as Tensor;
  await agrees(
    ({ x, y }) => ({
      up: x!.argsort(1),
      down: x!.argsort(1, { descending: true }),
      across: x!.argsort(0),
      integers: y!.argsort(1),
      some: x!.topK(20).indices,
      few: x!.topK(5, -1, { largest: false }).indices,
    }),
    { x: gaps, y: many as Tensor },
    asData,
  );
});

test.each(Object.entries(networks))("%s gives the engine's bits", async (_, make) => {
  const { f, batch } = make();
  for (const size of [1, 4]) {
    const x = batch(size);
    await agrees((given) => ({ y: f(given["x"]!) }), { x }, asFile);
  }
});
