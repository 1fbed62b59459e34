import { printShape, shapeError } from "@chainrule/graph";
import type { DType, Tensor } from "@chainrule/tensor";
import { pad } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { ShapeFunction } from "./shape-function.ts";
import { checkRank, perAxis, type PerAxis, printOptions, printPerAxis } from "./spatial.ts";

/** What pooling layers take besides the size of their window. */
export interface PoolingOptions<A extends PerAxis = PerAxis> {
  /** How far the window moves; its size. */
  readonly stride?: A;
  /** How much the input grows on both sides, at most half the window; 0. */
  readonly padding?: A;
  /** Whether a last window that is only partly inside counts; false. It must begin inside, or in the padding before. */
  readonly ceilMode?: boolean;
}

/** How windows follow one another along one axis. */
interface Steps {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** The padding at the beginning and at the end, as given. */
  readonly padding: number;
  /** Whether a last window that is only partly inside counts. */
  readonly ceilMode: boolean;
}

/** Where the windows lie along one axis. */
export interface Span extends Omit<Steps, "ceilMode"> {
  /** The length of the axis. */
  readonly length: number;
  /** How many windows there are. */
  readonly count: number;
  /** How much must be put behind the axis, for the last window to fit; negative to cut what no window reaches. */
  readonly behind: number;
}

function spanOf(steps: Steps, length: number): Span {
  const { size, stride, dilation, padding, ceilMode } = steps;
  const covered = dilation * (size - 1) + 1;
  const room = (length + 2 * padding - covered) / stride;
  let count = (ceilMode ? Math.ceil(room) : Math.floor(room)) + 1;
  if (ceilMode && (count - 1) * stride >= length + padding) count--;
  const behind = (count - 1) * stride + covered - length - padding;
  return { size, stride, dilation, padding, length, count, behind };
}

/** A layer that makes one value of each window of sequences, images or volumes, channel by channel: what maximum and average pooling are. */
export abstract class Pooling<
  out F extends ShapeFunction,
  out D extends DType = "bool",
> extends Layer<F, D> {
  private readonly window: string;
  private readonly axes: readonly Steps[];
  private readonly description: string;

  /** `more` ends what the layer says of itself. */
  protected constructor(
    name: string,
    axes: number,
    size: PerAxis,
    dilation: PerAxis,
    options: PoolingOptions,
    more = "",
  ) {
    super();
    const window = perAxis(name, "the window", size, axes, 1);
    const stride = perAxis(name, "the stride", options.stride ?? size, axes, 1);
    const padding = perAxis(name, "the padding", options.padding ?? 0, axes, 0);
    const dilations = perAxis(name, "the dilation", dilation, axes, 1);
    this.window = printPerAxis(window);
    if (padding.some((n, i) => n > Math.floor(window[i]! / 2))) {
      throw shapeError(
        name,
        `the padding must be at most half the window; got padding ${printPerAxis(padding)} of window ${this.window}.`,
      );
    }
    this.axes = window.map((n, i) => ({
      size: n,
      stride: stride[i]!,
      dilation: dilations[i]!,
      padding: padding[i]!,
      ceilMode: options.ceilMode ?? false,
    }));
    const apart = stride.every((n, i) => n === window[i]);
    const moves = apart ? "" : `, stride ${printPerAxis(stride)}`;
    const rest = printOptions({ padding: [padding, 0], dilation: [dilations, 1] });
    const ceil = options.ceilMode ? ", ceil mode" : "";
    this.description = `${name}(${this.window}${moves}${rest}${ceil}${more})`;
  }

  override describe(): string {
    return this.description;
  }

  /** Where the windows lie along each spatial axis. */
  private spans(x: Tensor): Span[] {
    checkRank(x, this.axes.length);
    const spans = this.axes.map((axis, i) => spanOf(axis, x.shape[i + 2]!));
    if (spans.some(({ count }) => count < 1)) {
      throw shapeError(
        "forward",
        `the window must fit into the input; got ${printShape(x.shape)} for window ${this.window}.`,
      );
    }
    return spans;
  }

  protected compute(x: Tensor): Tensor {
    return this.pool(x, this.spans(x));
  }

  /** One value of each window. */
  protected abstract pool(x: Tensor, spans: readonly Span[]): Tensor;
}

/** `x` with `value` around it, and without what no window reaches. */
export function padded(x: Tensor, spans: readonly Span[], value: number): Tensor {
  if (spans.every(({ padding, behind }) => padding === 0 && behind === 0)) return x;
  const widths = spans.map(({ padding, behind }) => [padding, behind] as const);
  return pad(x, [[0, 0], [0, 0], ...widths], { value });
}
