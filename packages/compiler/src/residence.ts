import { overlaps } from "#windows";
import { isDear } from "./dear.ts";
import { knownVector } from "./known.ts";
import { isKernel } from "./lower.ts";
import type { PadSums } from "./pad-sums.ts";
import { isView, stepOf, typeOf } from "./value.ts";
import { type Graph, isFloating, type Primitive, sizeOf, type Step } from "@chainrule/graph";

/** Primitives that are computed wherever they are used. */
const free: ReadonlySet<Primitive> = new Set<Primitive>(["constant", "iota", "take"]);

/** At most this many cheap instructions, on one value of the same size, are repeated rather than stored and read again: an affine and `relu`. */
const repeatable = 6;

/** Values that one kernel computes or reads: more would not fit the parameters of a function, nor its registers. */
const largest = 160;

/**
 * Which values of a graph live in memory; all others are computed where they are used, inside the kernels of those that do. Inputs and
 * outputs of the program live in memory, and results of primitives that are kernels of their own. An elementwise value does
 * when several kernels would repeat more than little work for it, or one would repeat it for many elements. `forced` values do
 * anyway.
 */
export function chooseResidence(
  graph: Graph,
  forced: ReadonlySet<number>,
  padSums: PadSums,
): Set<number> {
  const residence = new Residence(graph, forced, padSums);
  residence.store();
  residence.relax();
  residence.limit();
  return residence.resident;
}

class Residence {
  readonly graph: Graph;
  readonly resident: Set<number>;
  /** What must stay in memory. */
  readonly #fixed: ReadonlySet<number>;
  readonly #users: readonly number[][];
  /** Values that are never on their own. */
  readonly #inside: ReadonlySet<number>;

  constructor(graph: Graph, forced: ReadonlySet<number>, { sums, inside }: PadSums) {
    this.graph = graph;
    this.#inside = inside;
    const n = graph.inputs.length;
    this.resident = new Set<number>([...graph.inputs.keys(), ...forced, ...graph.outputs]);
    graph.steps.forEach((step, i) => {
      const value = n + i;
      if (sums.get(value)?.tiling === null || (isKernel(step.primitive) && !inside.has(value)))
        this.resident.add(value);
    });
    for (const { primitive, inputs } of graph.steps) {
      if (primitive === "matmul") inputs.forEach((input) => this.#settle(input));
      if (primitive === "convolve") this.#settle(inputs[1]!);
      if (primitive === "take" || primitive === "random" || primitive === "argsort")
        this.#settle(inputs[0]!);
      if ((primitive === "slice" || primitive === "pad") && knownVector(graph, inputs[1]!) === null)
        this.#settle(inputs[1]!);
    }
    this.#fixed = new Set(this.resident);
    const users = Array.from({ length: n + graph.steps.length }, (): number[] => []);
    graph.steps.forEach((step, i) => {
      for (const input of new Set(step.inputs)) users[input]!.push(n + i);
    });
    this.#users = users;
  }

  /** From the last value to the first: puts into memory what several kernels would compute, as if nothing before it were in memory. */
  store(): void {
    const { resident, graph } = this;
    const n = graph.inputs.length;
    /** The values in memory whose kernels would compute a value. */
    const kernels = new Map<number, Set<number>>();
    for (let value = n + graph.steps.length - 1; value >= n; value--) {
      const into = new Set(
        this.#users[value]!.flatMap((user) =>
          resident.has(user) ? [user] : [...kernels.get(user)!],
        ),
      );
      kernels.set(value, into);
      const step = graph.steps[value - n]!;
      if (
        resident.has(value) ||
        isView(step) ||
        free.has(step.primitive) ||
        this.#inside.has(value)
      )
        continue;
      if ((into.size > 1 && !this.#isCheap(value)) || this.#isRepeated(value)) resident.add(value);
    }
  }

  /** From the first value to the last: takes out of memory what is cheap after all, now that it is known what lies before it. */
  relax(): void {
    for (const value of [...this.resident].toSorted((p, q) => p - q)) {
      if (this.#fixed.has(value)) continue;
      this.resident.delete(value);
      if (!this.#isCheap(value) || this.#isRepeated(value)) this.resident.add(value);
    }
  }

  /** From the first value to the last: puts into memory what would make a kernel too large. */
  limit(): void {
    const n = this.graph.inputs.length;
    this.graph.steps.forEach((step, i) => {
      const value = n + i;
      if (this.resident.has(value) || isView(step) || this.#inside.has(value)) return;
      if (this.#isLarge(value)) this.resident.add(value);
    });
  }

  /** Whether a kernel with a value inside has as many instructions as one should have. */
  #isLarge(value: number): boolean {
    const seen = new Set([value]);
    for (const next of seen) {
      if (this.resident.has(next)) continue;
      for (const input of this.#step(next)?.inputs ?? []) seen.add(input);
      if (seen.size > largest) return true;
    }
    return false;
  }

  /** The value in memory that a chain of views starts from must be there for kernels that read it by strides. */
  #settle(value: number): void {
    let source = value;
    for (
      let step = this.#step(source);
      step !== undefined && isView(step);
      step = this.#step(source)
    ) {
      if (this.resident.has(source)) return;
      source = step.inputs[0]!;
    }
    this.resident.add(source);
  }

  #step(value: number): Step | undefined {
    return stepOf(this.graph, value);
  }

  #size(value: number): number {
    return sizeOf(typeOf(this.graph, value).shape);
  }

  /** Whether computing a value again costs no more than reading it: few cheap instructions on at most one value of its size. */
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
      if (step === undefined || this.resident.has(next)) {
        if (this.#size(next) * 2 > size) reads++;
      } else {
        if (isDear(step.primitive) && isFloating(step.type.dtype)) return false;
        if (!isView(step) && step.primitive !== "constant") instructions++;
        stack.push(...step.inputs);
      }
      if (instructions > repeatable || reads > 1) return false;
    }
    return true;
  }

  /** Whether a value takes work and some kernel would do that work several times for one element. */
  #isRepeated(value: number): boolean {
    const step = this.#step(value)!;
    const works =
      step.inputs.some((input) => !this.resident.has(input)) ||
      isDear(step.primitive) ||
      step.inputs.length > 1;
    return works && this.#grows(value);
  }

  /** Whether the users of a value, seen through views, use its elements several times: more elements than the `size` there are. */
  #grows(value: number, size = this.#size(value)): boolean {
    const users = this.#users[value]!;
    // Views that overlap show more elements than there are.
    const shown = users.filter((user) => isView(this.#step(user)!) && !this.resident.has(user));
    if (shown.reduce((sum, user) => sum + this.#size(user), 0) >= 1.5 * size && shown.length > 1)
      return true;
    return users.some((user) => {
      const step = this.#step(user)!;
      if (overlaps(step)) return true;
      if (!isKernel(step.primitive) && size * 2 <= this.#size(user)) return true;
      return isView(step) && !this.resident.has(user) && this.#grows(user, size);
    });
  }
}
