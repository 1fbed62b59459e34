// First, so that a bundle has what operations say beside what their rules do, which is alike: deflate looks 32 KB back.
import { ContractMethods } from "./contract.ts";
import { type DType, printShape, type Shape } from "@chainrule/graph";
import { nest } from "../nested.ts";
import { valueOf } from "../run.ts";
import type { Tensor } from "../tensor.ts";
import type { ArrayOf } from "../shapes/dtype.ts";
import type { ArrayOfShape } from "../shapes/nested.ts";

/**
 * Reading values, which runs what they need. All throw where the value was built on a parameter's value that is gone, and was never
 * computed. All but `read` throw on engines that read asynchronously.
 */
export abstract class ReadingMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ContractMethods<S, D> {
  /**
   * The only element, as a number (of bool: 0 or 1). Throws where there is not exactly one.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).sum().item(); // => 6
   * ```
   */
  item(): number {
    if (this.shape.some((length) => length !== 1)) {
      throw new Error(`item: there must be one element; got shape ${printShape(this.shape)}.`);
    }
    return valueOf(this.node).data()[0]!;
  }

  /**
   * The elements in nested arrays (booleans of bool); a number of a scalar.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2]]).mul(2).toArray(); // => [[2, 4]]
   * ```
   */
  toArray<T extends Tensor>(this: T): ArrayOfShape<T["shape"], T["dtype"]> {
    const data = valueOf(this.node).data();
    return nest(data, this.shape, this.dtype) as ArrayOfShape<T["shape"], T["dtype"]>;
  }

  /**
   * A copy of the elements, row by row, in a typed array.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).data(); // => new Float32Array([1, 2, 3, 4])
   * ```
   */
  data<T extends Tensor>(this: T): ArrayOf<T["dtype"]> {
    return valueOf(this.node).data().slice() as ArrayOf<T["dtype"]>;
  }

  /**
   * As `data`, on every engine.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * await tensor([1, 2]).add(1).read(); // => new Float32Array([2, 3])
   * ```
   */
  async read<T extends Tensor>(this: T): Promise<ArrayOf<T["dtype"]>> {
    const data = await valueOf(this.node).read();
    return data.slice() as ArrayOf<T["dtype"]>;
  }
}
