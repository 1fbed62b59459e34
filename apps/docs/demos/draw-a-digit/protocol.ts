import type { ModelName } from "@chainrule/mnist/models";

/** Where a network comes from: with the page, or from the training page, as this browser kept it. */
export type Source = "shipped" | "trained";

/** A network that can be asked. */
export interface Available {
  readonly source: Source;
  readonly network: ModelName;
  /** The part of the test images that it reads right. */
  readonly accuracy: number;
}

/** What the page asks of the worker. */
export type Request =
  | { readonly type: "use"; readonly source: Source }
  /** An image, and the number of the drawing, which comes back with what it was read as. */
  | { readonly type: "read"; readonly id: number; readonly pixels: Uint8Array };

/** What the worker tells the page. */
export type Report =
  | { readonly type: "available"; readonly networks: readonly Available[] }
  | { readonly type: "probabilities"; readonly id: number; readonly values: readonly number[] }
  | { readonly type: "error"; readonly message: string };
