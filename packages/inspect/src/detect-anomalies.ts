import {
  checkCopy,
  checkNames,
  type Debug,
  type Engine,
  type Node,
  type Storage,
  watchNodes,
} from "@chainrule/graph";
import { constant, getEngine, setEngine, Tensor, withoutAssignments } from "@chainrule/tensor";
import { givenName } from "./ancestry.ts";
import { checkFunction, isPromise } from "./argument-checks.ts";
import type { AnomalyError } from "./anomaly-error.ts";
import { checkedEngine } from "./checked-engine.ts";

/** Options of {@link detectAnomalies}. */
export interface AnomalyOptions {
  /** Whether infinities count as well as NaN; true. */
  readonly infinities?: boolean;
}

/** Whether a program can compute the node: all it starts from is there. */
function isComputable(node: Node): boolean {
  const seen = new Set<Node>([node]);
  const stack = [node];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    const { value } = one;
    if (value !== null && value.host === null && value.residence === null) return false;
    if (value !== null) continue;
    if (one.primitive === null) return false;
    for (const input of one.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      stack.push(input);
    }
  }
  return true;
}

/** The nodes of the tensors in what a function returned. */
function nodesIn(result: unknown): Node[] {
  if (result instanceof Tensor) return [result.node];
  checkCopy(result, () => Tensor);
  if (Array.isArray(result)) return result.flatMap(nodesIn);
  const isRecord =
    typeof result === "object" &&
    result !== null &&
    Object.getPrototypeOf(result) === Object.prototype;
  return isRecord ? Object.values(result).flatMap(nodesIn) : [];
}

/** The sessions that go on. Promises may overlap: any of them may be the next to end. */
const live = new Set<Session>();
/** The engine that was set for them last, and the one that it runs programs on. */
let checked: Engine | null = null;
let unchecked: Engine | null = null;

/** Sets the engine on which `sessions` check programs: that of the program itself for none. */
function checkFor(sessions: Iterable<Session>): void {
  // One that was set meanwhile by somebody else stays.
  if (getEngine() !== checked) unchecked = getEngine();
  checked = unchecked!;
  for (const session of sessions) checked = session.over(checked);
  setEngine(checked);
}

/** What happens while a function is watched. */
class Session {
  /** What nothing was built on yet. Of the way back only what is asked for is needed: no rule's other gradients. */
  readonly #ends = new Set<Node>();
  /** From how many on they are looked through. */
  #mostEnds = 1000;
  readonly #given = new WeakMap<Storage, Node>();
  readonly #infinities: boolean;
  readonly #stop: () => void;
  #found: AnomalyError | null = null;

  constructor(options: AnomalyOptions) {
    checkNames("detectAnomalies", options, { infinities: 0 });
    this.#infinities = options.infinities ?? true;
    // Carries out the assignments that wait: what goes wrong from now on must not drop them.
    withoutAssignments(() => {});
    checkFor([...live, this]);
    live.add(this);
    this.#stop = watchNodes((node) => {
      this.#note(node);
    });
  }

  /** An engine that runs programs on `engine`, and checks them for this session. */
  over(engine: Engine): Engine {
    return checkedEngine(engine, {
      infinities: this.#infinities,
      describe: (storage) => this.#describe(storage),
      report: (error) => {
        this.#found ??= error;
      },
    });
  }

  #note(node: Node): void {
    for (const one of [node, ...node.inputs]) {
      if (one.value !== null) this.#given.set(one.value, one);
    }
    for (const input of node.inputs) this.#ends.delete(input);
    if (node.primitive !== null && node.debug.forward === undefined) this.#ends.add(node);
    if (this.#ends.size < this.#mostEnds) return;
    // A loop must not collect its past: what is computed was checked, and so was what was assigned, whose inputs are replaced by then.
    for (const end of this.#ends) {
      if (end.value !== null || !isComputable(end)) this.#ends.delete(end);
    }
    this.#mostEnds = Math.max(1000, 2 * this.#ends.size);
  }

  #describe(storage: Storage): Debug {
    const node = this.#given.get(storage);
    if (node === undefined) return { operation: "a tensor", module: "" };
    const { debug, variable } = node;
    if (variable !== null) return { operation: givenName(node), module: debug.module };
    const operation = node.primitive === null ? "a tensor" : "a computed tensor";
    return { ...debug, operation };
  }

  /** Runs what was built and not run yet, with what was returned and the assignments that wait. */
  #finish(result: unknown): void {
    this.#stop();
    const open = [...this.#ends, ...nodesIn(result)];
    for (const end of open) {
      if (end.value === null && isComputable(end)) Tensor.of(end).keep();
    }
    // Any run will do.
    constant(0).item();
    this.#restore();
  }

  /** Ends after an error: the anomaly, if there was one, is what is thrown. */
  fail(error: unknown): never {
    this.#restore();
    throw this.#found ?? error;
  }

  /** Ends well, unless somebody caught the anomaly. */
  end(result: unknown): void {
    if (this.#found !== null) this.fail(this.#found);
    this.#finish(result);
  }

  #restore(): void {
    this.#stop();
    // Checked programs are kept for a while, and know their session.
    this.#ends.clear();
    if (live.delete(this)) checkFor(live);
  }
}

/**
 * Runs `f`, and checks every value that it computes: throws an `AnomalyError` at the first NaN or infinity, which names the operation and the module it came
 * from, and the line of your code that built it; on the way back also the operation and line that it is the gradient of. Otherwise returns what `f` returns.
 *
 * The first is the first step that gives NaN or infinity although nothing it was applied to has any. Infinite numbers in a formula (a bound, a mask's −∞)
 * are not anomalies; an infinite element of a tensor that was given is one, unless `infinities` is `false`, which looks for NaN only.
 *
 * What `f` builds without reading it is run, too, and so are the assignments it makes; if one would bring a NaN into a parameter, none is carried out, and
 * parameters keep the values they had. Assignments that waited before are carried out first. Everything is slow meanwhile: every intermediate value is kept, and
 * each node takes a stack trace. If `f` returns a promise, checking goes on until it settles, of all that is computed until then; several may go on at once. An
 * engine that `f` sets stays set.
 *
 * As `torch.autograd.detect_anomaly`, for both directions.
 *
 * ```ts
 * import { detectAnomalies } from "@chainrule/inspect";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const w = new Parameter([0.5, 0.5]);
 * detectAnomalies(() => w.mul(2).log().sum()).item(); // => 0
 * detectAnomalies(() => tensor([1, 0]).log().sum()); // throws the first infinity came from log
 * detectAnomalies(() => w.sub([0.5, 1]).sqrt()); // throws the first NaN came from sqrt
 * ```
 */
export function detectAnomalies<T>(f: () => T, options: AnomalyOptions = {}): T {
  checkFunction("detectAnomalies", "what is watched", f);
  const session = new Session(options);
  let result: T;
  try {
    result = f();
    if (!isPromise(result)) session.end(result);
  } catch (error) {
    return session.fail(error);
  }
  if (!isPromise(result)) return result;
  return Promise.resolve(result).then(
    (value) => {
      try {
        session.end(value);
      } catch (error) {
        session.fail(error);
      }
      return value;
    },
    (error: unknown) => session.fail(error),
  ) as T;
}
