import type { Run } from "./run.ts";

/** What a call gives of which the method gives `Given`. */
type Called<Given> = [Given] extends [
  Generator<infer Report, infer Result, never> | AsyncGenerator<infer Report, infer Result, never>,
]
  ? Run<Exclude<Awaited<Report>, undefined | void>, Awaited<Result>>
  : Promise<Awaited<Given>>;

/**
 * The methods of a worker's program as a page calls them: one that is a generator gives a {@link Run}, any other a promise. Properties that are no methods are left out.
 *
 * ```ts
 * import type { Remote, Run } from "@chainrule/worker";
 *
 * interface Program {
 *   setLearningRate(value: number): void;
 *   train(seed: number): Generator<{ loss: number }, Float32Array>;
 * }
 * const stopped = async (remote: Remote<Program>): Promise<void> => {
 *   const run: Run<{ loss: number }, Float32Array> = remote.train(1);
 *   await remote.setLearningRate(0.1);
 *   await run.stop();
 * };
 * ```
 */
export type Remote<Program> = {
  readonly [
    Name in keyof Program as Program[Name] extends (...values: never) => unknown ? Name : never
  ]: Program[Name] extends (...values: infer Values) => infer Given
    ? (...values: Values) => Called<Given>
    : never;
};
