import { models } from "@chainrule/mnist/models";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { imagesOf, readDigits } from "../mnist/digits.ts";
import { table } from "../mnist/pack.ts";
import { drawings, move } from "./drawings.ts";
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
}, 120_000);

test.each([...drawings.keys()])("it reads a %d in every hand", (digit) => {
  const network = models.cnn();
  network.loadStateDict(unpack(bytes));
  network.evaluate();
  const drawing = drawings[digit]!;
  const slants = [-0.25, 0, 0.25];
  const images = [0.25, 0.5, 0.9].flatMap((size) =>
    slants.map((slant) => rasterize(move(drawing, { size, x: 0.5, y: 0.5, slant }))!),
  );
  const bytesOfAll = Uint8Array.from(images.flatMap((image) => [...image]));
  const read = network.forward(imagesOf(bytesOfAll)).argmax(1).toArray();
  expect(read).toEqual(images.map(() => digit));
});

test("numbers that are too few give a sentence", () => {
  expect(() => unpack(bytes.subarray(4))).toThrow(/^shipped\.bin: needs \d+ bytes; got \d+\.$/);
});
