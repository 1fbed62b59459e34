import { type DType, printType, type Shape } from "@chainrule/graph";
import { format } from "../format.ts";
import { valueOf } from "../run.ts";
import { MatrixMethods } from "./matrix.ts";

/** Values as text. */
export abstract class PrintingMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends MatrixMethods<S, D> {
  /**
   * The elements as NumPy prints them: aligned, with up to 8 digits, and only the edges of more than 1000.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2.5], [-3, 4]]).toString(); // => "[[ 1.   2.5]\n [-3.   4. ]]"
   * ```
   */
  override toString(): string {
    return format(valueOf(this.node).data(), this.shape, this.dtype);
  }
  // What Node's console.log shows. A value that is gone is no reason to throw there.
  static {
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: PrintingMethods): string {
        const name = `${this.constructor.name} ${printType(this)}`;
        try {
          return `${name}\n${this.toString()}`;
        } catch (error) {
          return `${name} (${error instanceof Error ? error.message : String(error)})`;
        }
      },
    });
  }
}
