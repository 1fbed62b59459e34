import type { ModelName } from "@chainrule/mnist/models";

/** What a training starts from: the same settings give the same numbers, bit for bit. */
export interface Settings {
  readonly network: ModelName;
  readonly seed: number;
}

/** What the page asks of the worker. */
export type Request =
  /** Fetch the images at `url`. */
  | { readonly type: "load"; readonly url: string }
  /** Begin anew. */
  | { readonly type: "reset"; readonly settings: Settings }
  | { readonly type: "train" }
  | { readonly type: "pause" }
  /** One batch only. */
  | { readonly type: "step" }
  | { readonly type: "learning rate"; readonly value: number }
  | { readonly type: "threads"; readonly value: number }
  /** Show what the network makes of a test image. */
  | { readonly type: "look"; readonly image: number }
  /** Show the test images of one digit that were read as another. */
  | { readonly type: "cell"; readonly actual: number; readonly read: number }
  /** Write the network as it is now. */
  | { readonly type: "file" };

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

/** What the worker tells the page. */
export type Report =
  | { readonly type: "progress"; readonly loaded: number; readonly total: number | null }
  | { readonly type: "ready"; readonly threads: number; readonly most: number }
  /** A training began anew. */
  | { readonly type: "new"; readonly settings: Settings; readonly parameters: number }
  | { readonly type: "running"; readonly running: boolean }
  | { readonly type: "advance"; readonly advance: Advance }
  | { readonly type: "evaluation"; readonly evaluation: Evaluation }
  | { readonly type: "look"; readonly look: Look }
  | { readonly type: "cell"; readonly cell: Cell }
  | { readonly type: "threads"; readonly threads: number }
  /** The network as the text of a JavaScript file. */
  | { readonly type: "file"; readonly code: string }
  /** Something that ends the demo, as a sentence. */
  | { readonly type: "error"; readonly message: string };
