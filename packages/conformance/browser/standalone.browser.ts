import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openChromium, serve } from "@chainrule/chromium";
import { toJavaScript } from "@chainrule/standalone";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPage } from "./build-page.ts";
import { networks } from "../src/networks.ts";

let folder: string;
let browser: Awaited<ReturnType<typeof openChromium>>;

beforeAll(async () => {
  folder = await buildPage("standalone.html");
  browser = await openChromium();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Runs `f` with `given` in a page of the folder. */
async function inPage<Given, Result>(
  path: string,
  headers: Readonly<Record<string, string>>,
  f: (given: Given) => Result,
  given: Given,
): Promise<Awaited<Result>> {
  const served = await serve(folder, headers);
  const page = await browser.newPage();
  try {
    await page.goto(served.url + path, { waitUntil: "load" });
    return (await page.evaluate(f as never, given)) as Awaited<Result>;
  } finally {
    await page.close();
    await served.close();
  }
}

test("files that a page writes give the engine's bits there", async () => {
  const write = (): Promise<unknown> =>
    (globalThis as unknown as { writeAll(): Promise<unknown> }).writeAll();
  expect(await inPage("standalone.html", {}, write, null)).toEqual({
    written: Object.keys(networks),
    differing: [],
  });
});

test.each([
  ["without headers", {}],
  [
    "with a strict policy",
    { "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" },
  ],
])("a file from a server %s gives what the engine gives in Node", async (_, headers) => {
  const { f, batch } = networks["a CNN"]!();
  const x = batch(1);
  const { code } = toJavaScript((given) => ({ y: f(given.x) }), { x });
  await writeFile(join(folder, "network.js"), code);
  await writeFile(
    join(folder, "call.js"),
    'import { load } from "./network.js"; globalThis.network = load();',
  );
  await writeFile(
    join(folder, "call.html"),
    '<!doctype html><title>A page</title><script type="module" src="call.js"></script>',
  );
  const call = async (given: readonly number[]): Promise<number[]> => {
    const { network } = globalThis as unknown as {
      readonly network: Promise<(inputs: object) => { readonly y: Float32Array }>;
    };
    return [...(await network)({ x: given }).y];
  };
  const found = await inPage("call.html", headers, call, [...x.data()]);
  // Products and sums are fused where there is an instruction for that, which Node 20 has not.
  const wanted = [...f(x).data()];
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, 4);
  });
});
