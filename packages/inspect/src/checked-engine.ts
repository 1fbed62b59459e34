import {
  type Debug,
  type Engine,
  type Executable,
  type Graph,
  isFloating,
  type Primitive,
  sizeOf,
  type Step,
  Storage,
  stridesOf,
  type Type,
  type TypedArray,
} from "@chainrule/graph";
import { type Anomaly, AnomalyError, originOf } from "./anomaly-error.ts";

/** What is looked for, and who is told. */
export interface Watch {
  /** Whether infinities count, or NaN only. */
  readonly infinities: boolean;
  /** What a given value is called and where it was built. */
  readonly describe: (storage: Storage) => Debug;
  readonly report: (error: AnomalyError) => void;
}

/** What a value holds that is not finite. */
interface Trouble {
  readonly nan: boolean;
  readonly infinity: boolean;
}

const none: Trouble = { nan: false, infinity: false };

/** Steps whose elements are elements of their inputs: nothing that is not finite can come from them. */
const moves: ReadonlySet<Primitive> = new Set<Primitive>([
  "reshape",
  "permute",
  "expand",
  "flip",
  "slice",
  "pad",
  "windows",
  "concatenate",
]);

function troubleOf(data: TypedArray): Trouble {
  // One sum tells most values: it is finite where all elements are, and far from overflowing.
  let sum = 0;
  for (const value of data) sum += value;
  if (Number.isFinite(sum)) return none;
  const nan = data.some((value) => Number.isNaN(value));
  return { nan, infinity: data.some((value) => Math.abs(value) === Infinity) };
}

function union(troubles: readonly Trouble[]): Trouble {
  return {
    nan: troubles.some(({ nan }) => nan),
    infinity: troubles.some(({ infinity }) => infinity),
  };
}

/** How many elements of a kind there are, and the place of the first. */
function occurrences(
  data: TypedArray,
  kind: Anomaly["kind"],
  { shape }: Type,
): Pick<Anomaly, "count" | "index"> {
  const is = (value: number): boolean =>
    kind === "NaN" ? Number.isNaN(value) : Math.abs(value) === Infinity;
  const first = data.findIndex((value: number) => is(value));
  let count = 0;
  for (const value of data) if (is(value)) count++;
  const strides = stridesOf(shape);
  return { count, index: shape.map((length, axis) => Math.floor(first / strides[axis]!) % length) };
}

function rangeOf(data: TypedArray): [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? [NaN, NaN] : [min, max];
}

/** A program whose every step is an output too, so that each can be looked at. */
class CheckedProgram implements Executable {
  readonly #graph: Graph;
  readonly #watch: Watch;
  /** The values computed beside the outputs, by number. */
  readonly #extra: readonly number[];
  readonly #program: Executable;

  constructor(engine: Engine, graph: Graph, watch: Watch) {
    this.#graph = graph;
    this.#watch = watch;
    const outputs = new Set(graph.outputs);
    this.#extra = graph.steps.flatMap(({ primitive, type }, i) => {
      const number = graph.inputs.length + i;
      const computed = isFloating(type.dtype) && !moves.has(primitive) && !outputs.has(number);
      return computed ? [number] : [];
    });
    const all = [...graph.outputs, ...this.#extra];
    this.#program = engine.prepare({
      ...graph,
      outputs: all,
      // What is found wrong replaces nothing: the inputs must survive the run.
      replaces: all.map(() => -1),
    });
  }

  run(inputs: readonly Storage[], outputs: readonly Storage[]): void {
    const { inputs: types, steps } = this.#graph;
    const extra = this.#extra.map((number) => {
      const { dtype, shape } = steps[number - types.length]!.type;
      return Storage.empty(dtype, sizeOf(shape));
    });
    this.#program.run(inputs, [...outputs, ...extra]);
    const values = new Map<number, Storage>(inputs.map((storage, i) => [i, storage]));
    this.#graph.outputs.forEach((number, i) => values.set(number, outputs[i]!));
    this.#extra.forEach((number, i) => values.set(number, extra[i]!));
    try {
      this.#check(values);
    } finally {
      for (const storage of extra) storage.release();
    }
  }

  #check(values: ReadonlyMap<number, Storage>): void {
    const { inputs, steps } = this.#graph;
    const troubles = inputs.map((type, i) => this.#given(type, values.get(i)!));
    for (const [i, step] of steps.entries()) {
      const before = union(step.inputs.map((input) => troubles[input]!));
      const storage = values.get(inputs.length + i);
      const looked = isFloating(step.type.dtype) && storage !== undefined;
      const trouble = looked ? troubleOf(storage.data()) : before;
      if (step.primitive === "constant") {
        // Part of a formula: it may be a bound, or NaN for a label that is no class. The step that selects the NaN is to blame.
        troubles.push({ ...trouble, nan: false });
        continue;
      }
      troubles.push(trouble);
      const kind = this.#kindOf(trouble, before);
      if (looked && kind !== null) this.#throw(kind, step, storage.data(), values);
    }
  }

  /** What is new in a value: what its inputs had is not. */
  #kindOf(trouble: Trouble, before: Trouble): Anomaly["kind"] | null {
    if (trouble.nan && !before.nan) return "NaN";
    const counts = this.#watch.infinities && !before.infinity && !before.nan;
    return trouble.infinity && counts ? "infinity" : null;
  }

  /** A given number may well be infinite, such as a bound; a tensor, not. */
  #given(type: Type, storage: Storage): Trouble {
    if (!isFloating(type.dtype)) return none;
    const trouble = troubleOf(storage.data());
    const kind = this.#kindOf(trouble, none);
    if (kind === null || (kind === "infinity" && type.shape.length === 0)) return trouble;
    const origin = originOf(this.#watch.describe(storage));
    return this.#fail({
      kind,
      primitive: null,
      ...origin,
      forward: null,
      ...type,
      ...occurrences(storage.data(), kind, type),
      inputs: [],
    });
  }

  #throw(
    kind: Anomaly["kind"],
    { debug, inputs, primitive, type }: Step,
    data: TypedArray,
    values: ReadonlyMap<number, Storage>,
  ): never {
    const seen = inputs.flatMap((number) => {
      const storage = values.get(number);
      const of = this.#typeOf(number);
      if (storage === undefined || !isFloating(of.dtype)) return [];
      return [{ shape: of.shape, range: rangeOf(storage.data()) }];
    });
    return this.#fail({
      kind,
      primitive,
      ...originOf(debug),
      operation: debug.operation || primitive,
      forward: debug.forward === undefined ? null : originOf(debug.forward),
      ...type,
      ...occurrences(data, kind, type),
      inputs: seen,
    });
  }

  #typeOf(number: number): Type {
    const { inputs, steps } = this.#graph;
    return inputs[number] ?? steps[number - inputs.length]!.type;
  }

  #fail(anomaly: Anomaly): never {
    const error = new AnomalyError(anomaly);
    this.#watch.report(error);
    throw error;
  }

  toString(): string {
    return `checked\n${this.#program.toString()}`;
  }
}

/** An engine that runs programs on another one, and throws at the first step that gives NaN or infinity of finite inputs. */
export function checkedEngine(engine: Engine, watch: Watch): Engine {
  if (engine.readSync === undefined) {
    throw new Error(
      `detectAnomalies: needs an engine that reads synchronously; the ${engine.name} engine does not.`,
    );
  }
  return {
    name: `checked ${engine.name}`,
    prepare: (graph) => new CheckedProgram(engine, graph, watch),
    upload: (storage) => {
      engine.upload(storage);
    },
    read: (storage) => engine.read(storage),
    readSync: (storage) => engine.readSync!(storage),
  };
}
