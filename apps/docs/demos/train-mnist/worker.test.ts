import { afterEach, expect, test, vi } from "vitest";
import { DigitSet, pixels } from "../mnist/digits.ts";
import { pretendWorker } from "../pretend-worker.ts";
import type { Report, Request } from "./protocol.ts";

vi.mock("../mnist/kept.ts", () => ({ keep: () => Promise.resolve() }));
vi.mock("../mnist/download.ts", () => ({ download: () => Promise.resolve(new Uint8Array()) }));
vi.mock("../mnist/digits.ts", async (original) => ({
  ...(await original<object>()),
  readDigits: () => {
    const blank = (count: number): DigitSet =>
      new DigitSet(new Uint8Array(count * pixels), new Uint8Array(count));
    return Promise.resolve({ train: blank(200), test: blank(10) });
  },
}));

afterEach(() => vi.unstubAllGlobals());

test("a cell that is looked at before a reset is not shown after it", async () => {
  const { reports, ask } = pretendWorker<Request, Report>();
  await import("./worker.ts");
  const count = (type: Report["type"]): number =>
    reports.filter((report) => report.type === type).length;
  ask({ type: "load", url: "" });
  await expect.poll(() => count("ready")).toBe(1);
  const trainAndTest = async (): Promise<void> => {
    const before = count("evaluation");
    ask({ type: "reset", settings: { network: "mlp", seed: 0 } });
    ask({ type: "step" });
    await expect.poll(() => count("evaluation")).toBe(before + 1);
  };
  await trainAndTest();
  ask({ type: "cell", actual: 0, read: 0 });
  expect(count("cell")).toBe(1);
  await trainAndTest();
  expect(count("cell")).toBe(1);
  expect(count("error")).toBe(0);
});
