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

/** The networks that there are, and why the one that comes with the page is not among them. */
export interface Opened {
  readonly networks: readonly Available[];
  readonly problem: string | null;
}
