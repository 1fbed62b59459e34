import type { Place } from "./inputs.ts";
import type { LibraryName } from "./work.ts";

// The coordinator and the process of a library exchange lines of JSON: requests on standard input, replies on file descriptor 3.

/** Asks a process to prepare one row, and to do its work until it is warm. */
export interface Start {
  readonly library: LibraryName;
  readonly threads: number;
  readonly captured: boolean;
  /** The case's file and the row in it. */
  readonly case: string;
  readonly row: number;
  /** The row's own description, for processes that cannot import the case. */
  readonly work: unknown;
  readonly inputs: Readonly<Record<string, Place>>;
  /** Of an epoch only so many batches; all where it is null. */
  readonly batches: number | null;
  /** How long to warm up, in milliseconds. */
  readonly warmup: number;
}

/** What a process says once it is warm. */
export interface Started {
  readonly version: string;
  /** Milliseconds of the first call. */
  readonly first: number;
  /** Floating-point operations of one call, from the probe of the machine. */
  readonly flops?: number;
}

/** Asks for calls until `slice` milliseconds have passed, at least one. */
export interface Round {
  readonly slice: number;
}

/** Milliseconds of one call, the median. */
export interface Rounded {
  readonly time: number;
}

/** Asks for the result; then the process ends. */
export interface Finish {
  readonly finish: true;
}

/** The answer to the last request. */
export interface Finished {
  /** The first losses, or a sample of the result. */
  readonly check: readonly number[];
  /** The peak resident set, in bytes. */
  readonly memory: number;
}

/** The answer to any request that went wrong: a sentence. */
export interface Failed {
  readonly error: string;
}

/** How many losses are compared. */
export const comparedLosses = 10;
