import { models } from "@chainrule/mnist/models";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { imagesOf, pixels, readDigits } from "../mnist/digits.ts";
import { table } from "../mnist/pack.ts";
import { rasterize } from "./raster.ts";
import manifest from "./shipped.json";
import { unpack } from "./shipped.ts";

const bytes = new Uint8Array(readFileSync(new URL("shipped.bin", import.meta.url)));

test("the network that comes with the page reads as many test images right as the page says", async () => {
  const network = models.cnn();
  network.loadStateDict(unpack(bytes));
  network.evaluate();
  const { test: digits } = await readDigits(table());
  let right = 0;
  let at = 0;
  for (const { images, labels } of digits.batches(500)) {
    right += network.forward(images).argmax(1).equal(labels).sum().item();
    at += images.shape[0]!;
  }
  expect(at).toBe(10_000);
  // Another engine, or the next version of this one, may round an image or two to the other side.
  expect(Math.abs(right / at - manifest.accuracy)).toBeLessThanOrEqual(3e-4);
  expect(manifest.accuracy).toBeGreaterThan(0.985);

  const seven = rasterize([
    [
      { x: 0.3, y: 0.25 },
      { x: 0.7, y: 0.25 },
      { x: 0.45, y: 0.8 },
    ],
  ])!;
  expect(seven).toHaveLength(pixels);
  expect(network.forward(imagesOf(seven)).argmax(1).toArray()).toEqual([7]);
}, 120_000);

test("numbers that are too few give a sentence", () => {
  expect(() => unpack(bytes.subarray(4))).toThrow(/^shipped\.bin: needs \d+ bytes; got \d+\.$/);
});
