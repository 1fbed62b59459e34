import { printShape, shapeError } from "@chainrule/graph";
import type { DType, Tensor } from "@chainrule/tensor";
import { pad } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { Pooling2dShape } from "./shapes/images.ts";
import { checkImages, perAxis, type PerAxis, printOptions, printPerAxis } from "./spatial.ts";

type Pair = PerAxis<readonly [number, number]>;

/** What pooling layers take besides the size of their window. */
export interface PoolingOptions {
  /** How far the window moves; its size. */
  readonly stride?: Pair;
  /** How much the input grows on both sides, at most half the window; 0. */
  readonly padding?: Pair;
  /** Whether a last window that is only partly inside counts; false. It must begin inside, or in the padding before. */
  readonly ceilMode?: boolean;
}

/** Where the windows lie along one axis. */
export interface Span {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** The padding at the beginning and at the end, as given. */
  readonly padding: number;
  /** The length of the axis. */
  readonly length: number;
  /** How many windows there are. */
  readonly count: number;
  /** How much must be put behind the axis, for the last window to fit; negative to cut what no window reaches. */
  readonly behind: number;
}

function spanOf(
  size: number,
  stride: number,
  dilation: number,
  padding: number,
  ceilMode: boolean,
  length: number,
): Span {
  const covered = dilation * (size - 1) + 1;
  const room = (length + 2 * padding - covered) / stride;
  let count = (ceilMode ? Math.ceil(room) : Math.floor(room)) + 1;
  if (ceilMode && (count - 1) * stride >= length + padding) count--;
  const behind = (count - 1) * stride + covered - length - padding;
  return { size, stride, dilation, padding, length, count, behind };
}

/** A layer that makes one value of each window of an image, channel by channel: what `MaxPool2d` and `AveragePool2d` are. */
export abstract class Pooling<out K, out P, out D extends DType = "bool"> extends Layer<
  Pooling2dShape<K, P>,
  D
> {
  private readonly name: string;
  private readonly size: readonly number[];
  private readonly stride: readonly number[];
  private readonly padding: readonly number[];
  private readonly dilation: readonly number[];
  private readonly ceilMode: boolean;
  private description: string | null = null;

  protected constructor(name: string, size: Pair, dilation: Pair, options: PoolingOptions) {
    super();
    this.name = name;
    this.size = perAxis(name, "the window", size, 2, 1);
    this.stride = perAxis(name, "the stride", options.stride ?? size, 2, 1);
    this.padding = perAxis(name, "the padding", options.padding ?? 0, 2, 0);
    this.dilation = perAxis(name, "the dilation", dilation, 2, 1);
    this.ceilMode = options.ceilMode ?? false;
    if (this.padding.some((n, i) => n > Math.floor(this.size[i]! / 2))) {
      throw shapeError(
        name,
        `the padding must be at most half the window; got padding ${printPerAxis(this.padding)} of window ${printPerAxis(this.size)}.`,
      );
    }
  }

  /** Put together once: every forward pass asks for it. */
  override describe(): string {
    return (this.description ??= this.print());
  }

  private print(): string {
    const stride = this.stride.every((n, i) => n === this.size[i])
      ? ""
      : `, stride ${printPerAxis(this.stride)}`;
    const rest = printOptions({ padding: [this.padding, 0], dilation: [this.dilation, 1] });
    return `${this.name}(${printPerAxis(this.size)}${stride}${rest})`;
  }

  /** Where the windows lie along height and width. */
  protected spans(x: Tensor): readonly [height: Span, width: Span] {
    checkImages(x);
    const [height, width] = [0, 1].map((i) =>
      spanOf(
        this.size[i]!,
        this.stride[i]!,
        this.dilation[i]!,
        this.padding[i]!,
        this.ceilMode,
        x.shape[i + 2]!,
      ),
    ) as [Span, Span];
    if (height.count < 1 || width.count < 1) {
      throw shapeError(
        "forward",
        `the window must fit into the input; got ${printShape(x.shape)} for window ${printPerAxis(this.size)}.`,
      );
    }
    return [height, width];
  }
}

/** `x` with `value` around it, and without what no window reaches. */
export function padded(x: Tensor, spans: readonly [Span, Span], value: number): Tensor {
  if (spans.every(({ padding, behind }) => padding === 0 && behind === 0)) return x;
  const widths = spans.map(({ padding, behind }) => [padding, behind] as const);
  return pad(x, [[0, 0], [0, 0], ...widths], { value });
}
