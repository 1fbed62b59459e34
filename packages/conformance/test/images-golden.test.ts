import { gradients } from "@chainrule/autograd";
import { affineGrid, gridSample, randomAffine } from "@chainrule/data";
import { expect, test } from "vitest";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

type Name = "images" | "grid" | "weights" | "sampled" | "toImages" | "toGrid" | "matrices";

const golden = readGolden<
  Readonly<Record<Name | "affineGrid" | "turned", Saved>> & {
    readonly affine: Readonly<Record<"degrees" | "shear" | "scale", number>>;
  }
>("images");
const images = load(golden.images);

test("samples of PyTorch's grid_sample, and their gradients", () => {
  const grid = load(golden.grid);
  const sampled = gridSample(images, grid);
  expectClose("sampled", sampled, golden.sampled);
  const loss = sampled.mul(load(golden.weights)).sum();
  const [toImages, toGrid] = gradients(loss, [images, grid]);
  expectClose("to images", toImages, golden.toImages);
  expectClose("to the grid", toGrid, golden.toGrid);
});

test("a fill is what zeros are to images that it is subtracted from", () => {
  const filled = gridSample(images.add(7), load(golden.grid), { fill: 7 });
  expectClose("filled", filled.sub(7), golden.sampled);
});

test("grids of PyTorch's affine_grid", () => {
  const [, , height, width] = golden.images.shape as [number, number, number, number];
  expectClose("grid", affineGrid(load(golden.matrices), [height, width]), golden.affineGrid);
});

test("an affine map in pixels, about the centre", () => {
  const { degrees, shear, scale } = golden.affine;
  const turned = randomAffine(images, {
    degrees: [degrees, degrees],
    shear: [shear, shear],
    scale: [scale, scale],
  });
  expectClose("turned", turned, golden.turned);
  expect(turned.dtype).toBe("float64");
});
