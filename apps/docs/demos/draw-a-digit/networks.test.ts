import { models } from "@chainrule/mnist/models";
import { expect, test, vi } from "vitest";
import type { Kept } from "../mnist/kept.ts";
import { Networks } from "./networks.ts";

const numbers = vi.hoisted(() => ({ kept: async (): Promise<unknown> => null }));
vi.mock("../mnist/kept.ts", () => numbers);
vi.mock("./shipped.ts", () => ({
  shipped: () => Promise.reject(new Error("shipped.bin: could not be fetched.")),
}));

/** Networks in a browser that keeps this one. */
function networksBeside(kept: Kept | null): Networks {
  numbers.kept = () => Promise.resolve(kept);
  return new Networks();
}

test("a network that the browser keeps is read with where the page's own cannot be fetched", async () => {
  const state = models.mlp().stateDict();
  const networks = networksBeside({ network: "mlp", accuracy: 0.5, state });
  expect(await networks.open()).toEqual({
    networks: [{ source: "trained", network: "mlp", accuracy: 0.5 }],
    problem: "shipped.bin: could not be fetched.",
  });
  const probabilities = networks.probabilities("trained", new Uint8Array(784));
  expect(probabilities).toHaveLength(10);
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
});

test("one that does not fit any more is none, and without any it is said what is wrong", async () => {
  const old: Kept = { network: "mlp", accuracy: 0.5, state: {} };
  for (const kept of [null, old]) {
    await expect(networksBeside(kept).open()).rejects.toThrow("shipped.bin: could not be fetched.");
  }
});
