import { arrayOf, bytesOf, type DType, holds, type TypedArray } from "./dtype.ts";
import type { Engine } from "./engine.ts";

/** A place in an engine's memory that holds the elements of a storage. Only that engine looks inside. */
export interface Residence {
  readonly engine: Engine;
  /** Gives the place back; the elements there are lost. */
  free(): void;
}

/**
 * The elements of one value: a typed array on the host, a residence in an engine's memory, or both
 * with equal elements. An engine's memory is a cache over storages; it may take a residence away at
 * any time, after copying the elements to the host when they are nowhere else.
 *
 * ```ts
 * import { Storage } from "@chainrule/graph";
 *
 * const storage = Storage.of("float32", Float32Array.of(1, 2));
 * storage.bytes; // => 8
 * storage.data(); // => [1, 2]
 * storage.release();
 * storage.data(); // throws read: the storage was released.
 * ```
 */
export class Storage {
  /** The dtype of the elements. */
  readonly dtype: DType;
  /** How many elements there are. */
  readonly length: number;
  /** Whether the elements were given, and are not computed. */
  readonly given: boolean;
  /** The elements on the host, if they are there. */
  host: TypedArray | null;
  /** The elements in an engine's memory, if they are there. */
  residence: Residence | null = null;
  #released = false;

  private constructor(dtype: DType, length: number, host: TypedArray | null) {
    this.dtype = dtype;
    this.length = length;
    this.given = host !== null;
    this.host = host;
  }

  /** Adopts `array`, which must not change afterwards. Throws a `TypeError` where it does not hold elements of `dtype`. */
  static of(dtype: DType, array: TypedArray): Storage {
    if (!holds(array, dtype)) {
      throw new TypeError(
        `storage: ${dtype} is held by ${arrayOf(dtype).name}; got ${array.constructor.name}.`,
      );
    }
    return new this(dtype, array.length, array);
  }

  /** A storage that a program is about to fill. */
  static empty(dtype: DType, length: number): Storage {
    return new this(dtype, length, null);
  }

  /** Bytes of all elements. */
  get bytes(): number {
    return this.length * bytesOf(this.dtype);
  }

  /** Whether `release` was called. */
  get released(): boolean {
    return this.#released;
  }

  /** The elements on the host, read from the engine first where they are only there. Do not change them. Throws where the engine can only read asynchronously. */
  data(): TypedArray {
    if (this.host === null) {
      const engine = this.#engine();
      if (engine.readSync === undefined) {
        throw new Error(`read: the ${engine.name} engine reads asynchronously; use await read().`);
      }
      this.host = engine.readSync(this);
    }
    return this.host;
  }

  /** As `data`, on engines that read asynchronously too. */
  async read(): Promise<TypedArray> {
    this.host ??= await this.#engine().read(this);
    return this.host;
  }

  /** Gives up the elements, on the host and in engines: nobody will read them again. */
  release(): void {
    this.#released = true;
    this.host = null;
    this.residence?.free();
    this.residence = null;
  }

  #engine(): Engine {
    if (this.residence === null) {
      throw new Error(`read: the storage was ${this.#released ? "released" : "never filled"}.`);
    }
    return this.residence.engine;
  }
}
