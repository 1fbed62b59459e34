// What building a loop nest throws when it finds that it cannot go on as things were decided so far. Whoever decided learns of it, decides otherwise, and builds
// again: `compile` of `Materialize`, which `lower` notes, and `nestOver` of `Refine`.

/** A value must be stored in memory before a kernel can be written, and there row by row if `rowMajor`. */
export class Materialize extends Error {
  readonly value: number;
  readonly rowMajor: boolean;

  constructor(value: number, rowMajor = false) {
    super();
    this.value = value;
    this.rowMajor = rowMajor;
  }
}

/**
 * An index can be written only once the loop dimension `dimension` is another one. Without `value`, it becomes two, the inner one of length `inner`. With
 * `value`, whose parts lie interleaved, one round of it does the work of `inner` rounds, so that each part is read by an expression of its own.
 */
export class Refine extends Error {
  readonly dimension: number;
  readonly inner: number;
  readonly value: number | null;

  constructor(dimension: number, inner: number, value: number | null = null) {
    super();
    this.dimension = dimension;
    this.inner = inner;
    this.value = value;
  }
}
