import {
  checkArray,
  checkLengths,
  checkNames,
  printShape,
  type Shape,
  shapeError,
} from "@chainrule/graph";
import { asTensor, type Operand, operation, split, stack, type Tensor } from "@chainrule/tensor";
import { along, type FillOptions, lengthsOf, mixable, sampleAt } from "./sampling.ts";

/**
 * Images at the points of a grid, each the mean of the four pixels around it, weighed by how near they are. A point is a pair `(x, y)`; −1 and 1 are the outer edges of the image, so that pixel `j` of `width` lies at
 * `(2j + 1)/width − 1`. Beyond the edges is `fill`. The gradients pass to the images, and to the grid between pixels.
 *
 * `images` are `[batch, channels, height, width]` and the grid is `[batch, high, wide, 2]`: the result is `[batch, channels, high, wide]`. Integers become float32. As PyTorch's `grid_sample` with `align_corners=False`, in its modes `bilinear` and `zeros`. Throws `ShapeError` where the
 * shapes are others.
 *
 * ```ts
 * import { gridSample } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const image = tensor([[[[1, 2], [3, 5]]]]);
 * gridSample(image, [[[[-0.5, -0.5], [0, 0], [9, 0]]]]); // => [[[[1, 2.75, 0]]]]
 * ```
 */
export function gridSample(images: Operand, grid: Operand, options: FillOptions = {}): Tensor {
  checkNames("gridSample", options, { fill: 0 });
  return operation("gridSample", () => {
    const x = mixable(images);
    const [batch, , height, width] = lengthsOf("gridSample", x);
    const points: Tensor = asTensor(grid, x.dtype);
    const { shape } = points as { shape: Shape };
    if (shape.length !== 4 || shape[0] !== batch || shape[3] !== 2) {
      throw shapeError(
        "gridSample",
        `the grid must be [${batch}, high, wide, 2]; got ${printShape(shape)}.`,
      );
    }
    const [across, down] = split(points, 2, 3) as [Tensor, Tensor];
    // From the outer edges to pixels counted from the centre of the first.
    const pixels = (at: Tensor, length: number): Tensor =>
      at.squeeze(3).add(1).mul(length).sub(1).div(2) as Tensor;
    return sampleAt(x, pixels(across, width), pixels(down, height), options.fill ?? 0);
  });
}

/**
 * The grid for `gridSample` that an affine map of the result's points gives: for a point `(x, y)` of the result, the point `matrix · (x, y, 1)` of the image. `matrices` are `[batch, 2, 3]`, and the
 * grid is `[batch, height, width, 2]`. As PyTorch's `affine_grid` with `align_corners=False`. Throws `ShapeError` where the matrices have another shape, or the size is no height and width.
 *
 * ```ts
 * import { affineGrid, gridSample } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const image = tensor([[[[1, 2], [3, 4]]]]);
 * const quarterTurn = [[[0, 1, 0], [-1, 0, 0]]];
 * gridSample(image, affineGrid(quarterTurn, [2, 2])); // => [[[[3, 1], [4, 2]]]]
 * ```
 */
export function affineGrid(
  matrices: Operand,
  size: readonly [height: number, width: number],
): Tensor {
  checkArray("affineGrid", size);
  if (size.length !== 2) {
    throw shapeError("affineGrid", `the size must be [height, width]; got ${printShape(size)}.`);
  }
  checkLengths("affineGrid", size);
  const [height, width] = size;
  return operation("affineGrid", () => {
    const theta = mixable(matrices);
    const { shape } = theta as { shape: Shape };
    if (shape.length !== 3 || shape[1] !== 2 || shape[2] !== 3) {
      throw shapeError(
        "affineGrid",
        `the matrices must be [batch, 2, 3]; got ${printShape(shape)}.`,
      );
    }
    const centre = (axis: 1 | 2, length: number): Tensor =>
      along(axis, length, theta.dtype).mul(2).add(1).div(length).sub(1) as Tensor;
    const [x, y] = [centre(2, width), centre(1, height)];
    const numbers = split(theta.reshape([shape[0]!, 6, 1, 1]), 6, 1) as readonly Tensor[];
    const [a, b, c, d, e, f] = numbers.map((one): Tensor => one.squeeze(1));
    return stack(
      [x.mul(a!).add(y.mul(b!)).add(c!), x.mul(d!).add(y.mul(e!)).add(f!)],
      -1,
    ) as Tensor;
  });
}
