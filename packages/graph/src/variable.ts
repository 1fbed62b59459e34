import type { DType } from "./dtype.ts";
import { checkValue, Node } from "./node.ts";
import type { Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";

/**
 * Something whose value can be replaced: a parameter, or state such as running statistics. Each value
 * is a version with a leaf of its own, so that a graph says which version it was built on.
 *
 * ```ts
 * import { Storage, Variable } from "@chainrule/graph";
 *
 * const weight = new Variable([1], "float32", "weight", Storage.of("float32", Float32Array.of(1)));
 * const before = weight.leaf;
 * weight.replace(Storage.of("float32", Float32Array.of(2)));
 * weight.version; // => 1
 * before.value; // => null
 * ```
 */
export class Variable {
  /** The shape of every version. */
  readonly shape: Shape;
  /** The dtype of every version. */
  readonly dtype: DType;
  /** What errors call it. */
  name: string;
  #value: Storage;
  /** The leaf of the newest version, once it was asked for. */
  #leaf: Node | null = null;
  #version = 0;

  constructor(shape: Shape, dtype: DType, name: string, storage: Storage) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
    checkValue(storage, shape, dtype);
    this.#value = storage;
  }

  /** How often the value was replaced. */
  get version(): number {
    return this.#version;
  }

  /** The elements of the newest version. */
  get value(): Storage {
    return this.#value;
  }

  /** The leaf of the newest version. */
  get leaf(): Node {
    return (this.#leaf ??= Node.leaf(this.shape, this.dtype, this.#value, this));
  }

  /** Makes `storage` the newest version. The leaf of the version before loses its value. Throws where the storage does not fit. */
  replace(storage: Storage): void {
    checkValue(storage, this.shape, this.dtype);
    const before = this.#value;
    if (this.#leaf !== null) this.#leaf.value = null;
    this.#leaf = null;
    this.#value = storage;
    this.#version++;
    if (before !== storage) before.release();
  }
}
