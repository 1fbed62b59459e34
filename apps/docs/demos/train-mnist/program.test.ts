import { close, connect, serve } from "@chainrule/worker";
import { expect, test, vi } from "vitest";
import { DigitSet, pixels } from "../mnist/digits.ts";
import { program } from "./program.ts";

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

test("a cell that is looked at before a reset is not shown after it", async () => {
  const { port1, port2 } = new MessageChannel();
  serve(program, port1);
  const training = connect<typeof program>(port2);
  await training.load("");
  const cells = async (): Promise<unknown[]> => {
    await training.reset({ network: "mlp", seed: 0 });
    await training.step();
    const found: unknown[] = [];
    for await (const { cell } of training.test()) found.push(cell);
    return found;
  };
  expect(await cells()).toEqual([null]);
  expect(await training.cell(0, 0)).toMatchObject({ actual: 0, read: 0 });
  expect(await cells()).toEqual([null]);
  close(training);
});
