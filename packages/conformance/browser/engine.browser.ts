import { isolating, openChromium, serve } from "@chainrule/chromium";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPage } from "./build-page.ts";
import type { Report } from "./report.ts";

type Where = "page" | "worker";
type Headers = Readonly<Record<string, string>>;

/** What the bundle of `page.ts` adds to the page. */
interface Page {
  run(where: Where, patience: number): Promise<Report>;
}

/** A policy that lets WebAssembly run, and starts workers only from files. */
const strict: Headers = {
  ...isolating,
  "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
};

let folder: string;
let browser: Awaited<ReturnType<typeof openChromium>>;

beforeAll(async () => {
  folder = await buildPage("index.html");
  browser = await openChromium();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Runs the checks in a page, whose main thread must never wait. */
async function run(where: Where, headers: Headers, patience: number): Promise<Report> {
  const served = await serve(folder, headers);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.addInitScript(() => {
    Atomics.wait = () => {
      throw new Error("Atomics.wait on the main thread.");
    };
  });
  try {
    await page.goto(served.url, { waitUntil: "load" });
    const report = await page.evaluate(
      ([there, time]) => (globalThis as unknown as Page).run(there, time),
      [where, patience] as const,
    );
    // Chromium itself tells of what a policy forbids.
    expect(errors.filter((text) => !text.includes("Content Security Policy"))).toEqual([]);
    return report;
  } finally {
    await page.close();
    await served.close();
  }
}

const failures = ({ results }: Pick<Report, "results">): unknown[] =>
  results.filter(({ error }) => error !== null);

describe.each<[string, Where, Headers, readonly number[]]>([
  ["a worker of an isolated page", "worker", isolating, [1, 2, 3]],
  ["the main thread of an isolated page", "page", isolating, [1, 2, 3]],
  ["a worker of an ordinary page", "worker", {}, [1, 1, 1]],
  ["the main thread of an ordinary page", "page", {}, [1, 1, 1]],
  ["an isolated page that may not start workers of its own", "page", strict, [1, 1, 1]],
])("the engine in %s", (_, where, headers, threads) => {
  test(`passes every check, with ${threads.at(-1)} threads`, async () => {
    // Where threads cannot start there is little to wait for.
    const report = await run(where, headers, threads.at(-1)! > 1 ? 60_000 : 1000);
    expect(failures(report)).toEqual([]);
    expect(report.results.length).toBeGreaterThan(60);
    const isolated = "Cross-Origin-Embedder-Policy" in headers;
    expect(report).toMatchObject({ isolated, threads });
  });
});

test("a policy that forbids WebAssembly is answered in a sentence, which says what it must allow", async () => {
  const policy = { "Content-Security-Policy": "script-src 'self'" };
  const { results } = await run("page", policy, 0);
  const sentence =
    "wasmEngine: compiling WebAssembly must be allowed, by 'wasm-unsafe-eval' in a page's policy; got CompileError";
  const said = results.filter(({ error }) => error?.includes(sentence));
  expect(said.length).toBeGreaterThan(60);
  expect(failures({ results })).toEqual(said);
});
