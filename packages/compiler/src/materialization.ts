import { type Graph, isFloating, type Primitive, sizeOf, type Step } from "@chainrule/graph";
import { overlaps } from "#windows";
import { constantVector } from "./constant-vector.ts";
import { isExpensive } from "./expensive.ts";
import { isKernel } from "./lower.ts";
import type { PadSums } from "./pad-sums.ts";
import { isView, shown, stepOf, typeOf } from "./value.ts";

/** Primitives that are always computed where they are used, however often. */
const free: ReadonlySet<Primitive> = new Set<Primitive>(["constant", "iota", "take"]);

/** So many cheap instructions are repeated rather than their result stored and read again: `relu(a·x + b)` has three, and a check or two leaves room. */
const repeatable = 6;

/** The most values that one kernel computes or reads: more would not fit the parameters of a WebAssembly function, nor its registers. */
const largest = 160;

/**
 * Which values of a graph are stored in memory. All others are computed where they are used, inside the kernels of those that are. Stored are: inputs and
 * outputs of the program; results of primitives that are kernels of their own; an elementwise value that takes more than little work, where several kernels
 * would repeat that work, or one would repeat it for each element; and what is `forced`.
 */
export function chooseMaterialized(
  graph: Graph,
  forced: ReadonlyMap<number, unknown>,
  padSums: PadSums,
): Set<number> {
  const materialization = new Materialization(graph, forced, padSums);
  materialization.storeShared();
  materialization.dropCheap();
  materialization.limitKernels();
  return materialization.stored;
}

class Materialization {
  readonly graph: Graph;
  /** The values in memory, as decided so far. */
  readonly stored: Set<number>;
  /** Those of them that no later decision takes out again. */
  readonly #fixed: ReadonlySet<number>;
  /** By value, the steps that use it, each once. */
  readonly #users: readonly number[][];
  /** Values that exist only inside a sum of padded values. */
  readonly #inside: ReadonlySet<number>;

  constructor(graph: Graph, forced: ReadonlyMap<number, unknown>, { sums, inside }: PadSums) {
    this.graph = graph;
    this.#inside = inside;
    const n = graph.inputs.length;
    this.stored = new Set<number>([...graph.inputs.keys(), ...forced.keys(), ...graph.outputs]);
    graph.steps.forEach((step, i) => {
      const value = n + i;
      if (
        sums.get(value)?.interleaving === null ||
        (isKernel(step.primitive) && !inside.has(value))
      )
        this.stored.add(value);
    });
    for (const { primitive, inputs } of graph.steps) {
      if (primitive === "matmul") inputs.forEach((input) => this.#storeSource(input));
      if (primitive === "convolve") this.#storeSource(inputs[1]!);
      if (primitive === "take" || primitive === "random" || primitive === "argsort")
        this.#storeSource(inputs[0]!);
      // Where every element has an index of its own, indices are computed in vectors before, and elements one by one.
      if (primitive === "take" && typeOf(graph, inputs[0]!).shape.length === 1)
        this.#storeSource(inputs[1]!);
      if (
        (primitive === "slice" || primitive === "pad") &&
        constantVector(graph, inputs[1]!) === null
      )
        this.#storeSource(inputs[1]!);
    }
    this.#fixed = new Set(this.stored);
    const users = Array.from({ length: n + graph.steps.length }, (): number[] => []);
    graph.steps.forEach((step, i) => {
      for (const input of new Set(step.inputs)) users[input]!.push(n + i);
    });
    this.#users = users;
  }

  /**
   * Stores what several kernels would compute. Goes from the last value to the first, so that the kernels that use a value are known when it is come to;
   * what it is computed from is not yet, and counts as if none of that were stored.
   */
  storeShared(): void {
    const { stored, graph } = this;
    const n = graph.inputs.length;
    /** The values in memory whose kernels would compute a value. */
    const kernels = new Map<number, Set<number>>();
    for (let value = n + graph.steps.length - 1; value >= n; value--) {
      const into = new Set(
        this.#users[value]!.flatMap((user) =>
          stored.has(user) ? [user] : [...kernels.get(user)!],
        ),
      );
      kernels.set(value, into);
      const step = graph.steps[value - n]!;
      if (stored.has(value) || isView(step) || free.has(step.primitive) || this.#inside.has(value))
        continue;
      if ((into.size > 1 && !this.#isCheap(value)) || this.#isRepeated(value)) stored.add(value);
    }
  }

  /** Drops what is cheap after all, now that it is known which values it is computed from are stored. From the first value to the last. */
  dropCheap(): void {
    for (const value of [...this.stored].toSorted((p, q) => p - q)) {
      if (this.#fixed.has(value)) continue;
      this.stored.delete(value);
      if (!this.#isCheap(value) || this.#isRepeated(value)) this.stored.add(value);
    }
  }

  /** Stores what would make a kernel too large, or be seen through too many views. From the first value to the last. */
  limitKernels(): void {
    const n = this.graph.inputs.length;
    this.graph.steps.forEach((_, i) => {
      const value = n + i;
      if (this.stored.has(value) || this.#inside.has(value)) return;
      if (this.#isLarge(value)) this.stored.add(value);
    });
  }

  /** Whether a kernel that computes a value would have more instructions than one should. */
  #isLarge(value: number): boolean {
    const seen = new Set([value]);
    for (const next of seen) {
      if (this.stored.has(next)) continue;
      for (const input of this.#step(next)?.inputs ?? []) seen.add(input);
      if (seen.size > largest) return true;
    }
    return false;
  }

  /** Stores what a kernel reads by strides: of a view, the value that it is a view of. */
  #storeSource(value: number): void {
    this.stored.add(shown(this.graph, value, this.stored));
  }

  #step(value: number): Step | undefined {
    return stepOf(this.graph, value);
  }

  #size(value: number): number {
    return sizeOf(typeOf(this.graph, value).shape);
  }

  /** Whether computing a value again costs no more than reading it: few cheap instructions, on at most one stored value that is about as large. */
  #isCheap(value: number): boolean {
    const size = this.#size(value);
    let instructions = 0;
    let reads = 0;
    const seen = new Set<number>();
    const stack = [value];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const step = this.#step(next);
      if (step === undefined || this.stored.has(next)) {
        if (this.#size(next) * 2 > size) reads++;
      } else {
        if (isExpensive(step.primitive) && isFloating(step.type.dtype)) return false;
        if (!isView(step) && step.primitive !== "constant") instructions++;
        stack.push(...step.inputs);
      }
      if (instructions > repeatable || reads > 1) return false;
    }
    return true;
  }

  /** Whether a value takes work, and some kernel would do that work several times for one element. */
  #isRepeated(value: number): boolean {
    const step = this.#step(value)!;
    const works =
      step.inputs.some((input) => !this.stored.has(input)) ||
      isExpensive(step.primitive) ||
      step.inputs.length > 1;
    return works && this.#grows(value);
  }

  /** Whether a user of a value uses its elements several times: the value is repeated to a larger shape, or views that are not stored show more elements than it has. */
  #grows(value: number): boolean {
    const size = this.#size(value);
    const seen = [value];
    for (const next of seen) {
      const users = this.#users[next]!;
      const views = users.filter((user) => isView(this.#step(user)!) && !this.stored.has(user));
      // Views that overlap show more elements than there are.
      if (views.reduce((sum, user) => sum + this.#size(user), 0) >= 1.5 * size && views.length > 1)
        return true;
      const grows = users.some((user) => {
        const step = this.#step(user)!;
        return overlaps(step) || (!isKernel(step.primitive) && size * 2 <= this.#size(user));
      });
      if (grows) return true;
      seen.push(...views);
    }
    return false;
  }
}
