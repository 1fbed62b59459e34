import { isFloating, printShape, type Shape, shapeError } from "@chainrule/graph";
import {
  arange,
  asTensor,
  type DType,
  type Operand,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { gather } from "@chainrule/tensor/functional";

/** What images become whose elements are mixed: integers become float32. */
export type Sampled<O extends Operand> = Tensor<ShapeOf<O>, shapes.Floating<shapes.DTypeOf<O>>>;

/** What images become of which some elements are changed. */
export type Changed<O extends Operand> = Tensor<ShapeOf<O>, shapes.DTypeOf<O>>;

/** What is taken from beyond the edges of an image. */
export interface FillOptions {
  /** The element that is there. Default 0. */
  readonly fill?: number;
}

/** Throws in the name of the operation unless `pair`, which it calls `what`, is two numbers above 0. */
export function checkPair(name: string, what: string, pair: readonly number[]): void {
  const given: unknown = pair;
  if (Array.isArray(given) && given.length === 2 && given.every((x) => x > 0 && x < Infinity))
    return;
  throw new RangeError(`${name}: ${what} must be two numbers above 0; got ${String(given)}.`);
}

/** The lengths of `[batch, channels, height, width]`. Throws in the name of the operation where `images` have other axes. */
export function lengthsOf(name: string, images: Tensor): [number, number, number, number] {
  const { shape } = images as { shape: Shape };
  if (shape.length !== 4) {
    throw shapeError(
      name,
      `needs images of [batch, channels, height, width]; got ${printShape(shape)}.`,
    );
  }
  return shape as unknown as [number, number, number, number];
}

/** Elements that can be mixed. */
export function mixable(given: Operand): Tensor {
  const x: Tensor = asTensor(given);
  return isFloating(x.dtype) ? x : (x.cast("float32") as Tensor);
}

/** `0, 1, …` as numbers of `dtype`, along one axis of `[batch, height, width]`. */
export function along(axis: 1 | 2, length: number, dtype: DType): Tensor {
  const shape = axis === 1 ? [1, length, 1] : [1, 1, length];
  return arange(length, { dtype }).reshape(shape) as Tensor;
}

/**
 * Images at points between their pixels: each the mean of the four pixels around it, weighed by how near they are. `columns` and `rows` are `[batch, height, width]`, and count pixels from 0.
 */
export function sampleAt(images: Tensor, columns: Tensor, rows: Tensor, fill: number): Tensor {
  const [batch, channels, height, width] = lengthsOf("sample", images);
  const [, high, wide] = columns.shape as readonly number[];
  const pixels = images.sub(fill).reshape([batch, channels, height * width]);
  const sides = (at: Tensor, last: number) => {
    const low = at.floor();
    const part = at.sub(low);
    return [
      [low, part.neg().add(1)],
      [low.add(1), part],
    ].map(([place, weight]) => {
      const isInside = place!.greaterEqual(0).and(place!.lessEqual(last));
      return { place: place!.clamp(0, last), weight: isInside.where(weight!, 0) };
    });
  };
  const [across, down] = [sides(columns, width - 1), sides(rows, height - 1)];
  const corners = down.flatMap((row) =>
    across.map((column) => {
      const place = row.place.mul(width).add(column.place).cast("int32");
      const places = place
        .reshape([batch, 1, high! * wide!])
        .expand([batch, channels, high! * wide!]);
      const found: Tensor = gather(pixels, places, 2).reshape([batch, channels, high!, wide!]);
      return found.mul(row.weight.mul(column.weight).unsqueeze(1)) as Tensor;
    }),
  );
  return corners.reduce((sum, corner) => sum.add(corner) as Tensor).add(fill);
}
