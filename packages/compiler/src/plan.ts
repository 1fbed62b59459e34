import type { DType, Elementwise } from "@chainrule/graph";
import type { Affine } from "./affine.ts";

/** A piece of memory that holds one value; where each element lies is said by strides, in elements. */
export interface Buffer {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly length: number;
  /** An input or output of the program, by its number there, or a temporary in the arena. */
  readonly role: "input" | "output" | "temporary";
  readonly index: number;
}

/** The element of a buffer that each round of a loop nest reads or writes. */
export interface Access {
  readonly buffer: number;
  readonly at: Affine;
}

/**
 * What is applied to elements. `decay` is the exponential of a float32 that is at most 0, `cosNear` the cosine of one between ±8192, and `larger` the second of two
 * float32 if it is larger or NaN, else the first.
 */
export type Applied = Exclude<Elementwise, "identity"> | "decay" | "cosNear" | "larger";

/** One instruction of a loop body. Inputs are numbers of earlier instructions. */
export type Instruction =
  | { readonly op: "load"; readonly access: Access; readonly dtype: DType }
  | { readonly op: "constant"; readonly value: number; readonly dtype: DType }
  /** The number that `at` gives in each round: from 0 and below 2³¹. */
  | { readonly op: "index"; readonly at: Affine; readonly dtype: DType }
  /** Element `at` of the primitive `random`, with the key in `key`. */
  | { readonly op: "random"; readonly key: Access; readonly at: Affine; readonly dtype: DType }
  /** The element `index · stride` after `access`; NaN, or 0 of integers, where the index is not in `[0, length)`. */
  | {
      readonly op: "gather";
      readonly access: Access;
      readonly index: number;
      readonly stride: number;
      readonly length: number;
      readonly dtype: DType;
    }
  | {
      readonly op: Applied;
      readonly inputs: readonly number[];
      readonly dtype: DType;
    };

/** How the values of all rounds of reduced dimensions become one number: `maxNumber` is `max` that may pass over a NaN. */
export type Reduction = "sum" | "prod" | "max" | "maxNumber" | "min" | "argmax" | "argmin";

/** What a loop nest writes. */
export interface Store {
  /** The instruction whose result is written. */
  readonly value: number;
  readonly access: Access;
  readonly dtype: DType;
  /** How the reduced dimensions are combined; `null` in a nest without. */
  readonly reduction: Reduction | null;
  /** Whether to add to what is there. */
  readonly accumulate: boolean;
  /** The place moves by the result of instruction `index` times `stride`; nothing is written where that index is not in `[0, length)`. */
  readonly scatter: {
    readonly index: number;
    readonly stride: number;
    readonly length: number;
  } | null;
}

/** A loop nest, outermost dimension first; reduced dimensions come last. */
export interface Loop {
  readonly kind: "loop";
  readonly name: string;
  readonly sizes: readonly number[];
  readonly reduced: readonly boolean[];
  readonly body: readonly Instruction[];
  readonly stores: readonly Store[];
}

/** A dimension of a contraction, with the stride of each operand along it; `c` is `null` for a summed one. */
export interface ContractDimension {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number | null;
}

/**
 * Elementwise work on the finished sums of a contraction, in place of a loop nest that would read them again. Its places have a stride for each of the
 * contraction's dimensions, 0 for the summed ones; a load from the contraction's own result is the sum itself.
 */
export interface Epilogue {
  readonly name: string;
  readonly body: readonly Instruction[];
  readonly stores: readonly Store[];
  /** Whether the sums are written too. */
  readonly keeps: boolean;
}

/** What is contracted: `c = Σ a·b`, matrix multiplication and convolution alike, as dimensions with strides. Both operands and the sums have one dtype. */
export interface Product {
  readonly dimensions: readonly ContractDimension[];
  readonly dtype: "float32" | "float64";
  readonly c: Access;
  readonly epilogue: Epilogue | null;
  /** Whether nests before it write the second operand into panels, in the order in which the engine's kernel reads them. */
  readonly prologue: boolean;
}

/** A product by the engine's own kernel. */
export interface Contract extends Product {
  readonly kind: "contract";
  readonly name: string;
  readonly a: Access;
  readonly b: Access;
  /** A buffer for packed panels, or `null`. */
  readonly scratch: number | null;
}

/**
 * What comes first in every line of a value, as the primitive `argsort` says. Both buffers lie row by row; a line has `length` elements,
 * `inner` apart, of which `count` are wanted, and there are `outer · inner` lines.
 */
export interface Sort {
  readonly kind: "sort";
  readonly name: string;
  readonly dtype: DType;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly count: number;
  readonly descending: boolean;
  readonly from: { readonly buffer: number };
  readonly to: { readonly buffer: number };
}

/**
 * Loop nests with a common outermost dimension, run one after the other for each of its rounds: what one writes, the next finds in the cache. A round
 * reads nothing that another one writes.
 */
export interface Rows {
  readonly kind: "rows";
  readonly name: string;
  readonly loops: readonly Loop[];
  /** Buffers that nothing else reads or writes: all rounds of a call may use its first one's part of them, which stays in the cache. */
  readonly own: readonly { readonly buffer: number }[];
}

/** What an engine writes as one kernel. */
export type Kernel = Loop | Rows | Contract | Sort;

/** A program ready for an engine: kernels in order, and where each temporary lies in the arena. */
export interface Plan {
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  /** Byte offsets of the temporaries in the arena, by buffer; `-1` for inputs and outputs. */
  readonly offsets: readonly number[];
  readonly arenaBytes: number;
  /** For each output, the buffer that holds it. Several outputs may share one; an input may be an output. */
  readonly outputs: readonly number[];
}

/** What the compiler must know of an engine. */
export interface Target {
  /**
   * What the engine's kernel for a product takes: how many elements of scratch memory, of the product's dtype, and whether it adds to the sums in several
   * passes, so that they must be in memory even if an epilogue follows. `null` where there is none, and the product becomes a loop nest.
   */
  contract(product: Product): { readonly scratch: number; readonly inParts: boolean } | null;
  /**
   * The nests that write the second operand of a product with a prologue into panels, where `nest`, over the product's dimensions, would write it as it lies;
   * `null` where it had better do that.
   */
  panels(product: Product, nest: Loop): readonly Loop[] | null;
}
