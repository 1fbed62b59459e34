/** An error as it is sent: it may be of a class that the other side does not have. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

/** What the page asks of the worker's side of a call: with `"more"`, as many more reports. */
export type Asked =
  | { readonly asked: "pause" | "resume" | "step" | "stop" }
  | { readonly asked: "more"; readonly count: number };

/** What the page sends. */
export type Request =
  /** Whether the worker listens. */
  | { readonly asked: "hello" }
  | {
      readonly asked: "call";
      readonly call: number;
      readonly method: string;
      readonly values: readonly unknown[];
    }
  | (Asked & { readonly call: number });

/** What the worker sends. */
export type Answer =
  /** It listens. */
  | { readonly told: "ready" }
  | { readonly told: "report" | "result"; readonly call: number; readonly value: unknown }
  | { readonly told: "stopped"; readonly call: number }
  | { readonly told: "error"; readonly call: number; readonly error: SentError };
