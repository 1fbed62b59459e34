import type { ModelName } from "@chainrule/mnist/models";

/** What a training starts from: the same settings give the same numbers, bit for bit. */
export interface Settings {
  readonly network: ModelName;
  readonly seed: number;
}

/** The means of some steps. */
export interface Advance {
  /** Steps since the beginning. */
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Images learnt from in a second, tests left out. */
  readonly speed: number;
}

/** How the whole test set was read. */
export interface Evaluation {
  readonly step: number;
  readonly accuracy: number;
  /** How often digit `i` was read as `j`, at `10 i + j`. */
  readonly confusion: readonly number[];
}

/** Values that are shown as pictures side by side. */
export interface Pictures {
  readonly name: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** What the network makes of one test image. */
export interface Look {
  readonly image: number;
  readonly pixels: Uint8Array;
  readonly label: number;
  /** Of each digit. */
  readonly probabilities: readonly number[];
  /** The weights of the first layer. */
  readonly filters: Pictures;
  /** What comes out of each layer that has something to show. */
  readonly activations: readonly Pictures[];
}

/** Test images of one digit that were read as another. */
export interface Cell {
  readonly actual: number;
  readonly read: number;
  /** How many there are; not all may be shown. */
  readonly total: number;
  readonly images: readonly { readonly image: number; readonly pixels: Uint8Array }[];
}

/** How much of the images is there: `total` is `null` where the server does not say. */
export interface Loaded {
  readonly loaded: number;
  readonly total: number | null;
}

/** How many threads there are, and may be. */
export interface Threads {
  readonly threads: number;
  readonly mostThreads: number;
}

/** A network that has not learnt yet. */
export interface Beginning {
  readonly parameters: number;
  readonly look: Look;
}

/** What is new. */
export interface Report {
  readonly advance?: Advance;
  readonly evaluation?: Evaluation;
  readonly look?: Look;
  readonly cell?: Cell | null;
}
