import { checkNames } from "@chainrule/graph";
import {
  type Generator,
  type Operand,
  operation,
  rand,
  type Tensor,
  tensor,
} from "@chainrule/tensor";
import { along, type FillOptions, lengthsOf, mixable, type Sampled, sampleAt } from "./sampling.ts";

/** How images are bent. */
export interface ElasticOptions extends FillOptions {
  /** α, the factor of the displacements, in pixels. Default 34. */
  readonly alpha?: number;
  /** σ, how smooth they are: the standard deviation of a Gaussian, in pixels. Default 4. */
  readonly sigma?: number;
  /** What draws. The default generator by default. */
  readonly generator?: Generator;
}

/**
 * Images, each bent in a way of its own, as handwriting is: every pixel is taken from a place that is displaced. Displacements across and down are drawn for each pixel, evenly from −1 to 1, smoothed by a Gaussian, and multiplied by `α`:
 *
 * ```text
 * d = α · G_height · U(−1, 1) · G_width        G_ij = exp(−(i − j)²/2σ²) / Σₖ exp(−k²/2σ²)
 * ```
 *
 * `images` are `[batch, channels, height, width]`. Integers become float32; beyond the edges is `fill`. Each call draws anew: in a step that `compile` captures, each replay. Simard, Steinkraus, Platt, *Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis*
 * (2003), with its σ and α for digits. Throws `ShapeError` where the images have other axes, and `RangeError` unless σ is above 0.
 *
 * ```ts
 * import { elasticDistortion } from "@chainrule/data";
 * import { rand } from "@chainrule/tensor";
 *
 * const images = rand([8, 1, 28, 28]);
 * elasticDistortion(images).shape; // => [8, 1, 28, 28]
 * elasticDistortion(images, { alpha: 0 }).sub(images).abs().max().item() < 1e-6; // => true
 * ```
 */
export function elasticDistortion<const O extends Operand>(
  images: O,
  options: ElasticOptions = {},
): Sampled<O> {
  const name = "elasticDistortion";
  checkNames(name, options, { alpha: 0, sigma: 0, fill: 0, generator: 0 });
  const { alpha = 34, sigma = 4, fill = 0, generator } = options;
  if (!(sigma > 0 && sigma < Infinity)) {
    throw new RangeError(`${name}: sigma must be a number above 0; got ${sigma}.`);
  }
  return operation(name, () => {
    const x = mixable(images);
    const [batch, , height, width] = lengthsOf(name, x);
    const { dtype } = x as Tensor<readonly number[], "float32" | "float64">;
    const smoothing = (length: number): Tensor =>
      tensor(gaussian(length, sigma), { dtype }) as Tensor;
    const [down, across] = [smoothing(height), smoothing(width)];
    const displacement = (): Tensor => {
      const drawn = rand([batch, height, width], { dtype, generator }).mul(2).sub(1) as Tensor;
      return down.matmul(drawn).matmul(across).mul(alpha) as Tensor;
    };
    const columns = along(2, width, dtype).add(displacement()) as Tensor;
    const rows = along(1, height, dtype).add(displacement()) as Tensor;
    return sampleAt(x, columns, rows, fill) as Sampled<O>;
  });
}

/** The matrix that smooths so many elements, with zeros beyond their ends. */
function gaussian(length: number, sigma: number): number[][] {
  const height = (k: number): number => Math.exp(-(k * k) / (2 * sigma * sigma));
  let sum = 1;
  // What lies further away is less than float64 holds beside 1.
  for (let k = 1; k <= Math.ceil(9 * sigma); k++) sum += 2 * height(k);
  const places = Array.from({ length }, (_, i) => i);
  return places.map((i) => places.map((j) => height(i - j) / sum));
}
