import { Affine, Conv2d, MaxPool2d, ReLU } from "@chainrule/layers";
import type { Classifier } from "@chainrule/mnist/models";
import type { Tensor } from "@chainrule/tensor";
import { type DigitSet, imagesOf } from "../mnist/digits.ts";
import type { Look, Pictures } from "./protocol.ts";

/** Of a layer with more weights than one can look at, so many are shown. */
const mostFilters = 64;

/** The weights of the first layer: a kernel for each output of a convolution, an image for each of an affine layer. */
export function filtersOf(network: Classifier): Pictures {
  for (const layer of network.layers) {
    if (layer instanceof Conv2d) {
      const [count, , height, width] = layer.weight.shape as readonly number[];
      const data = layer.weight.data() as Float32Array;
      return {
        name: `the ${count} kernels of the first convolution`,
        count: count!,
        height: height!,
        width: width!,
        data,
      };
    }
    if (layer instanceof Affine) {
      const [, outputs] = layer.weight.shape as readonly number[];
      const all = layer.weight.transpose().data() as Float32Array;
      return {
        name: `the weights of ${mostFilters} of the first layer's ${outputs} units`,
        count: mostFilters,
        height: 28,
        width: 28,
        data: all.slice(0, mostFilters * 784),
      };
    }
  }
  throw new Error("filtersOf: needs a network with a convolution or an affine layer.");
}

/** What comes out of a layer for one image, as pictures: maps, or one picture of all units. */
function picturesOf(value: Tensor, name: string): Pictures {
  const [, count = 1, height, width] = value.shape;
  const data = value.data() as Float32Array;
  if (height !== undefined && width !== undefined) return { name, count, height, width, data };
  return { name, count: 1, height: Math.ceil(count / 32), width: Math.min(32, count), data };
}

/** What the network makes of a test image, layer by layer. */
export function lookAt(network: Classifier, test: DigitSet, image: number): Look {
  const pixels = test.image(image);
  const activations: Pictures[] = [];
  network.evaluate();
  let value = imagesOf(pixels);
  for (const layer of network.layers) {
    value = (layer as Classifier).forward(value);
    if (layer instanceof ReLU) activations.push(picturesOf(value, `${value.shape[1]} after ReLU`));
    if (layer instanceof MaxPool2d) {
      activations.push(picturesOf(value, `${value.shape[1]} after pooling`));
    }
  }
  network.train();
  const probabilities = Array.from(value.softmax(1).data());
  return {
    image,
    pixels,
    label: test.labels[image]!,
    probabilities,
    filters: filtersOf(network),
    activations,
  };
}
