import type { DType } from "./dtype.ts";
import { Node } from "./node.ts";
import type { Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";

/**
 * Something whose value can be replaced: a parameter, or state such as running statistics. Each value
 * is a version with a leaf of its own, so that a graph says which version it was built on.
 */
export class Variable {
  readonly shape: Shape;
  readonly dtype: DType;
  /** What errors call it. */
  name: string;
  #leaf: Node;
  #version = 0;

  constructor(shape: Shape, dtype: DType, name: string, storage: Storage) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
    this.#leaf = Node.leaf(shape, dtype, storage, this);
  }

  /** How often the value was replaced. */
  get version(): number {
    return this.#version;
  }

  /** The leaf of the newest version. */
  get leaf(): Node {
    return this.#leaf;
  }

  /** Makes `storage` the newest version. The leaf of the version before loses its value. */
  replace(storage: Storage): void {
    const before = this.#leaf.value;
    this.#leaf.value = null;
    this.#leaf = Node.leaf(this.shape, this.dtype, storage, this);
    this.#version++;
    if (before !== storage) before?.release();
  }
}
