import { checks, rest, start } from "./checks.ts";

/** How one check went. */
export interface Result {
  readonly name: string;
  /** `null` where it passed. */
  readonly error: string | null;
}

/** How all checks went in one place. */
export interface Report {
  readonly isolated: boolean;
  /** How many threads engines had that were asked for 1, 2 and 3. */
  readonly threads: readonly number[];
  readonly results: readonly Result[];
}

/** Runs every check here, on the page's main thread or in a worker, after waiting `patience` milliseconds for threads. */
export async function report(patience: number): Promise<Report> {
  const threads = await start(patience);
  const results: Result[] = [];
  for (const [name, check] of checks) {
    try {
      await check();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error.message : String(error) });
    }
    await rest(0);
  }
  return { isolated: crossOriginIsolated, threads, results };
}
