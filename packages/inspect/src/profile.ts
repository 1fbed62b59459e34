import { checkNames, type KernelTime } from "@chainrule/graph";
import { getEngine } from "@chainrule/tensor";
import { checkCount, checkFunction, isPromise } from "./argument-checks.ts";
import { checkPrint, type Print, print } from "./console.ts";
import { digits, percent } from "./quantity.ts";
import { table } from "./table.ts";

/** Options of {@link profile}. */
export interface ProfileOptions {
  /** How many calls are measured; 20. */
  readonly runs?: number;
  /** How many calls come before, in which programs are compiled and get fast; 10. */
  readonly warmup?: number;
  /** Where the text goes: `console.log` unless given, nowhere if `false`. */
  readonly print?: Print;
}

/** A kernel, which is a part of a program. Equal kernels that run for the same operation share a row. */
export interface ProfileRow {
  /** The operation, then what computes it, and of which sizes: `Σ` stands before what is summed. */
  readonly kernel: string;
  /** How often it runs in a call. */
  readonly times: number;
  /** How long it takes in a call, all times together. */
  readonly milliseconds: number;
}

/**
 * What {@link profile} found. `toString()` is a table of it.
 *
 * ```ts
 * import { profile } from "@chainrule/inspect";
 * import { rand } from "@chainrule/tensor";
 *
 * const [x, y] = [rand([64, 32]).keep(), rand([32, 16]).keep()];
 * const { rows } = profile(() => x.matmul(y).data(), { print: false });
 * rows.map(({ kernel, times }) => [kernel, times]); // => [["matmul: contract [64, 16, Σ32]", 1]]
 * ```
 */
export class Profile {
  /** The kernels, the longest first. */
  readonly rows: readonly ProfileRow[];
  /** How long a call takes. */
  readonly milliseconds: number;
  /** How much of that is not in kernels: building graphs, finding programs, and whatever else the function does. */
  readonly outside: number;
  /** How many calls this is the mean of. */
  readonly runs: number;

  constructor(rows: readonly ProfileRow[], milliseconds: number, runs: number) {
    this.rows = rows.toSorted((a, b) => b.milliseconds - a.milliseconds);
    this.milliseconds = milliseconds;
    this.outside = milliseconds - rows.reduce((sum, row) => sum + row.milliseconds, 0);
    this.runs = runs;
  }

  /** A line for each kernel, one for what is outside of kernels, then the sum. */
  toString(): string {
    const columns = [
      { title: "kernel", align: "left" },
      { title: "times", align: "right" },
      { title: "ms", align: "right" },
      { title: "share", align: "right" },
    ] as const;
    const line = (name: string, times: string, milliseconds: number): string[] => [
      name,
      times,
      milliseconds.toFixed(3),
      percent(milliseconds / this.milliseconds),
    ];
    const rows = this.rows.map(({ kernel, times, milliseconds }) =>
      line(kernel, digits(times), milliseconds),
    );
    return [
      table(columns, [...rows, line("outside of kernels", "", this.outside)]),
      "",
      `${this.milliseconds.toFixed(3)} ms a call, the mean of ${this.runs}`,
    ].join("\n");
  }
}

// The libraries compile without descriptions of any environment; all of them have this.
declare const performance: { now(): number };

/** A row for each kernel that ran in `runs` calls, with its share of one call. */
function rowsOf(kernels: readonly KernelTime[], runs: number): ProfileRow[] {
  const sums = new Map<string, { times: number; milliseconds: number }>();
  for (const { kernel, milliseconds } of kernels) {
    const sum = sums.get(kernel) ?? { times: 0, milliseconds: 0 };
    sum.times++;
    sum.milliseconds += milliseconds;
    sums.set(kernel, sum);
  }
  return [...sums].map(([kernel, { times, milliseconds }]) => ({
    kernel,
    times: times / runs,
    milliseconds: milliseconds / runs,
  }));
}

/**
 * Calls a function again and again, prints how long each kernel takes that runs in it, and returns what it found. A kernel is what the engine computes in one
 * go: a matrix product or a convolution with the elementwise work after it, or a fused loop. Times are those of the calling thread, which waits for the others.
 *
 * The function is called `warmup + runs` times and changes what it changes each time: a training step trains. It must be done when it returns, and read a
 * result or use what it has updated, or nothing runs. Throws a `TypeError` where it returns a promise, an `Error` where no kernel runs or the engine cannot
 * tell, and a `RangeError` where `runs` or `warmup` is not a count.
 *
 * ```ts
 * import { profile } from "@chainrule/inspect";
 * import { rand } from "@chainrule/tensor";
 *
 * const x = rand([256, 256]).keep();
 * const found = profile(() => x.matmul(x).softmax().sum().item(), { runs: 5, print: false });
 * found.outside < found.milliseconds; // => true
 * profile(() => x.matmul(x)); // throws profile: no kernel ran; read a result, or use what was updated, in the function.
 * ```
 */
export function profile(f: () => unknown, options: ProfileOptions = {}): Profile {
  checkNames("profile", options, { runs: 0, warmup: 0, print: 0 });
  const { runs = 20, warmup = 10 } = options;
  checkFunction("profile", "what is measured", f);
  checkCount("profile", "runs", runs, 1);
  checkCount("profile", "warmup", warmup, 0);
  checkPrint("profile", options.print);
  const engine = getEngine();
  if (engine.profile === undefined) {
    throw new Error(`profile: the ${engine.name} engine does not say how long kernels take.`);
  }
  const call = (): void => {
    if (isPromise(f())) {
      throw new TypeError("profile: needs a function that is done when it returns; got a promise.");
    }
  };
  for (let i = 0; i < warmup; i++) call();
  let total = 0;
  const kernels = engine.profile(() => {
    const start = performance.now();
    for (let i = 0; i < runs; i++) call();
    total = performance.now() - start;
  });
  if (kernels.length === 0) {
    throw new Error(
      "profile: no kernel ran; read a result, or use what was updated, in the function.",
    );
  }
  const result = new Profile(rowsOf(kernels, runs), total / runs, runs);
  print(String(result), options.print);
  return result;
}
