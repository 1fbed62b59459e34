import { models } from "@chainrule/mnist/models";
import { afterEach, expect, test, vi } from "vitest";
import type { Kept } from "../mnist/kept.ts";
import { pretendWorker } from "../pretend-worker.ts";
import type { Report, Request } from "./protocol.ts";

const numbers = vi.hoisted(() => ({ kept: async (): Promise<unknown> => null }));
vi.mock("../mnist/kept.ts", () => numbers);
vi.mock("./shipped.ts", () => ({
  shipped: () => Promise.reject(new Error("shipped.bin: could not be fetched.")),
}));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Starts the worker, asks it to read an image, and gives what it tells until then. */
async function reportsOf(kept: Kept | null): Promise<readonly Report[]> {
  numbers.kept = () => Promise.resolve(kept);
  const { reports, ask } = pretendWorker<Request, Report>();
  await import("./worker.ts");
  ask({ type: "read", id: 7, pixels: new Uint8Array(784) });
  await expect.poll(() => reports.length).toBeGreaterThan(kept === null ? 1 : 2);
  return reports;
}

test("a network that the browser keeps is read with where the page's own cannot be fetched", async () => {
  const state = models.mlp().stateDict();
  const reports = await reportsOf({ network: "mlp", accuracy: 0.5, state });
  expect(reports).toEqual([
    { type: "error", message: "shipped.bin: could not be fetched." },
    { type: "available", networks: [{ source: "trained", network: "mlp", accuracy: 0.5 }] },
    { type: "probabilities", id: 7, values: expect.any(Array) },
  ]);
});

test("without any network, every answer is what is wrong", async () => {
  const error = { type: "error", message: "shipped.bin: could not be fetched." };
  expect(await reportsOf(null)).toEqual([error, error]);
});
