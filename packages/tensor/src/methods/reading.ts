import { type DType, type Shape, type TypedArray } from "@chainrule/graph";
import { format } from "../format.ts";
import { nest, type Nested } from "../nested.ts";
import { valueOf } from "../run.ts";
import { ContractMethods } from "./contract.ts";

/** Reading values: what runs programs. */
export abstract class ReadingMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ContractMethods<S, D> {
  /** The only element, as a number (booleans as 0 and 1). */
  item(): number {
    const storage = valueOf(this.node);
    if (storage.length !== 1) {
      throw new Error(
        `item: needs one element; got ${storage.length}, of shape [${this.shape.join(", ")}].`,
      );
    }
    return storage.data()[0]!;
  }

  toArray(): Nested {
    return nest(valueOf(this.node).data(), this.shape, this.dtype);
  }

  data(): TypedArray {
    return valueOf(this.node).data().slice();
  }

  async read(): Promise<TypedArray> {
    const data = await valueOf(this.node).read();
    return data.slice();
  }

  override toString(): string {
    return format(valueOf(this.node).data(), this.shape, this.dtype);
  }
}
