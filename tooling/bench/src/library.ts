import type { Loaded, Values } from "./inputs.ts";
import type { Expression, Model } from "./work.ts";

/** A result that may still be under way. */
export type Eventually<T> = T | Promise<T>;

/** Work that is measured call by call. */
export interface Subject {
  /** Does the work once; a training step gives its loss. */
  call(): Eventually<number | void>;
  /** Numbers of the result that must agree between libraries; absent where the losses are compared. */
  check?(): Eventually<ArrayLike<number>>;
}

/** A network of one library. Images are floats from 0 to 1, or bytes; labels are numbers of classes. */
export interface Network {
  /** Trains on one batch; gives its loss. */
  step(images: Values, labels: Values): Eventually<number>;
  /** The logits of a batch. */
  infer(images: Values): Eventually<ArrayLike<number>>;
}

/** How a network is used. */
export interface NetworkOptions {
  readonly model: Model;
  readonly weights: Readonly<Record<string, Loaded>>;
  readonly batch: number;
  /** Whether the step is captured once and replayed. */
  readonly captured: boolean;
}

/** What a library does in the benchmark. */
export interface Library {
  readonly version: string;
  expression(expression: Expression, inputs: Readonly<Record<string, Loaded>>): Subject;
  network(options: NetworkOptions): Network;
}

/** A probe of the machine, which stands beside the libraries. */
export interface Probe {
  readonly version: string;
  /** One call does `flops` floating-point operations. */
  readonly probe: Subject;
  readonly flops: number;
}

/** What a file of `libraries/` exports. */
export interface LibraryModule {
  /** Starts the library on `threads` threads; rejects with a sentence where that is impossible. */
  open(threads: number): Promise<Library | Probe>;
}

/** Every `stride`-th number, for a comparison: about 64 of them. */
export function sample(values: ArrayLike<number>): number[] {
  const stride = Math.max(1, Math.floor(values.length / 64));
  const taken: number[] = [];
  for (let i = 0; i < values.length; i += stride) taken.push(values[i]!);
  return taken;
}
