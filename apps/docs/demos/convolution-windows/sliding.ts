import { gradients } from "@chainrule/autograd";
import { arange, convolve, fromData, ones, type Tensor, zeros } from "@chainrule/tensor";

/** A matrix, in the order of rows. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly elements: readonly number[];
}

/** An image, a kernel, and how the kernel's window slides over the image. */
export interface Setting {
  readonly image: Matrix;
  readonly kernel: Matrix;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** What row2im adds back: the image's own windows, ones, or the gradient of each window. */
export type Folded = "rows" | "ones" | "gradient";

/** The image as the matrix of its windows, and what is made of it. */
export interface Windowed {
  /** The image with zeros around it. */
  readonly padded: Matrix;
  /** One row for each window, one column for each element of the kernel. */
  readonly rows: Matrix;
  /** Where each of those was read in the padded image, in the order of its rows. */
  readonly sources: Matrix;
  /** `rows · kernel`, in the shape of the output. */
  readonly product: Matrix;
  /** What `convolve` gives. */
  readonly convolved: Matrix;
  /** How far those two are apart, at most. */
  readonly difference: number;
  /** How often each element of the padded image was read. */
  readonly counts: Matrix;
}

/** Rows, added back to where they were read. */
export interface FoldedBack {
  /** What is added, one row for each window. */
  readonly rows: Matrix;
  /** The padded image after the first 1, 2, … rows. */
  readonly partial: readonly Matrix[];
  /** The whole sum without the padding. */
  readonly image: Matrix;
  /** The same by autograd. */
  readonly expected: Matrix;
  /** How far those two are apart, at most. */
  readonly difference: number;
}

function largestDifference(a: Matrix, b: Matrix): number {
  // Sums beyond all numbers are equal, but have no difference.
  const apart = (one: number, other: number): number =>
    Object.is(one, other) ? 0 : Math.abs(one - other);
  return Math.max(0, ...a.elements.map((element, i) => apart(element, b.elements[i]!)));
}

const tensorOf = ({ rows, columns, elements }: Matrix): Tensor =>
  fromData(Float64Array.from(elements), [rows, columns], "float64");

function matrixOf(tensor: Tensor): Matrix {
  const [rows, columns] = tensor.shape as [number, number];
  return { rows, columns, elements: [...tensor.data()].map(Number) };
}

/** How `windows` and `fold` slide over axes that start at `first`. */
function slidingOf({ kernel, stride, dilation }: Setting, first = 0) {
  return {
    axes: [first, first + 1],
    sizes: [kernel.rows, kernel.columns],
    strides: [stride, stride],
    dilations: [dilation, dilation],
  };
}

function pad(image: Tensor, padding: number): Tensor {
  return image.pad([
    [padding, padding],
    [padding, padding],
  ]);
}

/** im2row: a matrix with one row for each window of a padded image. */
function im2row(padded: Tensor, setting: Setting): Tensor {
  const windows = padded.windows(slidingOf(setting));
  const [down, across, height, width] = windows.shape as [number, number, number, number];
  return windows.reshape([down * across, height * width]);
}

/** The convolution of the image, as the library does it. */
function convolution(image: Tensor, { kernel, stride, padding, dilation }: Setting): Tensor {
  const [height, width] = image.shape as [number, number];
  const [images, kernels] = [
    image.reshape([1, 1, height, width]),
    tensorOf(kernel).reshape([1, 1, kernel.rows, kernel.columns]),
  ];
  const options = { strides: stride, padding, kernelDilation: dilation };
  const output = convolve(images, kernels, options) as Tensor;
  return output.reshape(output.shape.slice(2));
}

/** Slides the kernel's window over the image. Throws a `ShapeError` if it does not fit. */
export function slide(setting: Setting): Windowed {
  const image = tensorOf(setting.image);
  const padded = pad(image, setting.padding);
  const rows = im2row(padded, setting);
  const places = arange(padded.size).cast("float64").reshape(padded.shape);
  const convolved = convolution(image, setting);
  const kernel = tensorOf(setting.kernel).reshape([-1, 1]) as Tensor;
  const ofOnes = ones(rows.shape, { dtype: "float64" });
  const product = matrixOf(rows.matmul(kernel).reshape(convolved.shape));
  return {
    padded: matrixOf(padded),
    rows: matrixOf(rows),
    sources: matrixOf(im2row(places, setting)),
    product,
    convolved: matrixOf(convolved),
    difference: largestDifference(product, matrixOf(convolved)),
    counts: matrixOf(row2im(ofOnes, convolved.shape, padded.shape, setting)),
  };
}

/** row2im: adds each row back to the window it stands for. Axes before the last two of `rows` stay. */
function row2im(
  rows: Tensor,
  output: readonly number[],
  padded: readonly number[],
  setting: Setting,
): Tensor {
  const rest = rows.shape.slice(0, -2);
  const { kernel } = setting;
  return rows.reshape([...rest, ...output, kernel.rows, kernel.columns]).fold({
    ...slidingOf(setting, rest.length),
    shape: [...rest, ...padded],
  });
}

/**
 * Adds rows back, one window after another.
 *
 * The image's own rows give the image times how often each element was read. The gradient of each window is the output's gradient (1 for each of its elements) times
 * the kernel: added back, it is the gradient of the image.
 */
export function foldBack(setting: Setting, what: Folded): FoldedBack {
  const { padding } = setting;
  const image = tensorOf(setting.image);
  const padded = pad(image, padding);
  const read = im2row(padded, setting);
  const output = convolution(image, setting);
  const each = ones(read.shape, { dtype: "float64" });
  const rows: Tensor = {
    rows: read,
    ones: each,
    gradient: each.mul(tensorOf(setting.kernel).reshape([-1])),
  }[what];

  const [count, length] = rows.shape as [number, number];
  const first = ones([count, count], { dtype: "float64" }).tril().reshape([count, count, 1]);
  const stacked = first.mul(rows.reshape([1, count, length])) as Tensor;
  const partial = row2im(stacked, output.shape, padded.shape, setting);
  const crop = (whole: Tensor): Tensor => pad(whole, -padding);
  const whole = matrixOf(crop(row2im(rows, output.shape, padded.shape, setting)));
  const expected = matrixOf(expectedOf(what, image, setting));

  return {
    rows: matrixOf(rows),
    partial: Array.from({ length: count }, (_, i) => matrixOf(partial.at(i))),
    image: whole,
    expected,
    difference: largestDifference(whole, expected),
  };
}

/** The gradients that autograd finds: `fold` is the gradient of `windows`, so they must be equal. */
function expectedOf(what: Folded, image: Tensor, setting: Setting): Tensor {
  if (what === "gradient") return gradients(convolution(image, setting).sum(), image);
  const start = zeros(image.shape, { dtype: "float64" });
  const read = im2row(pad(start, setting.padding), setting);
  const counts = gradients(read.sum(), start);
  return what === "ones" ? counts : counts.mul(image);
}
